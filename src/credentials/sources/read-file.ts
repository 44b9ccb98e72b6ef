import { readFileSync, statSync } from 'node:fs';
import { Failure } from '../../failure.ts';
import type { ReadFile } from '../trust/pem.ts';
import { textOf } from './plain-text.ts';

/** More than any file of credentials or certificates has. */
const maxBytes = 1024 * 1024;

/**
 * readTextFile gives a file's text, as textOf reads it. Throws `input-invalid` for what is no plain file (a pipe would never end) or is
 * larger than 1 MiB, and Node's error where there is no file or it may not be read.
 */
export const readTextFile: ReadFile = (path) => {
  const status = statSync(path);
  if (!status.isFile() || status.size > maxBytes) {
    throw new Failure('input-invalid', { message: `The file ${path} is no plain file of at most 1 MiB.` });
  }
  return textOf(readFileSync(path));
};
