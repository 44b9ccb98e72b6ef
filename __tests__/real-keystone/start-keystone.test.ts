import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from '@jest/globals';
import { startKeystone } from '../../tools/keystone/server.ts';

// Keystones of a test's own, and the one that `npm run keystone` starts.

test('takes settings for keystone.conf and Apache, and leaves nothing behind', async () => {
  const keystone = await startKeystone({
    conf: { security_compliance: { lockout_failure_attempts: 2 }, token: { expiration: 120 } },
    apache: (origin) => `Header always set X-Served-By "${origin}"`,
  });
  try {
    const { anyone, users } = keystone;
    const login = (password: string) =>
      anyone.authenticate({
        identity: { methods: ['password'], password: { user: { id: users.deployer.id, password } } },
      });

    const { status, headers, body } = await login(users.deployer.password);
    expect(status).toBe(201);
    expect(headers['x-served-by']).toBe(new URL(keystone.authUrl).origin);
    const { expires_at: expires, issued_at: issued } = Object(Object(body).token);
    expect(Math.round((Date.parse(expires) - Date.parse(issued)) / 1000)).toBe(120);

    for (const _ of [1, 2]) {
      expect((await login('wrong')).status).toBe(401);
    }
    expect((await login(users.deployer.password)).status).toBe(401);
  } finally {
    await keystone.stop();
  }
  expect(existsSync(keystone.caFile)).toBe(false);
  await expect(keystone.anyone.send('GET', '')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

test('npm run keystone says how to use it, and ends all of it when npm is told to end', async () => {
  const program = spawn('npm', ['run', '--silent', 'keystone'], {
    cwd: join(import.meta.dirname, '../..'),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exit = once(program, 'exit');
  try {
    const shown: string[] = [];
    for await (const line of createInterface(program.stdout)) {
      shown.push(line);
      if (line.startsWith('export OS_PROJECT_ID=')) {
        break;
      }
    }
    const [, caFile = ''] = /^CA file +(\S+)$/m.exec(shown.join('\n')) ?? [];
    expect(existsSync(caFile)).toBe(true);

    program.kill('SIGTERM');
    program.kill('SIGTERM');
    expect(await exit).toEqual([0, null]);
    expect(existsSync(caFile)).toBe(false);
  } finally {
    program.kill('SIGTERM');
  }
});
