import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import { expandHome, readTextFile } from '../../../src/credentials/sources/read-file.ts';
import { Failure } from '../../../src/failure.ts';

const folder = mkdtempSync(join(tmpdir(), 'keystone-token-'));
const path = join(folder, 'file');
beforeAll(() => writeFileSync(path, 'päss\n'));
afterEach(() => {
  jest.restoreAllMocks();
});
afterAll(() => rmSync(folder, { recursive: true }));

test('a file is read as it is', () => {
  expect(readTextFile(path)).toBe('päss\n');
});

test('`~` at the start is the user’s home', () => {
  expect(expandHome('~/a', { HOME: '/home/jo' })).toBe('/home/jo/a');
  expect(expandHome('~\\a', { USERPROFILE: 'C:\\jo' })).toBe('C:\\jo\\a');
  expect(expandHome('~/a', {})).toBe('~/a');
  for (const path of ['~', '~jo/a', './~/a', '/~/a']) {
    expect(expandHome(path, { HOME: '/home/jo' })).toBe(path);
  }
  jest.replaceProperty(process.env, 'HOME', folder);
  expect(readTextFile('~/file')).toBe('päss\n');
});

test('a file of Windows is read too', () => {
  const windows = join(folder, 'windows');
  writeFileSync(windows, '\uFEFFpäss\r\n', 'utf16le');
  expect(readTextFile(windows)).toBe('päss\r\n');
});

test('a file that is not there is Node’s error', () => {
  expect(() => readTextFile(join(folder, 'none'))).toThrow('ENOENT');
});

test('a folder is refused', () => {
  expect(() => readTextFile(folder)).toThrow(Failure);
});

test('a file of /proc, which says that it has no size, is not read', () => {
  expect(readTextFile('/proc/self/stat')).toBe('');
});

test('a file may have 1 MiB and no more', () => {
  const large = join(folder, 'large');
  writeFileSync(large, 'x'.repeat(1024 * 1024));
  expect(readTextFile(large).length).toBe(1024 * 1024);
  truncateSync(large, 1024 * 1024 + 1);
  expect(() => readTextFile(large)).toThrow(
    expect.objectContaining({ code: 'input-invalid', message: `The file ${large} is no plain file of at most 1 MiB.` }),
  );
});
