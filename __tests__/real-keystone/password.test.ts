import { expect, test } from '@jest/globals';
import { at } from '../../tools/keystone/client.ts';
import type { User } from '../../tools/keystone/plant.ts';
import { Job, type StepResult } from '../../tools/runner.ts';
import { runningKeystone } from './running.ts';

// The built action at a real Keystone: password logins, as the two documents the project comes from have them.

const { authUrl, prefixedAuthUrl, plainAuthUrl, ca, admin, domains, projects, users } = await runningKeystone();

type Inputs = Record<string, string>;

/** VK Cloud's document: the domain by id, the project by id. */
function vkCloud({ name, password }: User): Inputs {
  return {
    'auth-url': authUrl,
    username: name,
    password,
    'user-domain-id': domains.users.id,
    'project-id': projects.production.id,
    cacert: ca,
  };
}

/** Open Telekom Cloud's document: the domain by name, the project by id. */
const openTelekomCloud: Inputs = {
  'auth-url': authUrl,
  username: users.otcDeployer.name,
  password: users.otcDeployer.password,
  'user-domain-name': domains.otc.name,
  'project-id': projects.euDe.id,
  'token-variable': 'Token',
  cacert: ca,
};

async function statusOf(token: string | undefined): Promise<number> {
  return (await admin.inspect(token ?? '')).status;
}

async function refused(given: Inputs): Promise<{ title: string; message: string }> {
  await using job = new Job();
  const { exitCode, stderr, annotations, outputs, environment } = await job.run({ with: given });
  expect({ exitCode, stderr, outputs, environment, count: annotations.length }).toEqual({
    exitCode: 1,
    stderr: '',
    outputs: {},
    environment: {},
    count: 1,
  });
  return annotations[0] ?? { title: '', message: '' };
}

test('VK Cloud’s document: what Keystone says of the token is what the outputs say', async () => {
  await using job = new Job();
  const { exitCode, outputs } = await job.run({ with: vkCloud(users.deployer) });
  expect(exitCode).toBe(0);
  expect(job.environment['OS_TOKEN']).toBe(outputs['token']);

  const { status, body } = await admin.inspect(outputs['token'] ?? '');
  expect(status).toBe(200);
  expect(outputs).toMatchObject({
    'user-id': at(body, 'token', 'user', 'id'),
    'user-name': 'deployer',
    'project-id': projects.production.id,
    'project-name': 'production',
    'domain-id': 'users',
    'domain-name': 'users',
    methods: '["password"]',
    'auth-url': authUrl,
  });
  expect(JSON.parse(outputs['roles'] ?? '').toSorted()).toEqual(['member', 'reader']);
  expect(new Date(outputs['expires-at'] ?? '')).toEqual(new Date(String(at(body, 'token', 'expires_at'))));
  expect(outputs['expires-in']).toBe('3600');
});

test('Open Telekom Cloud’s document: the variable `Token` is good for a request', async () => {
  await using job = new Job();
  const { exitCode } = await job.run({ with: openTelekomCloud });
  expect(exitCode).toBe(0);
  expect(Object.keys(job.environment)).toEqual(['Token']);
  expect(await statusOf(job.environment['Token'])).toBe(200);
});

test('the token is revoked when the job ends', async () => {
  const job = new Job();
  const { outputs } = await job.run({ with: vkCloud(users.deployer) });
  expect(await statusOf(outputs['token'])).toBe(200);
  const [post] = await job.end();
  expect(post).toMatchObject({ exitCode: 0, annotations: [], stderr: '' });
  expect(await statusOf(outputs['token'])).toBe(404);
});

test('a token that somebody has revoked before is no trouble at the job’s end', async () => {
  const job = new Job();
  const { outputs } = await job.run({ with: vkCloud(users.deployer) });
  await admin.send('DELETE', '/auth/tokens', undefined, { 'x-subject-token': outputs['token'] ?? '' });
  const [post] = await job.end();
  expect(post).toMatchObject({ exitCode: 0, annotations: [], stderr: '' });
});

test('`revoke: false` leaves the token alive', async () => {
  const job = new Job();
  const { outputs } = await job.run({ with: { ...vkCloud(users.deployer), revoke: 'false' } });
  await job.end();
  expect(await statusOf(outputs['token'])).toBe(200);
});

test.each([
  ['the path prefix', () => prefixedAuthUrl],
  ['plain http on loopback', () => plainAuthUrl],
  ['a slash at the end', () => `${authUrl}/`],
  ['no version', () => authUrl.replace('/v3', '')],
  ['the path of a login', () => `${authUrl}/auth/tokens`],
])('an auth-url with %s works', async (_, url) => {
  await using job = new Job();
  const { exitCode } = await job.run({ with: { ...vkCloud(users.deployer), 'auth-url': url() } });
  expect(exitCode).toBe(0);
});

test('a password with quotes, $, backslashes, blanks and Cyrillic letters is sent as it is', async () => {
  await using job = new Job();
  const { exitCode, log } = await job.run({ with: vkCloud(users.nasty) });
  expect(exitCode).toBe(0);
  expect(log).not.toContain(users.nasty.password.trim());
});

test('one line break at the end of a pasted password is dropped', async () => {
  await using job = new Job();
  const results: StepResult[] = [];
  for (const end of ['\n', '\r\n', '\n\n']) {
    results.push(await job.run({ with: { ...vkCloud(users.deployer), password: `${users.deployer.password}${end}` } }));
  }
  expect(results.map(({ exitCode }) => exitCode)).toEqual([0, 0, 1]);
});

test('a project by name is looked for in the user’s domain, or in the one given', async () => {
  const { 'project-id': _, ...rest } = vkCloud(users.deployer);
  await using job = new Job();
  const own = await job.run({ with: { ...rest, 'project-name': 'production' } });
  const given = await job.run({ with: { ...rest, 'project-name': 'production', 'project-domain-name': 'users' } });
  const other = await job.run({
    with: { ...rest, 'project-name': 'production', 'project-domain-name': domains.otc.name },
  });
  expect([own, given, other].map(({ exitCode }) => exitCode)).toEqual([0, 0, 1]);
});

test.each([
  ['a wrong password', { password: 'Tr0ub4dor&3' }],
  ['an unknown user', { username: 'nobody' }],
  ['an unknown domain', { 'user-domain-id': 'nowhere' }],
  ['an unknown project', { 'project-id': 'f'.repeat(32) }],
  ['a disabled user', { username: users.disabled.name, password: users.disabled.password }],
  ['a user without a role there', { username: users.roleless.name, password: users.roleless.password }],
  ['a project of somebody else', { 'project-id': projects.staging.id }],
])('%s is refused', async (_, change) => {
  const { title, message } = await refused({ ...vkCloud(users.deployer), ...change });
  expect(title).toBe('Keystone token: login-refused');
  expect(message).toMatch(
    /^127\.0\.0\.1:\d+ answered the login with 401 “The request you have made requires authentication\.” \(request “req-[0-9a-f-]{36}”\)\.$/m,
  );
});

test('a certificate authority that is not given is not trusted', async () => {
  const { title } = await refused({ ...vkCloud(users.deployer), cacert: '' });
  expect(title).toBe('Keystone token: tls-untrusted');
});

test('a wrong path is told', async () => {
  const { title } = await refused({ ...vkCloud(users.deployer), 'auth-url': authUrl.replace('/v3', '/nowhere/v3') });
  expect(title).toBe('Keystone token: not-keystone');
});
