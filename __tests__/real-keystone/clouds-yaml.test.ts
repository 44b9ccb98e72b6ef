import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { at } from '../../tools/keystone/client.ts';
import { Job } from '../../tools/runner.ts';
import { login } from './login.ts';
import { runningKeystone } from './running.ts';

// The built action at a real Keystone: each way to give a clouds.yaml, and a built-in profile.

const { authUrl, prefixedAuthUrl, ca, caFile, anyone, projects, users } = await runningKeystone();
const { deployer, nasty } = users;
const { production } = projects;

const asNasty = { user: nasty.name, project: 'production', url: authUrl };
const asDeployer = { user: 'deployer', project: 'production', url: authUrl };

/** A clouds.yaml as people have it, with the password in single quotes. */
const whole = `# of the dashboard
clouds:
  other:
    auth: {auth_url: https://nobody.example/v3, username: jo, password: another-secret, project_id: 0123}
  production:
    auth:
      auth_url: ${authUrl}
      username: ${JSON.stringify(nasty.name)}
      password: '${nasty.password.replaceAll("'", "''")}'
      user_domain_name: ${nasty.domain.name}
      project_name: ${production.name}
      project_domain_name: users
    region_name: RegionOne
    interface: public
    identity_api_version: 3
`;

const withoutSecret = `clouds:
  production:
    auth:
      auth_url: ${authUrl}
      username: ${deployer.name}
      tenant_name: ${production.name}
      domain_id: ${deployer.domain.id}
`;

/** furnishing writes files below the workspace or, from `~`, the home of a job. */
function furnishing(files: Readonly<Record<string, string>>): (job: Job) => void {
  return ({ workspace, home }) => {
    for (const [path, text] of Object.entries(files)) {
      const file = path.startsWith('~') ? join(home, path.slice(1)) : join(workspace, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
  };
}

test('the whole file as a secret, its other clouds’ secrets masked too', async () => {
  expect(await login({ 'clouds-yaml': whole, cloud: 'production' })).toEqual(asNasty);
  await using job = new Job();
  const { masks } = await job.run({ with: { cacert: ca, 'clouds-yaml': whole, cloud: 'production' } });
  expect(masks.slice(0, 2).sort()).toEqual([nasty.password, 'another-secret'].sort());
});

test('the same as JSON', async () => {
  const { auth } = {
    auth: {
      auth_url: `${prefixedAuthUrl}/`,
      username: nasty.name,
      password: nasty.password,
      user_domain_id: nasty.domain.id,
      project_id: production.id,
    },
  };
  const json = JSON.stringify({ clouds: { production: { auth } } });
  expect(await login({ 'clouds-yaml': json })).toEqual({ ...asNasty, url: prefixedAuthUrl });
});

test('a file in the repository, and the password as an input', async () => {
  const files = furnishing({ 'ci/clouds.yaml': withoutSecret });
  expect(await login({ 'clouds-yaml': 'ci/clouds.yaml', password: deployer.password }, {}, files)).toEqual(asDeployer);
});

test('a file in the repository, and another project and user as inputs', async () => {
  const files = furnishing({ 'clouds.yml': withoutSecret.replace('tenant_name: production', 'tenant_name: other') });
  const inputs = { username: nasty.name, password: nasty.password, 'project-id': production.id };
  expect(await login({ cloud: 'production', ...inputs }, {}, files)).toEqual(asNasty);
});

test('secure.yaml beside it', async () => {
  const files = furnishing({
    'ci/clouds.yaml': withoutSecret,
    'ci/secure.yaml': `clouds: {production: {auth: {password: ${JSON.stringify(deployer.password)}}}}`,
  });
  expect(await login({ 'clouds-yaml': 'ci/clouds.yaml' }, {}, files)).toEqual(asDeployer);
});

test('a profile of clouds-public.yaml, a region with its own URL, and a certificate below the home', async () => {
  const [, port = ''] = /:(\d+)\//.exec(authUrl) ?? [];
  const files = furnishing({
    '~/.config/openstack/clouds.yaml': `clouds:
  production:
    profile: corp
    cacert: ~/{region_name}.pem
    auth: {username: ${deployer.name}, password: ${JSON.stringify(deployer.password)}, project_id: ${production.id}}
`,
    '~/.config/openstack/clouds-public.yaml': `public-clouds:
  corp:
    auth: {auth_url: "https://{host}:${port}/v3", user_domain_id: nobody}
    regions:
      - RegionOne
      - {name: RegionTwo, values: {host: localhost, auth: {user_domain_id: ${deployer.domain.id}}}}
`,
    '~/RegionTwo.pem': ca,
  });
  expect(await login({ cacert: '', cloud: 'production', 'region-name': 'RegionTwo' }, {}, files)).toEqual({
    ...asDeployer,
    url: `https://localhost:${port}/v3`,
  });
});

test('the file an application credential’s dashboard gives, with the secret in it and as an input', async () => {
  const { name, password, domain } = deployer;
  const token = await anyone.tokenFor({
    identity: { methods: ['password'], password: { user: { name, domain: { id: domain.id }, password } } },
    scope: { project: { id: production.id } },
  });
  const secret = `{braces}, "quotes" and #: \\ *`;
  const { body } = await anyone.withToken(token).api('POST', `/users/${deployer.id}/application_credentials`, {
    application_credential: { name: 'clouds-yaml', secret },
  });
  const file = (
    secretLine: string,
  ): string => `# This is a clouds.yaml file, which can be used by OpenStack tools as a source
clouds:
  openstack:
    auth:
      auth_url: ${authUrl}
      application_credential_id: "${at(body, 'application_credential', 'id')}"
${secretLine}
    region_name: "RegionOne"
    interface: "public"
    identity_api_version: 3
    auth_type: "v3applicationcredential"
`;
  const inFile = file(`      application_credential_secret: ${JSON.stringify(secret)}`);
  expect(await login({ 'clouds-yaml': inFile })).toEqual(asDeployer);
  expect(await login({ 'clouds-yaml': file(''), 'application-credential-secret': secret })).toEqual(asDeployer);
});

test('a built-in profile, whose domain counts', async () => {
  const inputs = { username: nasty.name, password: nasty.password, 'project-id': production.id };
  expect(await login({ cloud: 'vkcloud', 'auth-url': authUrl, ...inputs })).toEqual(asNasty);
});

test('OS_CLOUD and OS_CLIENT_CONFIG_FILE of the job', async () => {
  const files = furnishing({ 'x/c.yaml': whole.replace('region_name', `cacert: ${caFile}\n    region_name`) });
  const environment = { OS_CLOUD: 'production', OS_CLIENT_CONFIG_FILE: 'x/c.yaml', OS_USERNAME: 'nobody' };
  expect(await login({ cacert: '' }, environment, files)).toEqual(asNasty);
});

test('a cloud that is not there is refused with those that are, before anything is sent', async () => {
  await using job = new Job();
  const { exitCode, annotations, masks, log } = await job.run({ with: { 'clouds-yaml': whole, cloud: 'staging' } });
  expect(exitCode).toBe(1);
  expect(annotations).toEqual([
    expect.objectContaining({
      level: 'error',
      title: 'Keystone token: cloud-unknown',
      message: expect.stringContaining(
        'There is no cloud staging in the input `clouds-yaml`: it has other, production.',
      ),
    }),
  ]);
  expect(masks).toEqual(expect.arrayContaining(['another-secret']));
  expect(log).not.toContain('another-secret');
});

test('a file that is no YAML is refused by line, and nothing of the line is shown', async () => {
  await using job = new Job();
  const broken = whole.replace("password: '", 'password: *');
  const { exitCode, annotations, stdout } = await job.run({ with: { 'clouds-yaml': broken, cloud: 'production' } });
  expect(exitCode).toBe(1);
  expect(annotations).toEqual([
    expect.objectContaining({
      title: 'Keystone token: clouds-yaml-invalid',
      message: expect.stringMatching(/^The input `clouds-yaml` is not valid YAML: line 9: /),
    }),
  ]);
  expect(stdout).not.toContain(nasty.password.trim().slice(0, 8));
});
