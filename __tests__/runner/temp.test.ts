import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { newDirectory, pathIn, removeDirectory, writeFiles } from '../../src/runner/files.ts';
import { temporaryDirectory } from '../../src/runner/temp.ts';
import { inStep } from '../support/step.ts';

test.each([true, false])(
  'files are removed wherever they were put: the shared place is there at first: %s',
  async (first) => {
    const { error } = await inStep({}, () => {
      const shared = join(process.env['RUNNER_TEMP'] ?? '', '_github_workflow');
      const directory = newDirectory();
      if (first) {
        mkdirSync(shared);
      }
      writeFiles(directory, { 'clouds.yaml': 'x' });
      const path = pathIn(directory);
      mkdirSync(shared, { recursive: true });
      expect(removeDirectory(directory)).toBe(true);
      expect(existsSync(path)).toBe(false);
      expect(removeDirectory(directory)).toBe(false);
    });
    expect(error).toBeUndefined();
  },
);

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
