import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const program = `
tell() { for name in \${!OS_@}; do printf '%s\\0%s\\0' "$name" "\${!name}"; done; }
for file in "$@"; do
  (trap tell EXIT; . "$file" </dev/null >/dev/null 2>&1)
  printf '\\0\\0'
done
`;

/**
 * sourced gives, for each text, the OS_ variables that bash has after sourcing it in an empty environment with nobody at
 * the keyboard. An empty variable counts as unset.
 */
export function sourced(texts: readonly string[]): Record<string, string>[] {
  const folder = mkdtempSync(join(tmpdir(), 'openrc-'));
  try {
    const files = texts.map((text, index) => {
      const file = join(folder, String(index));
      writeFileSync(file, text);
      return file;
    });
    const { stdout, error } = spawnSync('bash', ['--norc', '--noprofile', '-c', program, 'bash', ...files], {
      env: { LC_ALL: 'C.UTF-8' },
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    });
    if (error) {
      throw error;
    }
    return parse(stdout);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function parse(output: string): Record<string, string>[] {
  const all: Record<string, string>[] = [];
  let current: Record<string, string> = {};
  const fields = output.split('\0');
  for (let index = 0; index + 1 < fields.length; index += 2) {
    const [name = '', value = ''] = fields.slice(index, index + 2);
    if (name === '') {
      all.push(current);
      current = {};
    } else if (value !== '') {
      current[name] = value;
    }
  }
  return all;
}
