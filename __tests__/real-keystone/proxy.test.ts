import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { installMissing } from '../../tools/keystone/packages.ts';
import { end, isRunning, launch } from '../../tools/keystone/processes.ts';
import { Job } from '../../tools/runner.ts';
import { runningKeystone } from './running.ts';

// The built action behind a real proxy, Debian's tinyproxy, with a real Keystone on its other side.

const { authUrl, plainAuthUrl, admin, domains, projects, users } = await runningKeystone();

// Loopback is always reached without a proxy. This address leads there too, and is none of its names.
const beyond = '0.0.0.0';
const url = authUrl.replace('127.0.0.1', beyond);
const plainUrl = plainAuthUrl.replace('127.0.0.1', beyond);
const password = 'hunter2-p_ss';

const directory = mkdtempSync(join(tmpdir(), 'keystone-token-proxy-'));
let tinyproxy: ChildProcess;
let port: number;

beforeAll(async () => {
  installMissing(['tinyproxy-bin']);
  port = await freePort();
  const configuration = join(directory, 'tinyproxy.conf');
  const lines = [
    'Listen 127.0.0.1',
    `Port ${port}`,
    `BasicAuth alice ${password}`,
    `ConnectPort ${new URL(url).port}`,
    `ConnectPort ${new URL(plainUrl).port}`,
  ];
  writeFileSync(configuration, `${lines.join('\n')}\n`);
  tinyproxy = launch('/usr/bin/tinyproxy', ['-d', '-c', configuration], {
    environment: {},
    logFile: join(directory, 'log'),
    account: undefined,
  });
  while (isRunning(tinyproxy) && !(await isOpen(port))) {
    await delay(20);
  }
});
afterAll(async () => {
  await end(tinyproxy);
  rmSync(directory, { recursive: true });
});

async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    socket.once('error', () => resolve(false));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}

/** What comes of a login through the proxy. */
async function through(proxy: string, given: Record<string, string> = {}, env: Record<string, string> = {}) {
  await using job = new Job();
  const { name, password } = users.deployer;
  const login = {
    'auth-url': url,
    username: name,
    password,
    'user-domain-id': domains.users.id,
    'project-id': projects.production.id,
  };
  const proxies = { https_proxy: proxy, http_proxy: proxy };
  const step = await job.run({
    with: { ...login, insecure: 'true', timeout: '20', ...given },
    env: { ...proxies, ...env },
  });
  const status = (await admin.inspect(step.outputs['token'] ?? '')).status;
  const [post] = await job.end();
  const [title] = step.annotations.filter(({ level }) => level === 'error').map(({ title }) => title);
  return { step, title, status, post, after: (await admin.inspect(step.outputs['token'] ?? '')).status };
}

test.each([
  ['https', url],
  ['http', plainUrl],
])('a token comes, and is revoked, through the proxy (%s)', async (_, authUrl) => {
  const { step, status, post, after } = await through(`http://alice:${password}@127.0.0.1:${port}`, {
    'auth-url': authUrl,
  });
  expect({ exitCode: step.exitCode, stderr: step.stderr, status, after }).toEqual({
    exitCode: 0,
    stderr: '',
    status: 200,
    after: 404,
  });
  expect(post).toMatchObject({ exitCode: 0, stderr: '', annotations: [] });
  expect(step.masks).toContain(password);
});

test.each([
  ['a wrong password', 'http://alice:wrong@'],
  ['no password', 'http://'],
])('the proxy refuses %s', async (_, beginning) => {
  const { step, title } = await through(`${beginning}127.0.0.1:${port}`);
  expect({ exitCode: step.exitCode, stderr: step.stderr, title }).toEqual({
    exitCode: 1,
    stderr: '',
    title: 'Keystone token: proxy-refused',
  });
});

test('the proxy does not let every port through', async () => {
  const elsewhere = url.replace(/:\d+/, ':9');
  const { title } = await through(`http://alice:${password}@127.0.0.1:${port}`, { 'auth-url': elsewhere });
  expect(title).toBe('Keystone token: proxy-refused');
});

test('the proxy cannot reach what is not there', async () => {
  const host = `https://keystone.invalid:${new URL(url).port}`;
  const { title } = await through(`http://alice:${password}@127.0.0.1:${port}`, { 'auth-url': host, timeout: '3' });
  expect(title).toBe('Keystone token: proxy-unavailable');
});

test('no_proxy goes past the proxy', async () => {
  const { step } = await through('http://127.0.0.1:1', {}, { no_proxy: beyond });
  expect(step.exitCode).toBe(0);
});
