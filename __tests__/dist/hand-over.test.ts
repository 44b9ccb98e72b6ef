import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sampleCloud } from '../../tools/embedded-keystone/cloud.ts';
import { type EmbeddedKeystone, startEmbeddedKeystone } from '../../tools/embedded-keystone.ts';
import { Job } from '../../tools/runner.ts';
import { serve, type TestServer } from '../support/server.ts';

// What the built action leaves for the later steps, and what is left of it at the job's end.

const [user] = sampleCloud.users;
const [project] = sampleCloud.projects;

let keystone: EmbeddedKeystone;
let demo: Record<string, string>;

beforeAll(async () => {
  keystone = await startEmbeddedKeystone();
  demo = {
    'auth-url': keystone.authUrl,
    'user-id': user.id,
    password: user.password,
    'project-id': project.id,
    cacert: keystone.ca,
  };
});
afterAll(() => keystone.stop());

/** answering gives a server that answers every login with this token and catalogue. */
function answering(token: string, catalog?: unknown): Promise<TestServer> {
  const [issued_at, expires_at] = ['2026-11-22T01:14:14Z', '2026-11-22T01:44:14Z'];
  const body = JSON.stringify({ token: { issued_at, expires_at, user, project, methods: ['password'], catalog } });
  return serve((request, response) => {
    response.writeHead(request.method === 'DELETE' ? 204 : 201, { 'X-Subject-Token': token });
    response.end(request.method === 'DELETE' ? undefined : body);
  });
}

test('gives the endpoints, and writes what a runner shows as the job’s summary', async () => {
  await using job = new Job();
  const { outputs, summary } = await job.run({ with: demo });
  const endpoints: Record<string, string> = JSON.parse(outputs['endpoints'] ?? '');
  expect(endpoints).toMatchObject({ network: endpoints['neutron'], identity: keystone.authUrl });
  expect(outputs['region-name']).toBe('RegionOne');
  expect(summary).toContain('<details><summary>Endpoints in <code>RegionOne</code></summary>');
  expect(summary).not.toContain(outputs['token']);
});

test('the files of each use are its own, for their owner alone, and gone at the job’s end', async () => {
  await using job = new Job();
  // What the runner shows Docker actions as /github/workflow.
  const shared = join(job.temp, '_github_workflow');
  mkdirSync(shared);
  const one = await job.run({ with: { ...demo, export: 'openstack' } });
  const two = await job.run({ with: { ...demo, export: 'openstack' } });
  const paths = [one, two].map(({ outputs }) => outputs['clouds-yaml'] ?? '');
  expect(new Set(paths).size).toBe(2);
  expect(paths.map((path) => statSync(path).mode & 0o777)).toEqual([0o600, 0o600]);
  expect(paths.map((path) => path.startsWith(`${shared}/`))).toEqual([true, true]);
  expect(readFileSync(paths[1] ?? '', 'utf8')).toContain(two.outputs['token']);

  await two.post();
  expect(paths.map((path) => existsSync(path))).toEqual([true, false]);
  expect(job.environment['OS_CLIENT_CONFIG_FILE']).toBe('');
  await one.post();
  expect(readdirSync(job.temp)).toEqual(['_github_workflow', '_runner_file_commands']);
  expect(readdirSync(shared)).toEqual([]);
  expect(Object.values(job.environment).join('')).toBe('');
});

test('a secret of one step does not get into the others, neither by what is set nor by what is blanked', async () => {
  await using job = new Job();
  Object.assign(job.environment, { OS_PROJECT_NAME: 'other', OS_CLOUD: 'other', OS_USERNAME: 'other' });
  const env = { OS_TOKEN: 'a-token-of-the-step', OS_PASSCODE: 'a-passcode-of-the-step', OS_PASSWORD: 'a-password' };
  const { log, environment } = await job.run({ with: { ...demo, export: 'openstack' }, env });
  expect(log).toContain('would not work beside: OS_TOKEN, OS_PASSCODE, OS_PROJECT_NAME.');
  expect(JSON.stringify(environment)).not.toMatch(/of-the-step|a-password/);
  const [end] = await job.end();
  expect(JSON.stringify(end?.environment)).not.toMatch(/of-the-step|a-password|other/);
  expect(job.environment).toEqual({
    ...Object.fromEntries(Object.keys(environment).map((name) => [name, ''])),
    OS_USERNAME: 'other',
  });
});

test('the note of what was set tells nothing of the password', async () => {
  const notes = await Promise.all(
    ['a password', 'another'].map(async (password) => {
      await using job = new Job();
      Object.assign(job.environment, { OS_PASSWORD: password, OS_USERNAME: password });
      const { environment, outputs } = await job.run({ with: { ...demo, export: 'terraform' } });
      const { KEYSTONE_TOKEN_EXPORTED: note = '' } = environment;
      const ours = createHash('sha256')
        .update(outputs['token'] ?? '')
        .digest('hex')
        .slice(0, 16);
      return note.replaceAll(ours, 'ours').replace(/OS_CACERT:\w+/, 'OS_CACERT');
    }),
  );
  const note = 'OS_AUTH_URL OS_TOKEN:ours OS_AUTH_TOKEN:ours OS_ALLOW_REAUTH OS_REGION_NAME OS_CACERT';
  expect(notes).toEqual([note, note]);
});

test('debug logging shows no secret of what is handed over', async () => {
  await using job = new Job({ debug: true });
  job.environment['OS_TOKEN'] = 'the-users-own-token';
  const { log, outputs } = await job.run({ with: { ...demo, export: 'terraform' } });
  const ends = await job.end();
  for (const text of [log, ...ends.map((end) => end.log)]) {
    expect(text).not.toContain(outputs['token']);
    expect(text).not.toContain('the-users-own-token');
  }
});

test('a catalogue of 5 MiB works', async () => {
  const catalog = Array.from({ length: 25_000 }, (_, n) => ({
    type: n === 24_999 ? 'network' : `type-${n}`,
    name: `service-${n}`,
    endpoints: [
      {
        id: String(n),
        interface: 'public',
        region: 'R',
        region_id: 'R',
        url: `https://service-${n}.cloud.example/${'x'.repeat(60)}`,
      },
    ],
  }));
  expect(JSON.stringify(catalog).length).toBeGreaterThan(5 * 1024 * 1024);
  await using server = await answering('gAAAAtoken', catalog);
  await using job = new Job();
  const { exitCode, outputs } = await job.run({ with: { ...demo, 'auth-url': server.origin } });
  expect(exitCode).toBe(0);
  expect(JSON.parse(outputs['endpoints'] ?? '')).toMatchObject({ neutron: expect.stringContaining('service-24999') });
});

test('a token that no later step could be started with is an error, and nothing is set', async () => {
  await using server = await answering('M'.repeat(131_072));
  await using job = new Job();
  const { exitCode, annotations, outputs, environment } = await job.run({
    with: { ...demo, 'auth-url': server.origin, export: 'terraform' },
  });
  expect({ exitCode, outputs, environment }).toEqual({ exitCode: 1, outputs: {}, environment: {} });
  expect(annotations.map(({ title }) => title)).toEqual(['Keystone token: runner-limit']);
});
