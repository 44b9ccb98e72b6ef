import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Clients, installClients } from '../../tools/clients.ts';
import { installMissing } from '../../tools/keystone/packages.ts';
import { Job, type StepResult } from '../../tools/runner.ts';
import { type Ended, type Kind, laterStep, loginOf, type Variables } from './consumers/steps.ts';
import { type Federation, startFederation } from './federated.ts';
import { startWorkingCloud, type WorkingCloud } from './working-cloud.ts';

// What later steps get, tried by the tools themselves, as the wanted distributor has them: each runs with nothing but the environment
// that the action leaves.

let federation: Federation;
let cloud: WorkingCloud;
let directory: string;
let clients: Clients;

beforeAll(async () => {
  federation = await startFederation();
  clients = installClients();
  installMissing(gophercloud);
  cloud = await startWorkingCloud(federation.options);
  await federation.establish(cloud.keystone);
  directory = mkdtempSync(join(tmpdir(), 'consumers-'));
  const build = ['build', '-o', join(directory, 'list-networks'), join(sources, 'list-networks.go')];
  const { status, stderr } = spawnSync('/usr/bin/go', build, {
    env: { HOME: directory, PATH: '/usr/bin:/bin', GO111MODULE: 'off', GOPATH: '/usr/share/gocode' },
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
}, 600_000);

afterAll(async () => {
  await cloud?.[Symbol.asyncDispose]();
  await federation?.[Symbol.asyncDispose]();
  rmSync(directory, { recursive: true, force: true });
});

// What builds a program on gophercloud.
const gophercloud = [
  'golang-go',
  'golang-github-gophercloud-gophercloud-dev',
  'golang-github-gophercloud-utils-dev',
] as const;

const sources = join(import.meta.dirname, 'consumers');

async function use(job: Job, kind: Kind, given: Variables): Promise<StepResult> {
  const { keystone, ca: cacert, region } = cloud;
  const step = { 'auth-url': keystone.authUrl, cacert, 'region-name': region, ...loginOf(keystone, kind), ...given };
  const result = await job.run({ with: step, env: kind === 'federation' ? federation.job() : {} });
  expect({ exitCode: result.exitCode, annotations: result.annotations }).toEqual({ exitCode: 0, annotations: [] });
  return result;
}

function later(job: Job, command: readonly string[], more: Variables = {}): Promise<Ended> {
  return laterStep(job, clients.path, command, more);
}

const openstack = (command: string): readonly string[] => [
  'openstack',
  ...command.split(' '),
  '-f',
  'value',
  '-c',
  'Name',
];
const python = ['python3', join(sources, 'networks.py')];
const ansible = ['ansible-playbook', '-c', 'local', '-i', 'localhost,', join(sources, 'networks.yml')];
const forAnsible = { PYTHONPATH: join(sources, 'ansible') };
const go = (): readonly string[] => [join(directory, 'list-networks')];
const packer = ['packer', 'validate', join(sources, 'image.json')];

const all: readonly Kind[] = ['password', 'federation', 'application credential', 'trust'];

test.each(all)('openstack: the command, openstacksdk and Ansible work with the token of: %s', async (kind) => {
  await using job = new Job();
  await use(job, kind, { export: 'openstack' });
  const ended = await Promise.all([
    later(job, openstack('network list')),
    later(job, python),
    later(job, ansible, forAnsible),
  ]);
  expect(ended).toMatchObject([
    { status: 0, stdout: 'a-network\n' },
    { status: 0, stdout: 'a-network\n' },
    { status: 0, stdout: expect.stringContaining('"msg": "a-network"') },
  ]);
});

// The command is made of openstacksdk (networks), the projects' own clients (volumes), and code of its own (containers).
test.each(['password', 'application credential'] as const)(
  'openstack: all that the command is made of works with the token of: %s',
  async (kind) => {
    await using job = new Job();
    await use(job, kind, { export: 'openstack' });
    const ended = await Promise.all(['volume list', 'container list'].map((command) => later(job, openstack(command))));
    expect(ended).toMatchObject([
      { status: 0, stdout: 'a-volume\n' },
      { status: 0, stdout: 'a-container\n' },
    ]);
  },
);

test('openstack: what only a token that Keystone exchanges is good for', async () => {
  const commands = [
    ['token', 'issue'],
    ['catalog', 'list'],
    ['project', 'list'],
  ].map((words) => ['openstack', ...words]);
  const statuses = async (kind: Kind): Promise<(number | null)[]> => {
    await using job = new Job();
    await use(job, kind, { export: 'openstack' });
    const ended = await Promise.all([...commands, packer].map((command) => later(job, command)));
    return ended.map(({ status }) => status);
  };
  expect(await statuses('password')).toEqual([0, 0, 0, 0]);
  expect(await statuses('application credential')).toEqual([1, 1, 1, 1]);
});

const own = { credential: 'application-credential' };

test('openstack: with the job’s own credential all works, also what gets tokens for itself', async () => {
  await using job = new Job();
  const { post } = await use(job, 'password', { export: 'openstack', credential: 'application-credential' });
  const commands = [
    ['openstack', 'token', 'issue'],
    ['openstack', 'catalog', 'list'],
    openstack('network list'),
    openstack('volume list'),
    python,
    packer,
  ];
  const ended = await Promise.all(commands.map((command) => later(job, command)));
  expect(ended.filter(({ status }) => status !== 0)).toEqual([]);
  const kept = { ...job.environment };
  await post();
  expect(await later(job, ['openstack', 'token', 'issue'], kept)).toMatchObject({ status: 1 });
});

test('terraform: gophercloud, as the openstack provider uses it, and Packer log in by the job’s own credential', async () => {
  await using job = new Job();
  const { environment } = await use(job, 'password', { ...own, export: 'terraform' });
  expect(environment).not.toHaveProperty('OS_TOKEN');
  const ended = await Promise.all([go(), packer].map((command) => later(job, command)));
  expect(ended).toMatchObject([{ status: 0, stdout: 'a-network\n' }, { status: 0 }]);
});

test('swift and rclone work with the token of the job’s own credential', async () => {
  await using job = new Job();
  await use(job, 'password', { ...own, export: 'swift' });
  const ended = await Promise.all(
    [
      ['swift', 'list'],
      ['rclone', 'lsf', ':swift:'],
    ].map((command) => later(job, command)),
  );
  expect(ended.filter(({ status }) => status !== 0)).toEqual([]);
});

const leftOver = {
  OS_AUTH_TYPE: 'password',
  OS_AUTH_URL: 'https://elsewhere.invalid/v3',
  OS_TOKEN: 'not-a-token',
  OS_USER_DOMAIN_NAME: 'Default',
  OS_USER_DOMAIN_ID: 'default',
  OS_PASSCODE: '123456',
  OS_PROJECT_ID: 'another',
  OS_PROJECT_NAME: 'another',
  OS_PROJECT_DOMAIN_NAME: 'Default',
  OS_PROJECT_DOMAIN_ID: 'default',
  OS_TENANT_ID: 'another',
  OS_TENANT_NAME: 'another',
  OS_DOMAIN_ID: 'default',
  OS_DOMAIN_NAME: 'Default',
  OS_DEFAULT_DOMAIN: 'default',
  OS_TRUST_ID: 'another',
  OS_SYSTEM_SCOPE: 'all',
  OS_REGION_NAME: 'Elsewhere',
  OS_INTERFACE: 'internal',
  OS_ENDPOINT_TYPE: 'internalURL',
  OS_CACERT: '/nowhere.pem',
  OS_CERT: '/nowhere.pem',
  OS_KEY: '/nowhere.pem',
  OS_CLOUD: 'another',
  OS_CLIENT_CONFIG_FILE: '/nowhere.yaml',
  OS_IDENTITY_API_VERSION: '2',
  OS_SERVICE_PROVIDER: 'another',
  OS_STORAGE_URL: 'https://elsewhere.invalid',
  OS_AUTH_TOKEN: 'not-a-token',
  OS_USERNAME: 'another',
  OS_USER_ID: 'another',
  OS_PASSWORD: 'another',
  OS_APPLICATION_CREDENTIAL_ID: 'another',
  OS_APPLICATION_CREDENTIAL_NAME: 'another',
  OS_APPLICATION_CREDENTIAL_SECRET: 'another',
  OS_ALLOW_REAUTH: 'true',
};
const harmless = ['OS_USERNAME', 'OS_USER_ID', 'OS_PASSWORD', 'OS_APPLICATION_CREDENTIAL_ID'];

test.each(['password', 'application credential'] as const)(
  'whatever is left over in the job, every tool works with the token of: %s',
  async (kind) => {
    for (const [name, commands] of [
      ['openstack', [openstack('network list'), openstack('volume list'), python]],
      ['terraform', [go()]],
      [
        'swift',
        [
          ['swift', 'list'],
          ['rclone', 'lsf', ':swift:'],
        ],
      ],
    ] as const) {
      await using job = new Job();
      Object.assign(job.environment, leftOver);
      await use(job, kind, { export: name });
      const ended = await Promise.all(commands.map((command) => later(job, command)));
      expect(ended.filter(({ status }) => status !== 0)).toEqual([]);
      expect(job.environment).toMatchObject(Object.fromEntries(harmless.map((variable) => [variable, 'another'])));
    }
  },
);

test('whatever is left over in the job, every tool works with the job’s own credential', async () => {
  for (const [name, commands] of [
    ['openstack', [openstack('network list'), openstack('volume list'), python, packer]],
    ['terraform', [go()]],
  ] as const) {
    await using job = new Job();
    Object.assign(job.environment, leftOver);
    await use(job, 'password', { ...own, export: name });
    const ended = await Promise.all(commands.map((command) => later(job, command)));
    expect(ended.filter(({ status }) => status !== 0)).toEqual([]);
  }
});

test.each(all)(
  'terraform: gophercloud, as the openstack provider uses it, takes the token as it is: %s',
  async (kind) => {
    await using job = new Job();
    const { outputs } = await use(job, kind, { export: 'terraform' });
    expect(await later(job, go())).toMatchObject({ stdout: 'a-network\n', status: 0 });
    expect(outputs['token']).toBe(job.environment['OS_TOKEN']);
    // Packer insists on renewal, which a token as it is has not.
    expect(await later(job, packer)).toMatchObject({ status: 1 });
  },
);

test.each(['impersonating trust', 'access rules'] as const)(
  'terraform: gophercloud asks Keystone about the token, which it does not answer for: %s',
  async (kind) => {
    await using job = new Job();
    await use(job, kind, { export: 'terraform' });
    expect(await later(job, go())).toMatchObject({ status: 1, stdout: '' });
  },
);

test.each([...all, 'impersonating trust'] as const)(
  'swift: swift and rclone work with the token of: %s',
  async (kind) => {
    await using job = new Job();
    await use(job, kind, { export: 'swift' });
    writeFileSync(join(job.workspace, 'greeting'), `hello from ${kind}\n`);
    expect(await later(job, ['swift', 'upload', 'a-container', 'greeting'])).toMatchObject({ stdout: 'greeting\n' });
    expect(await later(job, ['swift', 'list', 'a-container'])).toMatchObject({ stdout: 'greeting\n' });
    expect(await later(job, ['rclone', 'cat', ':swift:a-container/greeting'])).toMatchObject({
      stdout: `hello from ${kind}\n`,
    });
  },
);

test('curl works with the token and the endpoints', async () => {
  await using job = new Job();
  const { outputs } = await use(job, 'password', {});
  writeFileSync(join(job.workspace, 'ca.pem'), cloud.ca);
  const { network, neutron } = JSON.parse(outputs['endpoints'] ?? '');
  expect(network).toBe(neutron);
  const command = 'curl -fsS --cacert ca.pem -H "X-Auth-Token: $OS_TOKEN" "$NEUTRON/v2.0/networks"';
  const { stdout } = await later(job, ['bash', '-c', command], { NEUTRON: neutron });
  expect(JSON.parse(stdout)).toMatchObject({ networks: [{ name: 'a-network' }] });
});

test('two clouds in one job do not disturb one another', async () => {
  await using job = new Job();
  const one = await use(job, 'password', { export: 'openstack' });
  const two = await use(job, 'application credential', { export: 'openstack' });
  const own = [one, two].map(({ outputs }) => outputs['clouds-yaml'] ?? '');
  expect(job.environment['OS_CLIENT_CONFIG_FILE']).toBe(own[1]);
  for (const path of own) {
    expect(await later(job, openstack('network list'), { OS_CLIENT_CONFIG_FILE: path })).toMatchObject({ status: 0 });
  }

  await two.post();
  // Nothing is restored, but what the first one left is still there for who names it.
  expect(Object.values(job.environment).filter((value) => value !== '')).toEqual([]);
  expect(own.map((path) => existsSync(path))).toEqual([true, false]);
  const named = { OS_CLIENT_CONFIG_FILE: own[0] ?? '', OS_CLOUD: 'keystone-token' };
  expect(await later(job, openstack('network list'), named)).toMatchObject({ status: 0 });

  const { log } = await one.post();
  expect(log).toBe(`Its files are removed. The token of ${new URL(cloud.keystone.authUrl).host} is revoked.\n`);
  expect(own.map((path) => existsSync(path))).toEqual([false, false]);
  expect(Object.values(job.environment).filter((value) => value !== '')).toEqual([]);
});

test('a second use takes nothing that the first one set for the job’s own, and says what is missing', async () => {
  const { users, projects, authUrl } = cloud.keystone;
  await using job = new Job();
  const own = {
    OS_AUTH_URL: authUrl,
    OS_USERNAME: users.deployer.name,
    OS_USER_DOMAIN_NAME: 'users',
    OS_PASSWORD: users.deployer.password,
    OS_PROJECT_ID: projects.production.id,
  };
  Object.assign(job.environment, own);
  await use(job, 'application credential', { export: 'terraform' });
  expect(job.environment).toMatchObject({ OS_PROJECT_ID: '', OS_USER_DOMAIN_NAME: '' });
  const { exitCode, annotations } = await job.run({ with: { cacert: cloud.ca } });
  expect({ exitCode, titles: annotations.map(({ title }) => title) }).toEqual({
    exitCode: 1,
    titles: ['Keystone token: input-missing'],
  });
});

test.each(['access rules', 'impersonating trust'] as const)(
  'a token that Keystone does not revoke is named, with its end, and is no warning: %s',
  async (kind) => {
    await using job = new Job();
    const { log, outputs } = await use(job, kind, {});
    expect(log).toContain('also after the job: Keystone does not revoke such a token.');
    const [end] = await job.end();
    expect(end).toMatchObject({ exitCode: 0, annotations: [] });
    expect(end?.log).toMatch(/^The token of .* is of a kind that Keystone does not revoke\. It stays valid until 20/);
    const { status } = await cloud.keystone.admin.send('GET', '/auth/tokens', undefined, {
      'x-subject-token': outputs['token'] ?? '',
      'openstack-identity-access-rules': '1.0',
    });
    expect(status).toBe(200);
  },
);

test('lists the projects the identity may use', async () => {
  await using job = new Job();
  const { users, projects } = cloud.keystone;
  const { outputs } = await use(job, 'password', {
    'user-id': users.auditor.id,
    password: users.auditor.password,
    'list-projects': 'true',
  });
  const listed: { name: string }[] = JSON.parse(outputs['projects'] ?? '');
  expect(listed.toSorted((a, b) => a.name.localeCompare(b.name))).toEqual(
    [projects.production, projects.staging].map(({ id, name }) => ({ id, name, domain_id: 'users' })),
  );
  expect(job.mask(outputs['projects'] ?? '')).toBe(outputs['projects']);
});

test('an unknown region is refused with those there are, and the token revoked', async () => {
  await using job = new Job();
  const { keystone, ca: cacert } = cloud;
  const given = { 'auth-url': keystone.authUrl, cacert, ...loginOf(keystone, 'password'), 'region-name': 'Mars' };
  const { exitCode, annotations, log } = await job.run({ with: given });
  expect(exitCode).toBe(1);
  expect(annotations[0]).toMatchObject({
    title: 'Keystone token: region-unknown',
    message: expect.stringMatching(/no region “Mars”.*“RegionOne”, “RegionTwo”|“Loopback”/s),
  });
  expect(log).toContain('is revoked.');
});

test('asks for no catalogue with `catalog: false`', async () => {
  await using job = new Job();
  const { outputs } = await use(job, 'password', { catalog: 'false' });
  expect(outputs).toMatchObject({ endpoints: '{}', 'region-name': cloud.region });
});
