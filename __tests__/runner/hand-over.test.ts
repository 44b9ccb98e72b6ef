import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { noteVariable } from '../../src/exported.ts';
import type { Session } from '../../src/identity.ts';
import { pathIn } from '../../src/runner/files.ts';
import { blank, handOver, type Leaving, mayBeExported } from '../../src/runner/hand-over.ts';
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
  /** Where its files are, if there are any. */
  readonly directory: string;
  /** What was told to be left. */
  readonly left: readonly Leaving[];
}

/** handed gives what handing over left, in a job with these variables. */
async function handed(given: Record<string, string>, from: Session, job: Record<string, string> = {}): Promise<Handed> {
  let directory = '';
  let left: readonly Leaving[] = [];
  const result = await inStep({ ...inputs(given), RUNNER_TEMP: temp, ...job }, () => {
    handOver(from, readSettings(), (...leftovers) => {
      left = leftovers;
      directory = left.flatMap((one) => (one.kind === 'directory' ? [pathIn(one)] : [])).join();
      expect(existsSync(directory)).toBe(false);
    });
  });
  return { ...result, directory, left };
}

function withToken(id: string): Session {
  return { ...session, token: { ...token, id: new Secret(id) } };
}

function userVariables({ environment }: Left): Record<string, string> {
  const { [noteVariable]: _, ...rest } = environment;
  return rest;
}

test('by default the token’s variable is all', async () => {
  const step = await handed({}, session, { OS_USER_DOMAIN_NAME: 'Default', OS_CLOUD: 'mine' });
  expect({ environment: userVariables(step), stdout: step.stdout, error: step.error }).toEqual({
    environment: { OS_TOKEN: 'gAAAAtoken' },
    stdout: '',
    error: undefined,
  });
  expect(step.directory).toBe('');
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
  expect(left.map(({ id }) => id)).toEqual([
    basename(directory),
    'OS_CLIENT_CONFIG_FILE',
    'OS_CLOUD',
    'OS_CACERT',
    noteVariable,
  ]);
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
  expect(Object.keys(environment)).toEqual(['OS_CLIENT_CONFIG_FILE', 'OS_CLOUD', noteVariable]);
  expect(stdout).toBe('');
});

test('blanks what is its own, and nothing that somebody has changed', async () => {
  const job = { OS_TOKEN: 'mine-before', OS_CLOUD: 'mine', OS_TRUST_ID: 't' };
  const use = await handed({ export: 'terraform' }, session, job);
  const now = { ...job, ...use.environment, OS_REGION_NAME: 'changed' };
  const { environment } = await inStep(now, () => use.left.filter((one) => one.kind === 'variable').forEach(blank));
  expect(environment).toEqual({
    OS_AUTH_URL: '',
    OS_TOKEN: '',
    OS_AUTH_TOKEN: '',
    OS_ALLOW_REAUTH: '',
    [noteVariable]: '',
  });
});

test('a bundle that aws is told of is not blanked: it would accept any certificate then', async () => {
  const objectStore = {
    keys: { accessKey: new Secret('AK'), secretKey: new Secret('SK') },
    endpoint: 'https://s.example',
  };
  const trust = { insecure: false, ca: 'PEM' };
  const { environment, left } = await handed({ export: 's3' }, { ...session, trust, objectStore });
  expect(environment['AWS_CA_BUNDLE']).toMatch(/cacert\.pem$/);
  const ids = left.map(({ id }) => id);
  expect(ids).toContain('AWS_SECRET_ACCESS_KEY');
  expect(ids).not.toContain('AWS_CA_BUNDLE');
});

test('keeps nothing of what the job’s variables were', async () => {
  const job = { OS_TOKEN: 'a-token-of-the-users', OS_PASSCODE: 'a-passcode', OS_PROJECT_NAME: 'web' };
  const { left, environment, stdout } = await handed(
    { export: 'openstack', 'token-variable': 'OS_TOKEN' },
    session,
    job,
  );
  expect(JSON.stringify([left, environment, stdout])).not.toMatch(/of-the-users|a-passcode|"web"/);
});

test.each(['openstack', 'terraform', 'swift'])('every variable of the export %s may be blanked', async (name) => {
  const client = { cert: 'CERT', key: new Secret('KEY') };
  const { environment } = await handed({ export: name }, { ...session, trust: { ca: 'PEM', client, insecure: true } });
  expect(Object.keys(environment).filter((name) => !mayBeExported(name))).toEqual([]);
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
  expect({ left, directory }).toEqual({ left: [], directory: '' });
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
    'application-credential-id',
    'application-credential-secret',
  ]);
  expect(outputs['endpoints']).toBe('{}');
});

test('gives endpoints and projects as JSON', async () => {
  const projects = [{ id: 'p1', name: 'web', domainId: 'd1' }];
  const { outputs } = await handed({}, { ...session, projects });
  expect(JSON.parse(outputs['endpoints'] ?? '')).toEqual(Object.fromEntries(session.endpoints.urls));
  expect(JSON.parse(outputs['projects'] ?? '')).toEqual([{ id: 'p1', name: 'web', domain_id: 'd1' }]);
  expect(outputs).toMatchObject({ 'region-name': 'RegionOne', 'clouds-yaml': '' });
});
