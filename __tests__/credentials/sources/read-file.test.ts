import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readTextFile } from '../../../src/credentials/sources/read-file.ts';
import { Failure } from '../../../src/failure.ts';

const folder = mkdtempSync(join(tmpdir(), 'keystone-token-'));
const path = join(folder, 'file');
beforeAll(() => writeFileSync(path, 'päss\n'));
afterAll(() => rmSync(folder, { recursive: true }));

test('a file is read as it is', () => {
  expect(readTextFile(path)).toBe('päss\n');
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

test('a file may have 1 MiB and no more', () => {
  const large = join(folder, 'large');
  writeFileSync(large, 'x'.repeat(1024 * 1024));
  expect(readTextFile(large).length).toBe(1024 * 1024);
  truncateSync(large, 1024 * 1024 + 1);
  expect(() => readTextFile(large)).toThrow(
    expect.objectContaining({ code: 'input-invalid', message: `The file ${large} is no plain file of at most 1 MiB.` }),
  );
});
