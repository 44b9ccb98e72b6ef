import { copyFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { goProgram } from '../../tools/go.ts';
import { at } from '../../tools/keystone/client.ts';
import { type Keystone, startKeystone } from '../../tools/keystone/server.ts';
import { Job, type StepResult } from '../../tools/runner.ts';
import { type Ended, type Kind, laterStep, loginOf, type Variables } from '../real-keystone/consumers/steps.ts';
import { type Federation, startFederation } from '../real-keystone/federated.ts';

// OpenTofu with the openstack provider, with nothing but what `export: terraform` leaves: the provider is not told who or
// where it is. Of the cloud, there is Keystone, so the configuration asks for what Identity alone has.

let federation: Federation;
let keystone: Keystone;
let tofu: string;
let provider: string;

beforeAll(async () => {
  tofu = goProgram('tofu');
  provider = goProgram('terraform-provider-openstack');
  federation = await startFederation();
  keystone = await startKeystone(federation.options);
  await federation.establish(keystone);
}, 3_600_000);

afterAll(async () => {
  await keystone?.stop();
  await federation?.[Symbol.asyncDispose]();
});

async function use(job: Job, kind: Kind, given: Variables = {}, at = keystone): Promise<StepResult> {
  copyFileSync(join(import.meta.dirname, 'tofu/main.tf'), join(job.workspace, 'main.tf'));
  // No registry is asked for the provider: this is how its own developers have tofu run theirs.
  writeFileSync(
    join(job.home, '.tofurc'),
    `provider_installation {
  dev_overrides {
    "terraform-provider-openstack/openstack" = "${dirname(provider)}"
  }
  direct {}
}
`,
  );
  const { authUrl, ca: cacert } = at;
  const step = {
    'auth-url': authUrl,
    cacert,
    'region-name': 'RegionOne',
    export: 'terraform',
    ...loginOf(at, kind),
  };
  const result = await job.run({ with: { ...step, ...given }, env: kind === 'federation' ? federation.job() : {} });
  expect({ exitCode: result.exitCode, annotations: result.annotations }).toEqual({ exitCode: 0, annotations: [] });
  return result;
}

/** run runs tofu as a later step. */
async function run(job: Job, ...args: readonly string[]): Promise<Ended> {
  return await laterStep(job, '/usr/bin:/bin', [tofu, ...args]);
}

async function outputs(job: Job): Promise<unknown> {
  const { stdout } = await run(job, 'output', '-json');
  const values = Object.entries<unknown>(JSON.parse(stdout)).map(([name, output]) => [name, at(output, 'value')]);
  return Object.fromEntries(values);
}

test.each([
  ['password', 'deployer'],
  ['federation', 'octo-org/octo-repo'],
  ['application credential', 'deployer'],
  ['trust', 'roleless'],
] as const)('OpenTofu plans and applies with the token of: %s', async (kind, user) => {
  await using job = new Job();
  await use(job, kind);
  expect(await run(job, 'plan', '-no-color')).toMatchObject({ status: 0 });
  expect(await run(job, 'apply', '-auto-approve', '-no-color')).toMatchObject({ status: 0 });
  expect(await outputs(job)).toEqual({ user, project: 'production' });
});

test('OpenTofu makes an application credential and destroys it', async () => {
  await using job = new Job();
  const { outputs: found } = await use(job, 'password');
  const listed = async () => {
    const { body } = await keystone.admin
      .withToken(found['token'] ?? '')
      .api('GET', `/users/${keystone.users.deployer.id}/application_credentials?name=by-tofu`);
    return at(body, 'application_credentials');
  };
  expect(await run(job, 'apply', '-auto-approve', '-var=name=by-tofu')).toMatchObject({ status: 0 });
  expect(await listed()).toHaveLength(1);
  expect(await run(job, 'destroy', '-auto-approve', '-var=name=by-tofu')).toMatchObject({ status: 0 });
  expect(await listed()).toEqual([]);
});

test('Keystone makes no application credential for the token of one', async () => {
  await using job = new Job();
  await use(job, 'application credential');
  const { status, stderr } = await run(job, 'apply', '-auto-approve', '-no-color', '-var=name=by-tofu');
  expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining('403') });
});

test.each(['impersonating trust', 'access rules'] as const)(
  'the provider asks Keystone about the token, which it does not answer for: %s',
  async (kind) => {
    await using job = new Job();
    await use(job, kind);
    expect(await run(job, 'plan', '-no-color')).toMatchObject({ status: 1 });
  },
);

test('with a project in the provider’s block it tries to exchange the token, which Keystone refuses for a credential’s', async () => {
  const statuses: (number | null)[] = [];
  for (const kind of ['password', 'application credential'] as const) {
    await using job = new Job();
    await use(job, kind);
    writeFileSync(
      join(job.workspace, 'override.tf'),
      `provider "openstack" { tenant_id = "${keystone.projects.production.id}" }\n`,
    );
    const { status } = await run(job, 'plan', '-no-color');
    statuses.push(status);
  }
  expect(statuses).toEqual([0, 1]);
});

test('OpenTofu applies with the job’s own credential, and finds it deleted after the job’s end', async () => {
  await using job = new Job();
  const { post } = await use(job, 'password', { credential: 'application-credential' });
  expect(await run(job, 'apply', '-auto-approve', '-no-color')).toMatchObject({ status: 0 });
  expect(await outputs(job)).toEqual({ user: 'deployer', project: 'production' });
  const kept = { ...job.environment };
  await post();
  writeFileSync(join(job.workspace, 'ca.pem'), keystone.ca);
  Object.assign(job.environment, kept, { OS_CACERT: 'ca.pem' });
  const { status, stderr } = await run(job, 'plan', '-no-color');
  expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringMatching(/401|404/) });
});

test('an apply outlives the token with the job’s own credential, and not without', async () => {
  await using brief = await startKeystone({ conf: { token: { expiration: 20 } } });
  const applied = async (given: Variables): Promise<number | null> => {
    await using job = new Job();
    const step = await use(job, 'password', given, brief);
    copyFileSync(join(import.meta.dirname, 'tofu/lasting.tf'), join(job.workspace, 'lasting.tf'));
    const { status } = await run(job, 'apply', '-auto-approve', '-no-color');
    const { exitCode, annotations } = await step.post();
    expect({ exitCode, annotations }).toEqual({ exitCode: 0, annotations: [] });
    return status;
  };
  expect(await applied({ credential: 'application-credential' })).toBe(0);
  expect(await applied({})).toBe(1);

  // The login's own token had ended, too, when the credential was to be deleted.
  const { id, password } = brief.users.deployer;
  const token = await brief.anyone.tokenFor({
    identity: { methods: ['password'], password: { user: { id, password } } },
  });
  const { body } = await brief.anyone.withToken(token).api('GET', `/users/${id}/application_credentials`);
  const left = at(body, 'application_credentials');
  const seeded = Object.values(brief.applicationCredentials).map(({ name }) => name);
  expect(Array.isArray(left) ? left.map((one) => at(one, 'name')).toSorted() : left).toEqual(seeded.toSorted());
});

test('after the job’s end the token is of no use to it', async () => {
  await using job = new Job();
  const { post } = await use(job, 'password');
  const kept = { ...job.environment };
  await post();
  // The file with the authority is gone, too; that is not what is to be refused here.
  writeFileSync(join(job.workspace, 'ca.pem'), keystone.ca);
  Object.assign(job.environment, kept, { OS_CACERT: 'ca.pem' });
  const { status, stderr } = await run(job, 'plan', '-no-color');
  expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringMatching(/401|404/) });
});
