import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { afterAll, expect, test } from '@jest/globals';
import { Job } from '../../tools/runner.ts';
import { answer, type Fault, FaultyServer } from '../support/faulty-server.ts';
import { issue, login } from '../support/keystone.ts';

// Time and memory are bounded, whatever a server sends within the limits, and whatever file an input names.

const seconds = 8;
const mebibytes = 300;
const directory = mkdtempSync(join(tmpdir(), 'keystone-token-bounds-'));
afterAll(() => rmSync(directory, { recursive: true }));

const pipe = join(directory, 'pipe');
execFileSync('mkfifo', [pipe]);

// In the process itself, at its very end.
const probe = join(directory, 'probe.cjs');
writeFileSync(
  probe,
  'process.once("exit", () => require("fs").writeFileSync(process.env.PROBE, String(process.resourceUsage().maxRSS)))',
);

async function run(given: Readonly<Record<string, string>>) {
  await using job = new Job();
  const result = join(directory, `${Math.random()}`);
  const env = { NODE_OPTIONS: `--require=${probe}`, PROBE: result };
  const begin = performance.now();
  const { exitCode, annotations } = await job.run({ with: { ...login, timeout: String(seconds), ...given }, env });
  const took = (performance.now() - begin) / 1000;
  expect(took).toBeLessThan(seconds + 10);
  expect(Number(readFileSync(result, 'utf8')) / 1024).toBeLessThan(mebibytes);
  return { exitCode, title: annotations.find(({ level }) => level === 'error')?.title };
}

const created = 'HTTP/1.1 201 Created\r\nX-Subject-Token: gAAAAA-token\r\n';
const eight = 8 * 1024 * 1024;

/** Sends the same bytes so many times, as fast as they are taken. */
function repeat(bytes: string, times: number): (socket: Duplex) => void {
  const block = Buffer.from(bytes.repeat(10_000));
  return (socket) => {
    let left = Math.ceil(times / 10_000);
    const more = (): void => {
      while (left > 0 && !socket.destroyed && socket.write(block)) {
        left -= 1;
      }
      left -= 1;
    };
    socket.on('drain', more);
    more();
  };
}

const body = (text: string): Fault => answer(201, { 'X-Subject-Token': 'gAAAAA-token' }, text.slice(0, eight));

const answers: [string, Fault][] = [
  ['brackets in brackets', body('['.repeat(eight / 2) + ']'.repeat(eight / 2))],
  ['a token of nothing but empty objects', body(`{"token":{"catalog":[${'{},'.repeat(eight / 3 - 20)}{}]}}`)],
  ['a catalogue of nothing but commas', body(`{"token":{"catalog":[${'0,'.repeat(eight / 2 - 20)}0]}}`)],
  [
    'chunks of one byte each',
    (socket) => {
      socket.write(`${created}Transfer-Encoding: chunked\r\n\r\n`);
      repeat('1\r\n0\r\n', 1_500_000)(socket);
    },
  ],
  ['interim answers without end', (socket) => repeat('HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n', 1e9)(socket)],
];

test.each(answers)('%s', async (_, fault) => {
  await using server = await FaultyServer.start({ logins: [fault] });
  const { exitCode, title } = await run({ 'auth-url': `http://127.0.0.1:${server.port}/v3` });
  expect({ exitCode, title }).toEqual({
    exitCode: 1,
    title: expect.stringMatching(/^Keystone token: (not-keystone|token-malformed|answer-too-large|deadline-exceeded)$/),
  });
});

test('projects without end', async () => {
  let page = 0;
  const pages: Fault = (socket, request) => {
    page += 1;
    const next = `http://127.0.0.1/v3/auth/projects?marker=${page}${'x'.repeat(1500)}`;
    const projects = Array.from({ length: 10 }, (_, index) => ({ id: `${page}-${index}`, name: 'p'.repeat(100_000) }));
    answer(200, {}, JSON.stringify({ projects, links: { next } }))(socket, request);
  };
  await using server = await FaultyServer.start({ logins: [issue('gAAAAA-token'), pages] });
  const given = { 'auth-url': `http://127.0.0.1:${server.port}/v3`, 'list-projects': 'true', timeout: '5' };
  const { exitCode, title } = await run(given);
  expect({ exitCode, title: String(title) }).toEqual({
    exitCode: 1,
    title: expect.stringMatching(/^Keystone token: (answer-too-large|deadline-exceeded)$/),
  });
});

test.each([
  ['a pipe', () => pipe],
  ['a device', () => '/dev/zero'],
  ['a file of /proc that never ends', () => '/proc/kmsg'],
])('%s in place of a file', async (_, path) => {
  for (const name of ['cacert', 'openrc', 'clouds-yaml']) {
    const { exitCode, title } = await run({ 'auth-url': 'http://127.0.0.1:1/v3', [name]: path() });
    expect({ name, exitCode, title: String(title) }).toEqual({
      name,
      exitCode: 1,
      title: expect.stringMatching(
        /^Keystone token: (input-invalid|input-missing|clouds-yaml-invalid|cloud-unknown|openrc-invalid)$/,
      ),
    });
  }
});
