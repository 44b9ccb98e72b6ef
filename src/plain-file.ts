import { readFileSync, statSync } from 'node:fs';
import { Failure } from './failure.ts';

/**
 * readPlainFile returns a file's bytes. Throws `input-invalid` for what is no plain file (a pipe would never end) or is
 * larger than a number of MiB, and Node's error where there is no file or it may not be read.
 */
export function readPlainFile(path: string, mebibytes: number): Buffer {
  const status = statSync(path);
  if (!status.isFile() || status.size > mebibytes * 1024 * 1024) {
    throw new Failure('input-invalid', { message: `The file ${path} is no plain file of at most ${mebibytes} MiB.` });
  }
  // The files of /proc say that they are plain ones without a byte, and some never end.
  return status.size === 0 ? Buffer.alloc(0) : readFileSync(path);
}
