import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDirectory } from '../cache.ts';
import { installMissing } from '../keystone/packages.ts';

/** A list of packages from PyPI in this directory: `keystone` is keystone.txt. */
export type Requirements = 'keystone' | 'clients' | 'go' | 'linters';

/**
 * virtualEnvironment returns the path of a virtual environment of Debian's Python that holds what a list requires. It is
 * made once for each content of the list. It throws an Error where pip fails, with what pip said.
 */
export function virtualEnvironment(requirements: Requirements): string {
  const list = join(import.meta.dirname, `${requirements}.txt`);
  const hash = createHash('sha256').update(readFileSync(list)).digest('hex').slice(0, 12);
  const directory = cacheDirectory('python', `${requirements}-${hash}`);
  // Written last: an environment without it was left half-made.
  const complete = join(directory, 'complete');
  if (!existsSync(complete)) {
    installMissing(['python3-venv']);
    process.stderr.write(`Installing tools/python/${requirements}.txt from PyPI …\n`);
    rmSync(directory, { recursive: true });
    run('/usr/bin/python3', '-m', 'venv', directory);
    run(join(directory, 'bin/pip'), 'install', '--quiet', '--disable-pip-version-check', '--requirement', list);
    writeFileSync(complete, '');
  }
  return directory;
}

/** versionOf returns the version of a package that a Python interpreter sees. */
export function versionOf(python: string, name: string): string {
  const program = 'import importlib.metadata, sys; print(importlib.metadata.version(sys.argv[1]))';
  return execFileSync(python, ['-c', program, name], { encoding: 'utf8' }).trim();
}

function run(program: string, ...args: readonly string[]): void {
  execFileSync(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
}
