import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { KeystoneClient } from '../../tools/keystone/client.ts';
import { connect, type Keystone, startKeystone } from '../../tools/keystone/server.ts';
import { Job, type StepResult } from '../../tools/runner.ts';
import { type Federation, startFederation } from './federated.ts';
import { signed } from './s3-signature.ts';

// Jobs that last longer than their tokens, federated users without and with lasting roles, passwords that end: a
// Keystone of its own, of which a token lives for half a minute.

const tokenLife = 30;

let federation: Federation;
let keystone: Keystone;

beforeAll(async () => {
  federation = await startFederation();
  keystone = await startKeystone({
    ...federation.options,
    conf: {
      ...federation.options.conf,
      token: { expiration: tokenLife },
      application_credential: { user_limit: 4 },
      security_compliance: { password_expires_days: 7 },
    },
  });
  await federation.establish(keystone);
}, 240_000);

afterAll(async () => {
  await keystone?.stop();
  await federation?.[Symbol.asyncDispose]();
});

type Variables = Readonly<Record<string, string>>;

function step(given: Variables): Variables {
  const where = { 'auth-url': keystone.authUrl, cacert: keystone.ca, 'project-id': keystone.projects.production.id };
  return {
    ...where,
    'region-name': 'RegionOne',
    credential: 'application-credential',
    'expiry-warning': '0',
    ...given,
  };
}

function byPassword(given: Variables = {}): Variables {
  const { id, password } = keystone.users.deployer;
  return step({ 'user-id': id, password, ...given });
}

/** The administrator, whose token does not live longer than others. */
async function admin(): Promise<KeystoneClient> {
  return (await connect(keystone)).admin;
}

async function use(job: Job, given: Variables): Promise<StepResult> {
  const result = await job.run({ with: given, env: 'identity-provider' in given ? federation.job() : {} });
  expect({ exitCode: result.exitCode, annotations: result.annotations }).toEqual({ exitCode: 0, annotations: [] });
  return result;
}

function credential({ outputs }: StepResult) {
  const { 'application-credential-id': id, 'application-credential-secret': secret } = outputs;
  return { identity: { methods: ['application_credential'], application_credential: { id, secret } } };
}

async function untilTokensEnd({ outputs }: StepResult): Promise<void> {
  const end = Date.parse(outputs['expires-at'] ?? '');
  await new Promise((resolve) => setTimeout(resolve, end - Date.now() + 1000));
}

const deletedAndRevoked = /(is|are) revoked\.\nThe job's application credential is deleted\. .* had ended before\.\n$/;

test.each([{ credential: 'application-credential' }, { credential: 'token', export: 's3' }])(
  'federated, without roles that last, it is told what the operator can do: %j',
  async (given) => {
    await using job = new Job();
    const { exitCode, annotations } = await job.run({
      with: step({ 'identity-provider': 'github', ...given }),
      env: federation.job(),
    });
    expect(exitCode).toBe(1);
    expect(annotations[0]?.message).toMatch(/400 “.*role assignment.*--authorization-ttl/s);
  },
);

test('a job that lasts longer than its tokens: the credential gives others, and is deleted by another login', async () => {
  const forever = keystone.users.auditor;
  await using password = new Job();
  await using federated = new Job();
  await using changed = new Job();
  await (await admin()).api('PATCH', '/OS-FEDERATION/identity_providers/github', {
    identity_provider: { authorization_ttl: 60 },
  });
  const steps = [
    await use(password, byPassword()),
    await use(federated, step({ 'identity-provider': 'github' })),
    await use(changed, step({ 'user-id': forever.id, password: forever.password })),
  ] as const;
  await Promise.all(steps.map(untilTokensEnd));

  const later = await Promise.all(steps.map((one) => keystone.anyone.tokenFor(credential(one))));
  const ask = await admin();
  const alive = async () => (await Promise.all(later.map((token) => ask.inspect(token)))).map(({ status }) => status);
  expect(await alive()).toEqual([200, 200, 200]);

  for (const one of steps.slice(0, 2)) {
    const { log, annotations } = await one.post();
    expect(log).toMatch(deletedAndRevoked);
    expect(annotations).toEqual([]);
  }
  await ask.api('PATCH', `/users/${forever.id}`, { user: { password: 'another-password-77' } });
  const { annotations, exitCode } = await steps[2].post();
  expect(exitCode).toBe(0);
  expect(annotations.map(({ level }) => level)).toEqual(['warning']);
  expect(annotations[0]?.message).toMatch(
    /^The application credential keystone-token .* could not be deleted: .* answered the login with 401 .* It lasts until 20\d\d-.*Z\.$/,
  );
  for (const one of steps.slice(0, 2)) {
    expect((await keystone.anyone.authenticate(credential(one))).status).toBe(404);
  }
}, 240_000);

test('federated, with roles that last: an application credential, and keys that sign', async () => {
  await using job = new Job();
  const result = await use(job, step({ 'identity-provider': 'github', credential: 'token', export: 's3' }));
  const { AWS_ACCESS_KEY_ID: access = '', AWS_SECRET_ACCESS_KEY: secret = '' } = result.environment;
  expect((await signed(await admin(), access, secret)).status).toBe(200);
  const { log } = await result.post();
  expect(log).toContain("The keys to the object store are deleted. The job's application credential is deleted.");
  expect((await signed(await admin(), access, secret)).status).toBe(404);
});

test('a quota is told', async () => {
  await using job = new Job();
  const { id, password } = keystone.users.passcodeUser;
  for (let made = 0; made < 4; made++) {
    await use(job, step({ 'user-id': id, password }));
  }
  const { exitCode, annotations } = await job.run({ with: step({ 'user-id': id, password }) });
  expect(exitCode).toBe(1);
  expect(annotations[0]?.message).toMatch(/403 “Unable to create additional application credentials.*as many of them/s);
  await job.end();
});

test('a password that ends soon is told, by each run', async () => {
  await using job = new Job();
  const given = byPassword({ credential: 'token', 'expiry-warning': '14' });
  const { annotations } = await job.run({ with: given });
  expect(annotations.map(({ level, message }) => [level, message])).toEqual([
    ['warning', expect.stringMatching(/^The password of deployer ends 20.*Z, in 6 days, .*docs\/rotation\.md/)],
  ]);
  expect((await job.run({ with: { ...given, 'expiry-warning': '6' } })).annotations).toEqual([]);
  await job.end();
});
