import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from '@jest/globals';
import nock from 'nock';
import { main } from '../src/main.ts';
import { post } from '../src/post.ts';
import { inputs, inStep, type Left, saved } from './support/step.ts';

const cloud = 'https://cloud.example';

// VK Cloud's document: domain by id, project by id.
const vk = {
  'auth-url': `${cloud}/identity/v3/`,
  username: 'example@example.ex',
  password: 'pass word',
  'user-domain-id': 'users',
  'project-id': 'b5b7ffd4ef0547e5b222f44500000000',
};

const answer = {
  token: {
    methods: ['password'],
    issued_at: '2026-11-22T10:00:00.000000Z',
    expires_at: '2026-11-22T11:00:00.000000Z',
    user: { id: 'u1', name: 'example@example.ex', domain: { id: 'users', name: 'users' }, password_expires_at: null },
    project: { id: 'b5b7ffd4ef0547e5b222f44500000000', name: 'mcs1', domain: { id: 'd1', name: 'users' } },
    roles: [
      { id: 'r1', name: 'member' },
      { id: 'r2', name: 'reader' },
    ],
    audit_ids: ['a1'],
  },
};

function keystone(
  status: number,
  body: unknown,
  headers: Record<string, string> = { 'X-Subject-Token': 'gAAAAtoken' },
) {
  return nock(cloud)
    .post('/identity/v3/auth/tokens')
    .reply(status, body as nock.Body, headers);
}

function run(given: Record<string, string>, variables: Record<string, string> = {}): Promise<Left> {
  return runIn({ ...inputs(given), ...variables });
}

function runIn(environment: Record<string, string>): Promise<Left> {
  return inStep(environment, () => main(new AbortController().signal));
}

afterEach(() => {
  const pending = nock.pendingMocks();
  nock.cleanAll();
  expect(pending).toEqual([]);
});
afterAll(nock.restore);

test('sends the body of VK Cloud’s document', async () => {
  let sent: unknown;
  nock(cloud)
    .post('/identity/v3/auth/tokens', (body) => {
      sent = body;
      return true;
    })
    .reply(201, answer, { 'X-Subject-Token': 'gAAAAtoken' });
  await run(vk);
  expect(sent).toEqual({
    auth: {
      identity: {
        methods: ['password'],
        password: { user: { domain: { id: 'users' }, name: 'example@example.ex', password: 'pass word' } },
      },
      scope: { project: { id: 'b5b7ffd4ef0547e5b222f44500000000' } },
    },
  });
});

test('gives the token to the runner, masked first', async () => {
  keystone(201, answer, { 'X-Subject-Token': 'gAAAAfirst' });
  const { stdout, outputs, environment } = await run({ ...vk, password: 'a first password' });
  expect(stdout).toBe(
    [
      '::add-mask::a first password',
      '::debug::auth-url: from input `auth-url`',
      '::debug::username: from input `username`',
      '::debug::user-domain-id: from input `user-domain-id`',
      '::debug::password: from input `password`',
      '::debug::project-id: from input `project-id`',
      'The way to log in is v3password, because of the input `password`.',
      '::add-mask::gAAAAfirst',
      'Logged in at cloud.example as example@example.ex (u1) by password.',
      'Project mcs1 (b5b7ffd4ef0547e5b222f44500000000) of the domain users (d1); roles: member, reader.',
      'The token is in the output `token` and in $OS_TOKEN, and lasts until 2026-11-22T11:00:00.000Z (60 min); it is revoked when the job ends.',
      '',
    ].join('\n'),
  );
  expect(outputs).toEqual({
    token: 'gAAAAfirst',
    'expires-at': '2026-11-22T11:00:00.000Z',
    'issued-at': '2026-11-22T10:00:00.000Z',
    'expires-in': '3600',
    'auth-url': 'https://cloud.example/identity/v3',
    'user-id': 'u1',
    'user-name': 'example@example.ex',
    'project-id': 'b5b7ffd4ef0547e5b222f44500000000',
    'project-name': 'mcs1',
    'domain-id': 'd1',
    'domain-name': 'users',
    roles: '["member","reader"]',
    methods: '["password"]',
    'region-name': '',
    endpoints: '{}',
    projects: '',
    'clouds-yaml': '',
    'application-credential-id': '',
    'application-credential-secret': '',
  });
  expect(environment).toEqual({
    OS_TOKEN: 'gAAAAfirst',
    KEYSTONE_TOKEN_EXPORTED: expect.stringMatching(/^OS_TOKEN:[0-9a-f]{16}$/),
  });
});

test('names the variable as asked', async () => {
  keystone(201, answer);
  const { environment } = await run({ ...vk, 'token-variable': 'Token' });
  expect(environment).toEqual({ Token: 'gAAAAtoken' });
});

test('never takes the token of an earlier use for a credential', async () => {
  keystone(201, answer, { 'X-Subject-Token': 'gAAAAearlier' });
  const { environment } = await run(vk);
  const job = { OS_AUTH_URL: vk['auth-url'], OS_PROJECT_ID: vk['project-id'] };
  const { error } = await runIn({ ...job, ...environment });
  expect(error).toMatchObject({ code: 'input-missing', message: expect.stringContaining('who logs in') });
  keystone(201, answer);
  const { stdout } = await runIn({ ...job, OS_TOKEN: 'of-the-user' });
  expect(stdout).toContain('because of the variable `OS_TOKEN`');
});

test('warns of http, but not on the way to itself', async () => {
  for (const [origin, warned] of [
    ['http://cloud.example', true],
    ['http://localhost:5000', false],
    ['http://127.0.0.1', false],
    ['http://keystone.localhost', false],
    ['http://localhost.example', true],
  ] as const) {
    nock(origin).post('/v3/auth/tokens').reply(201, answer, { 'X-Subject-Token': 'gAAAAtoken' });
    const { stdout } = await run({ ...vk, 'auth-url': `${origin}/v3` });
    expect([origin, stdout.includes('::warning title=Keystone token::`auth-url` begins with http://')]).toEqual([
      origin,
      warned,
    ]);
  }
});

test('asks an unversioned endpoint for its versions', async () => {
  nock(cloud)
    .get('/identity')
    .reply(300, {
      versions: { values: [{ id: 'v3.14', status: 'stable', links: [{ rel: 'self', href: 'http://10.0.0.5/v3/' }] }] },
    });
  keystone(201, answer);
  const { outputs } = await run({ ...vk, 'auth-url': `${cloud}/identity` });
  expect(outputs).toMatchObject({ 'auth-url': `${cloud}/identity/v3`, token: 'gAAAAtoken' });
});

test('takes an openrc, with the password beside it', async () => {
  keystone(201, answer);
  const openrc = `export OS_AUTH_URL="${vk['auth-url']}"\nexport OS_USERNAME=me OS_USER_DOMAIN_NAME=users OS_TENANT_ID="${vk['project-id']}"\nread -sr OS_PASSWORD_INPUT\nexport OS_PASSWORD=$OS_PASSWORD_INPUT\n`;
  const { outputs, stdout } = await run({ openrc, password: 'pass word' });
  expect(outputs).toMatchObject({ token: 'gAAAAtoken' });
  expect(stdout).toContain('::debug::project-id: from `OS_TENANT_ID` (openrc line 2)');
});

test('warns of insecure', async () => {
  keystone(201, answer);
  const { stdout } = await run({ ...vk, insecure: 'true' });
  expect(stdout).toContain('::warning title=Keystone token::`insecure` is set');
});

test('revokes at the job’s end what the step issued', async () => {
  keystone(201, answer);
  const step = await run(vk);
  nock(cloud, { reqheaders: { 'x-auth-token': 'gAAAAtoken', 'x-subject-token': 'gAAAAtoken' } })
    .delete('/identity/v3/auth/tokens')
    .reply(204);
  const { stdout } = await inStep(saved(step), post);
  expect(stdout).toBe('The token of cloud.example is revoked.\n');
});

test('revokes nothing at the job’s end with `revoke: false`', async () => {
  keystone(201, answer);
  const step = await run({ ...vk, revoke: 'false' });
  const { stdout } = await inStep(saved(step), post);
  expect(stdout).toBe('');
});

test('revokes with `revoke: false` what the token was made from, whatever kind the token is', async () => {
  const rules = { application_credential: { id: 'a', access_rules: [{ id: 'r' }] } };
  const { project: _, ...own } = { ...answer.token, domain: { id: 'users', name: 'users' } };
  keystone(201, { token: own }, { 'X-Subject-Token': 'gAAAAfirst' });
  keystone(201, { token: { ...answer.token, ...rules } }, { 'X-Subject-Token': 'gAAAAsecond' });
  const step = await run({ ...vk, 'agency-name': 'ci', 'agency-domain-name': 'ops', revoke: 'false' });
  expect(step.outputs['token']).toBe('gAAAAsecond');
  nock(cloud, { reqheaders: { 'x-subject-token': 'gAAAAfirst' } })
    .delete('/identity/v3/auth/tokens')
    .reply(204);
  const { stdout } = await inStep(saved(step), post);
  expect(stdout).toBe('The token of cloud.example is revoked.\n');
});

test('revokes each token by what is known of it', async () => {
  const rules = { application_credential: { id: 'a', access_rules: [{ id: 'r' }] } };
  const { project: _, ...own } = { ...answer.token, ...rules, domain: { id: 'users', name: 'users' } };
  keystone(201, { token: own }, { 'X-Subject-Token': 'gAAAAfirst' });
  const ends = { expires_at: '2026-11-22T10:30:00.000000Z' };
  keystone(201, { token: { ...answer.token, ...ends } }, { 'X-Subject-Token': 'gAAAAsecond' });
  const step = await run({ ...vk, 'agency-name': 'ci', 'agency-domain-name': 'ops' });
  const gone = { error: { code: 404, message: 'Could not find token.', title: 'Not Found' } };
  nock(cloud).delete('/identity/v3/auth/tokens').twice().reply(404, gone);
  const { stdout } = await inStep(saved(step), post);
  expect(stdout).toContain('The token of cloud.example had ended before.');
  expect(stdout).toContain(
    'The token of cloud.example is of a kind that Keystone does not revoke. It stays valid until 2026-11-22T11:00:00.000Z.',
  );
});

test('revokes at once a token for another project, and exposes nothing', async () => {
  keystone(201, { token: { ...answer.token, project: { id: 'other', name: 'other' } } });
  nock(cloud).delete('/identity/v3/auth/tokens').reply(204);
  const { error, outputs, environment } = await run(vk);
  expect(error).toMatchObject({ code: 'scope-mismatch' });
  expect({ outputs, environment }).toEqual({ outputs: {}, environment: {} });
});

test('revokes at once a token whose answer cannot be read', async () => {
  keystone(201, '<html>');
  nock(cloud).delete('/identity/v3/auth/tokens').reply(204);
  const { error, state } = await run(vk);
  expect(error).toMatchObject({ code: 'not-keystone' });
  expect(state['leftovers-0']).toContain('"leftovers":[]');
});

test('tells why the step failed, also where what was taken back cannot be kept', async () => {
  keystone(201, '<html>');
  nock(cloud)
    .delete('/identity/v3/auth/tokens')
    .reply(() => {
      process.env['GITHUB_STATE'] = '/';
      return [204];
    });
  const { error, state } = await run(vk);
  expect(error).toMatchObject({ code: 'not-keystone' });
  expect(state['leftovers-0']).toContain('gAAAAtoken');
});

test('revokes at once a token that a guard refuses, and exposes nothing', async () => {
  keystone(201, answer);
  nock(cloud).delete('/identity/v3/auth/tokens').reply(204);
  const { error, outputs, environment } = await run({ ...vk, 'allowed-roles': 'reader' });
  expect(error).toMatchObject({ code: 'guard-failed', message: expect.stringContaining('does not list: member') });
  expect({ outputs, environment }).toEqual({ outputs: {}, environment: {} });
});

const refused = { error: { code: 401, message: 'The request you have made requires authentication.' } };

test('sends a refused login once', async () => {
  keystone(401, refused, {});
  const { error } = await run(vk);
  expect(error).toMatchObject({ code: 'login-refused', reasons: expect.arrayContaining(['The password is wrong.']) });
});

test('sends it once more with debug logging, without the scope, and revokes what comes of it', async () => {
  keystone(401, refused, {});
  nock(cloud)
    .post('/identity/v3/auth/tokens', ({ auth }) => auth.scope === 'unscoped')
    .reply(201, { token: { ...answer.token, project: undefined } }, { 'X-Subject-Token': 'gAAAAdiagnosed' });
  nock(cloud, { reqheaders: { 'x-auth-token': 'gAAAAdiagnosed' } })
    .get('/identity/v3/auth/projects')
    .reply(200, { projects: [{ id: 'p2', name: 'other' }] });
  nock(cloud, { reqheaders: { 'x-subject-token': 'gAAAAdiagnosed' } })
    .delete('/identity/v3/auth/tokens')
    .reply(204);
  const { error } = await run(vk, { RUNNER_DEBUG: '1' });
  expect(error).toMatchObject({
    code: 'login-refused',
    message: expect.stringContaining('nothing is wrong with the credentials'),
    advice: expect.arrayContaining(['The projects the user may use: “other” (p2).']),
  });
});

const endpoint = (region: string, url: string) => ({ interface: 'public', region, region_id: region, url });
const catalog = [
  {
    type: 'network',
    endpoints: [endpoint('RegionOne', 'https://one.example'), endpoint('RegionTwo', 'https://two.example')],
  },
];
const withCatalog = { token: { ...answer.token, catalog } };

test('gives the endpoints of the region', async () => {
  keystone(201, withCatalog);
  const { outputs } = await run({ ...vk, 'region-name': 'RegionTwo' });
  expect(outputs['region-name']).toBe('RegionTwo');
  expect(JSON.parse(outputs['endpoints'] ?? '')).toEqual({
    network: 'https://two.example',
    neutron: 'https://two.example',
  });
});

test('asks for no catalogue with `catalog: false`, and takes the region on trust', async () => {
  nock(cloud).post('/identity/v3/auth/tokens?nocatalog=true').reply(201, answer, { 'X-Subject-Token': 'gAAAAtoken' });
  const { outputs } = await run({ ...vk, catalog: 'false', 'region-name': 'RegionTwo' });
  expect(outputs).toMatchObject({ endpoints: '{}', 'region-name': 'RegionTwo' });
});

test('lists the projects, if asked to', async () => {
  keystone(201, answer);
  nock(cloud, { reqheaders: { 'x-auth-token': 'gAAAAtoken' } })
    .get('/identity/v3/auth/projects')
    .reply(200, { projects: [{ id: 'p1', name: 'web', domain_id: 'd1', enabled: true }], links: { next: null } });
  const { outputs, stdout } = await run({ ...vk, 'list-projects': 'true' });
  expect(outputs['projects']).toBe('[{"id":"p1","name":"web","domain_id":"d1"}]');
  expect(stdout).not.toMatch(/add-mask::.*(web|p1)/);
});

test.each([
  ['an unknown region', { 'region-name': 'Mars' }, 'gAAAAtoken', 'region-unknown'],
  ['an export without its endpoint', { export: 'swift' }, 'gAAAAtoken', 'endpoint-missing'],
  ['a token too long for later steps', {}, 'x'.repeat(131_072), 'runner-limit'],
  ['a token too long for the job’s end', { export: 'none' }, 'x'.repeat(131_000), 'runner-limit'],
  ['a refused list of projects', { 'list-projects': 'true' }, 'gAAAAtoken', 'request-refused'],
])('%s: the token is revoked at once, and nothing is set', async (_, given, token, code) => {
  keystone(201, withCatalog, { 'X-Subject-Token': token });
  nock(cloud).delete('/identity/v3/auth/tokens').reply(204);
  if (code === 'request-refused') {
    nock(cloud).get('/identity/v3/auth/projects').reply(403, '');
  }
  const { error, outputs, environment } = await run({ ...vk, ...given });
  expect(error).toMatchObject({ code });
  expect({ outputs, environment }).toEqual({ outputs: {}, environment: {} });
});

test('blanks and removes at the job’s end what there is, be it not to revoke', async () => {
  keystone(201, answer);
  const temp = mkdtempSync(join(tmpdir(), 'keystone-token-'));
  const runner = { RUNNER_TEMP: temp };
  const step = await run({ ...vk, export: 'openstack', revoke: 'false' }, runner);
  const { environment } = step;
  expect(existsSync(environment['OS_CLIENT_CONFIG_FILE'] ?? '')).toBe(true);
  const end = await inStep({ ...environment, ...runner, ...saved(step) }, post);
  expect(end.stdout).toBe('Its files are removed.\n');
  expect(end.environment).toMatchObject({ OS_CLOUD: '', OS_CLIENT_CONFIG_FILE: '' });
  expect(readdirSync(temp)).toEqual([]);
  rmSync(temp, { recursive: true });
});

test('sends nothing when an input is missing', async () => {
  const { error } = await run({ ...vk, password: '' });
  expect(error).toMatchObject({
    code: 'input-missing',
    message: expect.stringContaining('`password`'),
    reasons: expect.arrayContaining([expect.stringMatching(/fork or Dependabot/)]),
  });
});

test('logs in by the runner’s ID token, made out to the cloud, when no secret is given', async () => {
  const jwt = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJyZXBvIn0.c2lnbmF0dXJl';
  nock('https://runner.example', { reqheaders: { authorization: 'Bearer the-job' } })
    .get('/idtoken')
    .query({ 'api-version': '2.0', audience: cloud })
    .reply(200, { value: jwt });
  nock(cloud, { reqheaders: { authorization: `Bearer ${jwt}` } })
    .post('/identity/v3/OS-FEDERATION/identity_providers/github/protocols/openid/auth')
    .reply(201, answer, { 'X-Subject-Token': 'gAAAAunscoped' });
  keystone(201, answer, { 'X-Subject-Token': 'gAAAAscoped' });
  const variables = {
    ACTIONS_ID_TOKEN_REQUEST_URL: 'https://runner.example/idtoken?api-version=2.0',
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'the-job',
  };
  const given = inputs({
    'auth-url': vk['auth-url'],
    'identity-provider': 'github',
    'project-id': answer.token.project.id,
  });
  const left = await inStep({ ...given, ...variables }, () => main(new AbortController().signal));
  expect(left.error).toBeUndefined();
  const printed = left.stdout.split('\n').filter((line) => !line.startsWith('::debug::'));
  expect(printed.slice(0, 5)).toEqual([
    'The way to log in is v3oidcaccesstoken, because of the input `identity-provider`.',
    '::add-mask::the-job',
    `::add-mask::${jwt}`,
    '::add-mask::gAAAAunscoped',
    '::add-mask::gAAAAscoped',
  ]);
  expect(left.outputs['token']).toBe('gAAAAscoped');
  const { stdout, ...rest } = left;
  expect(JSON.stringify(rest)).not.toContain(jwt);
});
