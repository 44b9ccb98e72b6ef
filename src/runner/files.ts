import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectories, temporaryDirectory } from './temp.ts';

/** A directory in RUNNER_TEMP that is one use of the action's own. */
export interface Directory {
  readonly kind: 'directory';
  /** Its name. */
  readonly id: string;
}

/** newDirectory returns a directory that no other use of the action has. Nothing is there yet. */
export function newDirectory(): Directory {
  return { kind: 'directory', id: `keystone-token-${randomUUID()}` };
}

/** isDirectoryName tells whether a name is one that newDirectory makes. */
export function isDirectoryName(name: unknown): name is string {
  return typeof name === 'string' && /^keystone-token-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(name);
}

/** pathIn returns the path of a file in a directory, or that of the directory. */
export function pathIn({ id }: Directory, file = ''): string {
  return join(temporaryDirectory(), id, file);
}

/** writeFiles makes the directory and writes files into it, for their owner alone. Throws if anything is there already. */
export function writeFiles(directory: Directory, files: Readonly<Record<string, string>>): void {
  mkdirSync(pathIn(directory), { mode: 0o700 });
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(pathIn(directory, name), text, { mode: 0o600, flag: 'wx' });
  }
}

/** removeDirectory removes the directory with its files. It returns whether there was one. */
export function removeDirectory({ id }: Directory): boolean {
  const paths = temporaryDirectories().map((place) => join(place, id));
  const found = paths.some((path) => existsSync(path));
  for (const path of paths) {
    rmSync(path, { recursive: true, force: true });
  }
  return found;
}
