import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** newDirectory gives a path in RUNNER_TEMP that no other use of the action has. Nothing is there yet. */
export function newDirectory(): string {
  return join(process.env['RUNNER_TEMP'] || tmpdir(), `keystone-token-${randomUUID()}`);
}

/** writeFiles makes the directory and writes files into it, for their owner alone. Throws if anything is there already. */
export function writeFiles(directory: string, files: Readonly<Record<string, string>>): void {
  mkdirSync(directory, { mode: 0o700 });
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(directory, name), text, { mode: 0o600, flag: 'wx' });
  }
}

/** removeDirectory removes the directory with its files. It gives whether there was one. */
export function removeDirectory(directory: string): boolean {
  const found = existsSync(directory);
  rmSync(directory, { recursive: true, force: true });
  return found;
}
