import { expect, test } from '@jest/globals';
import { base32, timeBasedPassword } from '../../src/credentials/login/totp.ts';
import { at } from '../../tools/keystone/client.ts';
import type { ApplicationCredential, User } from '../../tools/keystone/plant.ts';
import * as seed from '../../tools/keystone/seed.ts';
import { Job, type StepResult } from '../../tools/runner.ts';
import { runningKeystone } from './running.ts';

// The built action at a real Keystone: every way to log in, every scope, the guards.

const keystone = await runningKeystone();
const { admin, anyone, domains, projects, users, applicationCredentials, trusts } = keystone;
const { restricted, unrestricted, withAccessRules } = applicationCredentials;

type Inputs = Readonly<Record<string, string>>;

const cloud: Inputs = { 'auth-url': keystone.authUrl, cacert: keystone.ca };
const production: Inputs = { 'project-id': projects.production.id };

function byPassword({ id, password }: User): Inputs {
  return { 'user-id': id, password };
}

function byId({ id, secret }: ApplicationCredential): Inputs {
  return { 'application-credential-id': id, 'application-credential-secret': secret };
}

function key(of: 'passcodeUser' | 'twoFactor'): string {
  return seed.users[of].totp ?? '';
}

function passcodeNow(of: 'passcodeUser' | 'twoFactor'): string {
  return timeBasedPassword(base32(key(of)) ?? Buffer.alloc(0), Date.now());
}

async function tokenOf({ id, password }: User, scope: unknown): Promise<string> {
  return await anyone.tokenFor({ identity: { methods: ['password'], password: { user: { id, password } } }, scope });
}

/** What Keystone says of a token; undefined of one that is not valid. */
async function tokenBody(token: string): Promise<unknown> {
  const { status, body } = await admin.send('GET', '/auth/tokens?nocatalog', undefined, {
    'x-subject-token': token,
    'openstack-identity-access-rules': '1.0',
  });
  return status === 200 ? at(body, 'token') : undefined;
}

/** The tokens that a step masked, which are those it has seen. */
function tokensSeen({ masks }: StepResult): readonly string[] {
  return masks.filter((text) => /^gAAAA/.test(text));
}

test.each<[string, () => Inputs | Promise<Inputs>, object]>([
  ['a password', () => ({ ...byPassword(users.deployer), ...production }), { methods: ['password'] }],
  ['a restricted application credential', () => byId(restricted), { methods: ['application_credential'] }],
  ['an unrestricted application credential', () => byId(unrestricted), { methods: ['application_credential'] }],
  [
    'an application credential with access rules',
    () => byId(withAccessRules),
    { methods: ['application_credential'], application_credential: { id: withAccessRules.id } },
  ],
  [
    'an application credential by its name and its owner’s',
    () => ({
      'application-credential-name': restricted.name,
      'application-credential-secret': restricted.secret,
      username: restricted.owner.name,
      'user-domain-name': restricted.owner.domain.name,
    }),
    { methods: ['application_credential'], application_credential: { id: restricted.id } },
  ],
  [
    'an application credential by its name and its owner’s id',
    () => ({
      'application-credential-name': unrestricted.name,
      'application-credential-secret': unrestricted.secret,
      'user-id': unrestricted.owner.id,
    }),
    { methods: ['application_credential'], application_credential: { id: unrestricted.id } },
  ],
  [
    'an unscoped token',
    async () => ({ token: await tokenOf(users.deployer, 'unscoped'), ...production }),
    { methods: ['password', 'token'] },
  ],
  [
    'a token for another project',
    async () => ({ token: await tokenOf(users.auditor, { project: { id: projects.staging.id } }), ...production }),
    { methods: ['password', 'token'] },
  ],
  [
    'the key of passcodes, as people paste it',
    () => ({
      'user-id': users.passcodeUser.id,
      'totp-secret': key('passcodeUser').toLowerCase().replace(/.{4}/g, '$& '),
      ...production,
    }),
    { methods: ['totp'] },
  ],
  [
    'a passcode',
    () => ({ 'user-id': users.passcodeUser.id, passcode: passcodeNow('passcodeUser'), ...production }),
    { methods: ['totp'] },
  ],
  [
    'password and passcode at once',
    () => ({ ...byPassword(users.twoFactor), 'totp-secret': key('twoFactor'), ...production }),
    { methods: ['password', 'totp'] },
  ],
  [
    'a password, and the passcode when Keystone asks for it',
    () => ({
      ...byPassword(users.twoFactor),
      'auth-type': 'v3password',
      'totp-secret': key('twoFactor'),
      ...production,
    }),
    { methods: ['password', 'totp'] },
  ],
  [
    'a passcode, and the password when Keystone asks for it',
    () => ({ ...byPassword(users.twoFactor), 'auth-type': 'v3totp', 'totp-secret': key('twoFactor'), ...production }),
    { methods: ['password', 'totp'] },
  ],
  [
    'a password that alone suffices, though a key is given',
    () => ({
      ...byPassword(users.passcodeUser),
      'auth-type': 'v3password',
      'totp-secret': key('passcodeUser'),
      ...production,
    }),
    { methods: ['password'] },
  ],
  [
    'the methods that are named',
    () => ({
      ...byPassword(users.twoFactor),
      'totp-secret': key('twoFactor'),
      'auth-methods': 'v3totp, v3password',
      ...production,
    }),
    { methods: ['password', 'totp'] },
  ],
])('logs in by %s, for the project, and revokes the token at the job’s end', async (_, given, expected) => {
  const job = new Job();
  const { exitCode, outputs, log } = await job.run({ with: { ...cloud, ...(await given()) } });
  expect({ exitCode, log }).toMatchObject({ exitCode: 0 });
  const body = await tokenBody(outputs['token'] ?? '');
  expect(body).toMatchObject({ ...expected, methods: expect.any(Array), project: { id: projects.production.id } });
  expect([...new Set(Object(body).methods)].toSorted()).toEqual(Object(expected).methods);
  expect(JSON.parse(outputs['methods'] ?? '').toSorted()).toEqual(Object(expected).methods);
  await job.end();
  if (!('access_rules' in Object(Object(body).application_credential))) {
    expect(await tokenBody(outputs['token'] ?? '')).toBeUndefined();
  }
});

test.each<[string, () => Inputs, object]>([
  [
    'a project by id',
    () => ({ ...byPassword(users.deployer), ...production }),
    { project: { id: projects.production.id } },
  ],
  [
    'a project by name, in the domain that is said once',
    () => ({
      username: users.deployer.name,
      password: users.deployer.password,
      'domain-name': domains.users.name,
      'project-name': 'production',
    }),
    { project: { id: projects.production.id } },
  ],
  [
    'a domain by id',
    () => ({ ...byPassword(users.domainAdmin), 'domain-id': domains.users.id }),
    { domain: domains.users },
  ],
  [
    'a domain by name',
    () => ({ ...byPassword(users.domainAdmin), 'domain-name': domains.users.name }),
    { domain: domains.users },
  ],
  ['the system', () => ({ ...byPassword(users.systemReader), 'system-scope': 'all' }), { system: { all: true } }],
  [
    'a trust',
    () => ({ ...byPassword(users.roleless), 'trust-id': trusts.delegated.id }),
    { 'OS-TRUST:trust': { id: trusts.delegated.id }, user: { id: users.roleless.id } },
  ],
  [
    'nothing, though the user has a default project',
    () => ({ ...byPassword(users.settled), unscoped: 'true' }),
    { user: { id: users.settled.id } },
  ],
])('gets a token for %s', async (_, given, expected) => {
  await using job = new Job();
  const { exitCode, outputs, log } = await job.run({ with: { ...cloud, ...given() } });
  expect({ exitCode, log }).toMatchObject({ exitCode: 0 });
  const body = await tokenBody(outputs['token'] ?? '');
  expect(body).toMatchObject(expected);
  const scopes = ['project', 'domain', 'system', 'OS-TRUST:trust'].filter((scope) => scope in Object(body));
  expect(scopes.filter((scope) => scope !== 'project' || !scopes.includes('OS-TRUST:trust'))).toEqual(
    Object.keys(expected).filter((scope) => scope !== 'user'),
  );
});

// Whoever impersonates can neither validate nor revoke the token: Keystone's policy knows the trustor for its owner.
test('gets a token for an impersonating trust, and says at the job’s end that it lives on', async () => {
  const job = new Job();
  const { outputs } = await job.run({
    with: { ...cloud, ...byPassword(users.roleless), 'trust-id': trusts.impersonated.id },
  });
  expect(await tokenBody(outputs['token'] ?? '')).toMatchObject({
    'OS-TRUST:trust': { id: trusts.impersonated.id, impersonation: true },
    user: { id: users.deployer.id },
  });
  const [post] = await job.end();
  expect(post).toMatchObject({
    exitCode: 0,
    annotations: [],
    log: expect.stringMatching(/ is of a kind that Keystone does not revoke\. It stays valid until 20\d\d-/),
  });
});

test('an application credential with access rules is good for what they say', async () => {
  await using job = new Job();
  const { outputs } = await job.run({ with: { ...cloud, ...byId(withAccessRules) } });
  expect(await tokenBody(outputs['token'] ?? '')).toMatchObject({
    application_credential: { access_rules: [{ service: 'network', method: 'GET', path: '/v2.0/networks' }] },
  });
});

test('a token that is given to log in with is left alone', async () => {
  const token = await tokenOf(users.auditor, 'unscoped');
  const job = new Job();
  const { exitCode } = await job.run({ with: { ...cloud, token, ...production } });
  expect(exitCode).toBe(0);
  await job.end();
  expect(await tokenBody(token)).toBeDefined();
});

test.each<[string, () => Inputs, Inputs]>([
  [
    'the project',
    () => byId(restricted),
    { 'allowed-project-ids': `${projects.staging.id},${projects.production.id}` },
  ],
  ['every role', () => byId(restricted), { 'allowed-roles': 'member\nreader' }],
  ['the lifetime', () => byId(restricted), { 'minimum-lifetime': '3600' }],
])('a guard that allows %s lets the token pass', async (_, given, guard) => {
  await using job = new Job();
  const { exitCode } = await job.run({ with: { ...cloud, ...given(), ...guard } });
  expect(exitCode).toBe(0);
});

test.each<[string, Inputs, string]>([
  [
    'another project',
    { 'allowed-project-ids': projects.staging.id },
    `It is for the project production (${projects.production.id}), which \`allowed-project-ids\` does not list.`,
  ],
  ['a role too many', { 'allowed-roles': 'reader' }, 'It has roles that `allowed-roles` does not list: member.'],
  ['too short a life', { 'minimum-lifetime': '3601' }, 'It lasts 3600 s, and `minimum-lifetime` wants 3601 s.'],
])('a token with %s is revoked at once and never shown', async (_, guard, fault) => {
  await using job = new Job();
  const result = await job.run({ with: { ...cloud, ...byId(restricted), ...guard } });
  expect(result).toMatchObject({ exitCode: 1, outputs: {}, environment: {}, summary: '' });
  expect(result.annotations).toEqual([
    expect.objectContaining({
      level: 'error',
      title: 'Keystone token: guard-failed',
      message: expect.stringContaining(`The login succeeded, but its token is not one this step may use. ${fault}\n`),
    }),
  ]);
  const [token = '', ...others] = tokensSeen(result);
  expect(others).toEqual([]);
  expect(await tokenBody(token)).toBeUndefined();
  expect(result.log).toMatch(/The token of \S+ is revoked\./);
});
