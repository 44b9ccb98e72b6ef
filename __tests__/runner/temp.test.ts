import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { temporaryDirectory } from '../../src/runner/temp.ts';
import { inStep } from '../support/step.ts';

test('files go where Docker actions see them, if the runner has such a place', async () => {
  const { error } = await inStep({}, () => {
    const temp = process.env['RUNNER_TEMP'] ?? '';
    expect(temporaryDirectory()).toBe(temp);
    const shared = join(temp, '_github_workflow');
    mkdirSync(shared);
    expect(temporaryDirectory()).toBe(shared);
  });
  expect(error).toBeUndefined();
  const none = await inStep({}, () => {
    delete process.env['RUNNER_TEMP'];
    expect(temporaryDirectory()).toBe('');
  });
  expect(none.error).toBeUndefined();
});
