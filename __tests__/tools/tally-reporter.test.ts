import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const none = {
  numPassedTests: 0,
  numFailedTests: 0,
  numRuntimeErrorTestSuites: 0,
  numPendingTests: 0,
  numTodoTests: 0,
};

test.each([
  [{ numPassedTests: 12 }, '12 passed, 0 failed'],
  [{ numPassedTests: 3, numFailedTests: 2, numRuntimeErrorTestSuites: 1 }, '3 passed, 3 failed'],
  [{ numPassedTests: 1, numPendingTests: 1, numTodoTests: 1 }, '1 passed, 0 failed, 2 skipped'],
])('%j is the last line %j', (counts, line) => {
  const run = `
    const { default: Reporter } = await import(${JSON.stringify(join(import.meta.dirname, '../../tools/tally-reporter.js'))});
    new Reporter().onRunComplete(undefined, ${JSON.stringify({ ...none, ...counts })});
    console.log('what jest prints after its reporters');`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', run], { encoding: 'utf8' });
  expect(stdout).toBe(`what jest prints after its reporters\n${line}\n`);
});
