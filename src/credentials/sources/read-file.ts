import { readFileSync, statSync } from 'node:fs';
import { Failure } from '../../failure.ts';
import type { ReadFile } from '../trust/pem.ts';
import { textOf } from './plain-text.ts';

/** More than any file of credentials or certificates has. */
const maxBytes = 1024 * 1024;

/** expandHome returns a path with the user's home for a leading `~`. */
export function expandHome(path: string, environment: Readonly<Record<string, string | undefined>>): string {
  const home = environment['HOME'] ?? environment['USERPROFILE'];
  return home === undefined ? path : path.replace(/^~(?=[/\\])/, () => home);
}

/**
 * readTextFile gives a file's text, as textOf reads it; `~` at the start of a path is the user's home. Throws
 * `input-invalid` for what is no plain file (a pipe would never end) or is larger than 1 MiB, and Node's error where there
 * is no file or it may not be read.
 */
export const readTextFile: ReadFile = (given) => {
  const path = expandHome(given, process.env);
  const status = statSync(path);
  if (!status.isFile() || status.size > maxBytes) {
    throw new Failure('input-invalid', { message: `The file ${path} is no plain file of at most 1 MiB.` });
  }
  return textOf(readFileSync(path));
};
