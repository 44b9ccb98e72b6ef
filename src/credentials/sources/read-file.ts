import type { Environment } from '../../exported.ts';
import { readPlainFile } from '../../plain-file.ts';
import type { ReadFile } from '../trust/pem.ts';
import { textOf } from './plain-text.ts';

/** expandHome returns a path with the user's home for a leading `~`. */
export function expandHome(path: string, environment: Environment): string {
  const home = environment['HOME'] ?? environment['USERPROFILE'];
  return home === undefined ? path : path.replace(/^~(?=[/\\])/, () => home);
}

/**
 * readTextFile returns a file's text, as textOf reads it; `~` at the start of a path is the user's home. Throws as
 * readPlainFile does: 1 MiB is more than any file of credentials or certificates has.
 */
export const readTextFile: ReadFile = (path) => textOf(readPlainFile(expandHome(path, process.env), 1));
