import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { accessKeyFor } from '../../src/keystone/ec2-credentials.ts';
import { at } from '../../tools/keystone/client.ts';
import { Job, type StepResult } from '../../tools/runner.ts';
import { runningKeystone } from './running.ts';
import { signed } from './s3-signature.ts';

// A credential that lives as long as the job, and keys for S3: what the real Keystone makes of them.

const keystone = await runningKeystone();
const { ca, admin, anyone, authUrl, users, projects, applicationCredentials, trusts } = keystone;
const { deployer, roleless } = users;

type Variables = Readonly<Record<string, string>>;

const byPassword = {
  'auth-url': authUrl,
  cacert: ca,
  'user-id': deployer.id,
  password: deployer.password,
  'project-id': projects.production.id,
  'region-name': 'RegionOne',
};
const own = { ...byPassword, credential: 'application-credential' };

async function use(job: Job, given: Variables): Promise<StepResult> {
  const result = await job.run({ with: given });
  expect({ exitCode: result.exitCode, annotations: result.annotations }).toEqual({ exitCode: 0, annotations: [] });
  return result;
}

const identity = { methods: ['password'], password: { user: { id: deployer.id, password: deployer.password } } };
const asDeployer = anyone.withToken(
  await anyone.tokenFor({ identity, scope: { project: { id: projects.production.id } } }),
);
const collection = `/users/${deployer.id}/application_credentials`;

async function names(): Promise<readonly string[]> {
  const { body } = await asDeployer.api('GET', collection);
  const all: readonly { readonly name: string }[] = Object(body).application_credentials;
  return all.map(({ name }) => name).toSorted();
}

/** Whether Keystone knows each of these, also those that have access rules. */
async function statuses(tokens: readonly string[]): Promise<readonly number[]> {
  const answers = tokens.map((token) =>
    admin.send('GET', '/auth/tokens', undefined, {
      'x-subject-token': token,
      'openstack-identity-access-rules': '1.0',
    }),
  );
  return (await Promise.all(answers)).map(({ status }) => status);
}

const tokensIn = ({ masks }: StepResult): readonly string[] => masks.filter((mask) => mask.startsWith('gAAAA'));

function tokenBy({ outputs }: StepResult): Promise<string> {
  const { 'application-credential-id': id, 'application-credential-secret': secret } = outputs;
  const credential = { methods: ['application_credential'], application_credential: { id, secret } };
  return anyone.tokenFor({ identity: credential });
}

test('the token is as narrow as the credential, and the login’s never reaches a later step', async () => {
  await using job = new Job();
  const before = await names();
  const step = await use(job, { ...own, 'credential-roles': 'reader', 'credential-lifetime': '600' });
  const { body } = await admin.inspect(step.outputs['token'] ?? '');
  expect(at(body, 'token', 'methods')).toEqual(['application_credential']);
  expect(Object(at(body, 'token', 'roles'))).toMatchObject([{ name: 'reader' }]);
  const lifetime = Date.parse(step.outputs['expires-at'] ?? '') - Date.parse(step.outputs['issued-at'] ?? '');
  expect(lifetime).toBeLessThanOrEqual(600_000);

  const [logins] = tokensIn(step);
  const { body: whole } = await admin.inspect(logins ?? '');
  expect(Object(at(whole, 'token', 'roles'))).toHaveLength(2);
  const handed = JSON.stringify([step.outputs, step.environment, job.environment, step.summary]);
  expect(handed).not.toContain(logins);
  expect(handed).toContain(step.outputs['token']);

  const [made] = (await names()).filter((name) => !before.includes(name));
  expect(made).toMatch(/^keystone-token octo-org\/octo-repo run 1658821493-1 [0-9a-f]{12} deploy$/);
  const { body: found } = await asDeployer.api('GET', `${collection}/${step.outputs['application-credential-id']}`);
  expect(at(found, 'application_credential', 'description')).toBe(
    'Made for one job, and deleted when it ends: https://github.com/octo-org/octo-repo/actions/runs/1658821493/attempts/1, job deploy.',
  );

  await job.end();
  expect(await names()).toEqual(before);
});

test('at the job’s end every token is dead: the job’s, those made since, and the login’s', async () => {
  await using job = new Job();
  const rules = '[{"service": "network", "method": "GET", "path": "/v2.0/networks"}]';
  for (const given of [own, { ...own, 'credential-access-rules': rules }]) {
    const step = await use(job, given);
    const all = [...tokensIn(step), await tokenBy(step)];
    expect(await statuses(all)).toEqual([200, 200, 200]);
    const { log } = await step.post();
    expect(log).toBe(
      `The job's application credential is deleted. The token of ${new URL(authUrl).host} is revoked.\n`,
    );
    expect(await statuses(all)).toEqual([404, 404, 404]);
  }
});

test('with access rules, services take the token for nothing else', async () => {
  await using job = new Job();
  const { outputs } = await use(job, {
    ...own,
    'credential-access-rules': '- {service: network, method: GET, path: "/v2.0/networks/*"}',
  });
  const script = join(import.meta.dirname, 'consumers', 'as-a-service.py');
  const ask = (service: string, token: string) => {
    const requests = ['GET /v2.0/networks/1', 'DELETE /v2.0/networks/1', 'GET /v2.0/ports'];
    const { stdout } = spawnSync('/usr/bin/python3', ['-W', 'ignore', script, service, token, ...requests], {
      env: { OS_AUTH_URL: authUrl, OS_CACERT: keystone.caFile, OS_PASSWORD: keystone.adminPassword },
      encoding: 'utf8',
    });
    return stdout.trim().split('\n');
  };
  expect(ask('network', outputs['token'] ?? '')).toEqual(['200', '401', '401']);
  expect(ask('compute', outputs['token'] ?? '')).toEqual(['401', '401', '401']);
  const { outputs: wide } = await use(job, own);
  expect(ask('network', wide['token'] ?? '')).toEqual(['200', '200', '200']);
  await job.end();
});

test('a step that fails after it was made takes it back', async () => {
  await using job = new Job();
  const before = await names();
  const { exitCode, annotations, log } = await job.run({ with: { ...own, 'allowed-roles': 'reader' } });
  expect({ exitCode, title: annotations[0]?.title }).toEqual({ exitCode: 1, title: 'Keystone token: guard-failed' });
  expect(log).toContain("The job's application credential is deleted. The token of");
  expect(await names()).toEqual(before);
});

test('with `revoke: false` it lives on, to its lifetime', async () => {
  await using job = new Job();
  const step = await use(job, { ...own, revoke: 'false', 'credential-lifetime': '600' });
  const [login = '', token = ''] = tokensIn(step);
  await job.end();
  expect(await statuses([login, token])).toEqual([404, 200]);
  await asDeployer.api('DELETE', `${collection}/${step.outputs['application-credential-id']}`);
});

test('what earlier jobs of this repository left and has ended is deleted, ten at most', async () => {
  const left = async (name: string, expires: string | null) => {
    const body = { application_credential: { name, expires_at: expires } };
    await asDeployer.api('POST', collection, body);
    return name;
  };
  const soon = new Date(Date.now() + 8000);
  const soonText = soon.toISOString();
  const orphan = (n: number) => `keystone-token octo-org/octo-repo run 1-1 ${n} deploy`;
  await Promise.all(Array.from({ length: 12 }, (_, n) => left(orphan(n), soonText)));
  const others = [
    await left('keystone-token octo-org/octo-repo2 run 1-1 a deploy', soonText),
    await left(
      'keystone-token octo-org/octo-repo run 1-1 alive deploy',
      new Date(Date.now() + 3_600_000).toISOString(),
    ),
    await left('ended', soonText),
  ];
  // A login's time has no fractions of a second.
  await new Promise((resolve) => setTimeout(resolve, soon.getTime() - Date.now() + 1100));
  const orphans = async () => {
    await using job = new Job();
    await use(job, own);
    await job.end();
    return (await names()).filter((name) => /run 1-1 \d+ deploy$/.test(name));
  };
  expect(await orphans()).toHaveLength(2);
  expect(await orphans()).toEqual([]);
  expect(await names()).toEqual(expect.arrayContaining(others));
  const { body } = await asDeployer.api('GET', collection);
  for (const { id, name } of Object(body).application_credentials) {
    if (others.includes(name)) {
      await asDeployer.api('DELETE', `${collection}/${id}`);
    }
  }
});

test.each<[string, () => Variables, RegExp, RegExp]>([
  ['a role not held', () => ({ 'credential-roles': 'admin' }), /unassigned role/, /The login has these: .*member/],
  ['an unknown role', () => ({ 'credential-roles': 'wizard' }), /Role wizard is not defined/, /misspelt/],
  [
    'a restricted application credential',
    () => ({
      ...nobody,
      'application-credential-id': applicationCredentials.restricted.id,
      'application-credential-secret': applicationCredentials.restricted.secret,
    }),
    /refused to make an application credential: 403/,
    /no others if it is a restricted one/,
  ],
  [
    'a trust',
    () => ({ ...nobody, 'user-id': roleless.id, password: roleless.password, 'trust-id': trusts.delegated.id }),
    /asks for a token for something else/,
    /project-id/,
  ],
  ['an unscoped token', () => ({ ...nobody, ...asUser, unscoped: 'true' }), /for something else/, /project-id/],
])('a refusal teaches: %s', async (_, given, message, advice) => {
  await using job = new Job();
  const before = await names();
  const { exitCode, annotations, outputs } = await job.run({ with: { ...own, ...given() } });
  expect({ exitCode, outputs }).toEqual({ exitCode: 1, outputs: {} });
  expect(annotations[0]?.message).toMatch(message);
  expect(annotations[0]?.message).toMatch(advice);
  expect(await names()).toEqual(before);
});

const nobody = { 'user-id': '', password: '', 'project-id': '' };
const asUser = { 'user-id': deployer.id, password: deployer.password };

test('an unrestricted application credential makes one, and deletes it', async () => {
  await using job = new Job();
  const { unrestricted } = applicationCredentials;
  const step = await use(job, {
    ...own,
    ...nobody,
    'application-credential-id': unrestricted.id,
    'application-credential-secret': unrestricted.secret,
  });
  const token = step.outputs['token'] ?? '';
  const { log } = await step.post();
  expect(log).toContain("The job's application credential is deleted.");
  expect(await statuses([token])).toEqual([404]);
});

const keysIn = ({ environment }: StepResult): readonly [string, string] => [
  environment['AWS_ACCESS_KEY_ID'] ?? '',
  environment['AWS_SECRET_ACCESS_KEY'] ?? '',
];

test('s3: the keys sign until the job’s end, also with `revoke: false`', async () => {
  await using job = new Job();
  for (const revoke of ['true', 'false']) {
    const step = await use(job, { ...byPassword, export: 's3', revoke });
    expect(step.environment).toMatchObject({
      AWS_ENDPOINT_URL_S3: 'https://swift.public.regionone.example',
      AWS_REGION: 'RegionOne',
    });
    expect(await signed(admin, ...keysIn(step))).toEqual({ status: 200, roles: ['member', 'reader'] });
    const { log } = await step.post();
    expect(log).toContain('The keys to the object store are deleted.');
    expect((await signed(admin, ...keysIn(step))).status).toBe(404);
  }
});

test('s3: with a credential of the job’s own, keys are as narrow, and die with it', async () => {
  await using job = new Job();
  const step = await use(job, { ...own, 'credential-roles': 'reader', export: 's3' });
  expect(await signed(admin, ...keysIn(step))).toEqual({ status: 200, roles: ['reader'] });
  await asDeployer.api('DELETE', `${collection}/${step.outputs['application-credential-id']}`);
  expect((await signed(admin, ...keysIn(step))).status).toBe(404);
  const { log } = await step.post();
  expect(log).toContain('The keys to the object store are deleted.');
});

test('s3: keys that a dead runner left are deleted once they are older than any job', async () => {
  const repository = 'https://github.com/octo-org/octo-repo';
  const days = (age: number) => new Date(Date.now() - age * 86_400_000);
  const left = async (access: string) => {
    const blob = JSON.stringify({ access, secret: 'a-secret' });
    const credential = { type: 'ec2', user_id: deployer.id, project_id: projects.production.id, blob };
    await asDeployer.api('POST', '/credentials', { credential });
    return access;
  };
  const old = await left(accessKeyFor(repository, days(36)));
  const young = await left(accessKeyFor(repository, days(34)));
  const other = await left(accessKeyFor('https://github.com/octo-org/other', days(36)));
  await using job = new Job();
  await use(job, { ...byPassword, export: 's3' });
  await job.end();
  const ec2 = `/users/${deployer.id}/credentials/OS-EC2`;
  const { body } = await asDeployer.api('GET', ec2);
  const keys: readonly { readonly access: string }[] = Object(body).credentials;
  expect(keys.map(({ access }) => access).toSorted()).toEqual([young, other].toSorted());
  expect(keys.map(({ access }) => access)).not.toContain(old);
  await Promise.all([young, other].map((key) => asDeployer.api('DELETE', `${ec2}/${key}`)));
});

test('s3: an application credential makes no keys, and it is told what does', async () => {
  await using job = new Job();
  const { unrestricted } = applicationCredentials;
  const { exitCode, annotations } = await job.run({
    with: {
      ...byPassword,
      ...nobody,
      'application-credential-id': unrestricted.id,
      'application-credential-secret': unrestricted.secret,
      export: 's3',
    },
  });
  expect(exitCode).toBe(1);
  expect(annotations[0]?.message).toMatch(/refused to make EC2 credentials: 403 .*no EC2 credentials at all/s);
});

test('warns at the job’s end of an application credential that ends soon', async () => {
  const { body } = await asDeployer.api('POST', collection, {
    application_credential: { name: 'ending', expires_at: new Date(Date.now() + 5.5 * 86_400_000).toISOString() },
  });
  const [id, secret] = ['id', 'secret'].map((key) => String(at(body, 'application_credential', key)));
  await using job = new Job();
  const given = { 'application-credential-id': id ?? '', 'application-credential-secret': secret ?? '' };
  const end = async (more: Variables) => {
    const step = await use(job, { ...byPassword, ...nobody, ...given, ...more });
    return (await step.post()).annotations.map(({ message }) => message);
  };
  expect(await end({})).toEqual([
    expect.stringMatching(/^The application credential ending \(\w+\) ends 20.*Z, in 5 days, .*docs\/rotation\.md/),
  ]);
  expect(await end({ revoke: 'false' })).toHaveLength(1);
  expect(await end({ 'expiry-warning': '5' })).toEqual([]);
  await asDeployer.api('DELETE', `${collection}/${id}`);
});
