import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Exported, exportedVariable } from '../../src/exported.ts';
import type { Session } from '../../src/identity.ts';
import { newDirectory } from '../../src/runner/files.ts';
import { handOver, putBack } from '../../src/runner/hand-over.ts';
import { readSettings } from '../../src/runner/settings.ts';
import { Secret } from '../../src/secret.ts';
import { delegated, session, token } from '../support/session.ts';
import { inputs, inStep, type Left } from '../support/step.ts';

let temp: string;
beforeAll(() => {
  temp = mkdtempSync(join(tmpdir(), 'keystone-token-'));
});
afterAll(() => rmSync(temp, { recursive: true }));

interface Handed extends Left {
  readonly directory: string;
  readonly left: readonly Exported[] | undefined;
}

/** handed gives what handing over left, in a job with these variables. */
async function handed(given: Record<string, string>, from: Session, job: Record<string, string> = {}): Promise<Handed> {
  let directory = '';
  let left: readonly Exported[] | undefined;
  const result = await inStep({ ...inputs(given), ...job }, () => {
    process.env['RUNNER_TEMP'] = temp;
    directory = newDirectory();
    handOver(from, readSettings(), {
      directory,
      leaving: (exported) => {
        expect(existsSync(directory)).toBe(false);
        left = exported;
      },
    });
  });
  return { ...result, directory, left };
}

function withToken(id: string): Session {
  return { ...session, token: { ...token, id: new Secret(id) } };
}

function userVariables({ environment }: Left): Record<string, string> {
  const { [exportedVariable]: _, ...rest } = environment;
  return rest;
}

test('by default the token’s variable is all', async () => {
  const step = await handed({}, session, { OS_USER_DOMAIN_NAME: 'Default', OS_CLOUD: 'mine' });
  expect({ environment: userVariables(step), stdout: step.stdout, error: step.error }).toEqual({
    environment: { OS_TOKEN: 'gAAAAtoken' },
    stdout: '',
    error: undefined,
  });
  expect(existsSync(step.directory)).toBe(false);
});

test('none sets no variable of the user’s', async () => {
  expect(userVariables(await handed({ export: 'none' }, session))).toEqual({});
});

test('a token’s variable by name goes with every export', async () => {
  expect(userVariables(await handed({ export: 'swift', 'token-variable': 'Token' }, session))).toEqual({
    OS_STORAGE_URL: 'https://store.example/v1/AUTH_p1',
    OS_AUTH_TOKEN: 'gAAAAtoken',
    RCLONE_SWIFT_ENV_AUTH: 'true',
    Token: 'gAAAAtoken',
  });
});

test('writes files for their owner alone, and tells beforehand what there will be to undo', async () => {
  const trust = { ca: 'PEM', insecure: false };
  const { directory, environment, outputs, left } = await handed({ export: 'openstack' }, { ...session, trust });
  expect(readdirSync(directory)).toEqual(['cacert.pem', 'clouds.yaml']);
  const modes = [directory, join(directory, 'cacert.pem'), join(directory, 'clouds.yaml')].map(
    (path) => statSync(path).mode & 0o777,
  );
  expect(modes).toEqual([0o700, 0o600, 0o600]);
  expect(environment['OS_CLIENT_CONFIG_FILE']).toBe(join(directory, 'clouds.yaml'));
  expect(outputs['clouds-yaml']).toBe(join(directory, 'clouds.yaml'));
  expect(readFileSync(join(directory, 'cacert.pem'), 'utf8')).toBe('PEM');
  expect(left?.map(({ name }) => name)).toEqual(['OS_CLIENT_CONFIG_FILE', 'OS_CLOUD', 'OS_CACERT', exportedVariable]);
});

test('two uses have files of their own', async () => {
  const one = await handed({ export: 'openstack' }, session);
  const two = await handed({ export: 'openstack' }, delegated, one.environment);
  expect(one.directory).not.toBe(two.directory);
  expect([one, two].map(({ directory }) => existsSync(join(directory, 'clouds.yaml')))).toEqual([true, true]);
});

test('blanks what would break the tools and says so, and touches nothing else', async () => {
  const job = {
    OS_DOMAIN_NAME: 'Default',
    OS_CLOUD: 'mine',
    OS_PROJECT_ID: '',
    OS_PASSWORD: 'p',
    OS_REGION_NAME: 'old',
  };
  const { environment, stdout } = await handed({ export: 'terraform' }, session, job);
  expect(environment).toMatchObject({ OS_DOMAIN_NAME: '', OS_CLOUD: '', OS_REGION_NAME: 'RegionOne' });
  for (const name of ['OS_PROJECT_ID', 'OS_PASSWORD', 'OS_TRUST_ID']) {
    expect(environment).not.toHaveProperty(name);
  }
  expect(stdout).toBe(
    'Blanked for the later steps, because `export: terraform` would not work beside: OS_DOMAIN_NAME, OS_CLOUD.\n',
  );
});

test('lets a variable be that says the same', async () => {
  const same = {
    OS_PROJECT_ID: 'p1',
    OS_REGION_NAME: 'RegionOne',
    OS_TOKEN: 'gAAAAtoken',
    OS_IDENTITY_API_VERSION: '3',
  };
  const { environment, stdout } = await handed({ export: 'openstack' }, session, same);
  expect(Object.keys(environment)).toEqual(['OS_CLIENT_CONFIG_FILE', 'OS_CLOUD', exportedVariable]);
  expect(stdout).toBe('');
});

test('puts back what was before, except what somebody has changed', async () => {
  const job = { OS_TOKEN: 'mine-before', OS_CLOUD: 'mine', OS_TRUST_ID: 't' };
  const use = await handed({ export: 'terraform' }, session, job);
  const now = { ...job, ...use.environment, OS_CLOUD: 'changed' };
  const { environment } = await inStep(now, () => putBack(use.left ?? []));
  expect(environment).toEqual({
    OS_AUTH_URL: '',
    OS_TOKEN: 'mine-before',
    OS_AUTH_TOKEN: '',
    OS_REGION_NAME: '',
    OS_ALLOW_REAUTH: '',
    OS_TRUST_ID: 't',
    [exportedVariable]: '',
  });
});

test('masks a secret that it keeps to put it back', async () => {
  const { stdout } = await handed({}, session, { OS_TOKEN: 'a-token-of-the-users' });
  expect(stdout).toBe('::add-mask::a-token-of-the-users\n');
  const first = await handed({}, withToken(''));
  expect((await handed({}, session, first.environment)).stdout).toBe('');
});

const nothing = { outputs: {}, environment: {} };

test.each([
  ['a token', {}, withToken('x'.repeat(131_072)), /the variable OS_TOKEN takes/],
  [
    'a token that only fits a short name',
    { 'token-variable': 'T' },
    withToken('x'.repeat(131_000)),
    /the output `token` takes/,
  ],
  [
    'a name',
    { export: 'openstack' },
    { ...session, token: { ...token, user: { id: 'u', name: 'x'.repeat(131_072) } } },
    /the output `user-name`/,
  ],
  [
    'a list',
    {},
    {
      ...session,
      projects: Array.from({ length: 10_000 }, (_, n) => ({ id: `p${n}`, name: 'x'.repeat(30), domainId: 'd' })),
    },
    /the output `projects`/,
  ],
])('%s that is too long is refused before anything is set', async (_, given, from, message) => {
  const { error, outputs, environment, left, directory } = await handed(given, from);
  expect(error).toMatchObject({ code: 'runner-limit', message: expect.stringMatching(message) });
  expect({ outputs, environment }).toEqual(nothing);
  expect({ left, written: existsSync(directory) }).toEqual({ left: undefined, written: false });
});

test('an export that is refused sets nothing', async () => {
  const endpoints = { ...session.endpoints, urls: new Map() };
  const { error, outputs, environment } = await handed({ export: 'swift' }, { ...session, endpoints });
  expect(error).toMatchObject({ code: 'endpoint-missing' });
  expect({ outputs, environment }).toEqual(nothing);
});

test('of endless endpoints the first are given, and a warning', async () => {
  const urls = new Map([['compute', 'https://nova']]);
  for (let n = 0; n < 5000; n++) {
    urls.set(`type-${n}`, `https://service-${n}.cloud.example/v1`);
  }
  const { outputs, stdout } = await handed({}, { ...session, endpoints: { ...session.endpoints, urls } });
  const given: object = JSON.parse(outputs['endpoints'] ?? '');
  expect(given).toHaveProperty('compute', 'https://nova');
  expect(stdout).toContain(`The output \`endpoints\` holds ${Object.keys(given).length} of 5001 names`);
  expect(Buffer.byteLength(outputs['endpoints'] ?? '')).toBeGreaterThan(130_000);
});

test('an output that there is nothing for is empty', async () => {
  const { project: _, domain: __, ...bare } = token;
  const endpoints = { ...session.endpoints, urls: new Map(), region: '', regions: [] };
  const { outputs } = await handed({}, { ...session, endpoints, token: { ...bare, scope: 'system' } });
  const empty = Object.entries(outputs).flatMap(([name, value]) => (value === '' ? [name] : []));
  expect(empty).toEqual([
    'project-id',
    'project-name',
    'domain-id',
    'domain-name',
    'region-name',
    'projects',
    'clouds-yaml',
  ]);
  expect(outputs['endpoints']).toBe('{}');
});

test('outside of a runner its files are in the system’s directory for such', async () => {
  await inStep({ RUNNER_TEMP: '' }, () => {
    expect(dirname(newDirectory())).toBe(tmpdir());
  });
});

test('gives endpoints and projects as JSON', async () => {
  const projects = [{ id: 'p1', name: 'web', domainId: 'd1' }];
  const { outputs } = await handed({}, { ...session, projects });
  expect(JSON.parse(outputs['endpoints'] ?? '')).toEqual(Object.fromEntries(session.endpoints.urls));
  expect(JSON.parse(outputs['projects'] ?? '')).toEqual([{ id: 'p1', name: 'web', domain_id: 'd1' }]);
  expect(outputs).toMatchObject({ 'region-name': 'RegionOne', 'clouds-yaml': '' });
});
