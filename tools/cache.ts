import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * cacheDirectory returns the path of a directory, made if it is missing, that outlives this program and this checkout:
 * what takes minutes to install or to build is kept there. Services that run as another account can read it.
 */
export function cacheDirectory(...names: readonly string[]): string {
  const own = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  // A home of root is closed to every other account, and Keystone runs as one.
  const base = process.getuid?.() === 0 ? '/var/cache' : own;
  const directory = join(base, 'keystone-token', ...names);
  mkdirSync(directory, { recursive: true, mode: 0o755 });
  return directory;
}
