import { expect, test } from '@jest/globals';
import { at } from '../../tools/keystone/client.ts';
import { Job } from '../../tools/runner.ts';
import { login } from './login.ts';
import { runningKeystone } from './running.ts';

// The built action at a real Keystone: each form of openrc, the job's own variables, and addresses as people have them.

const { authUrl, prefixedAuthUrl, plainAuthUrl, ca, anyone, domains, projects, users } = await runningKeystone();
const { deployer, nasty, otcDeployer } = users;
const { production } = projects;

const unversioned = authUrl.replace(/\/v3$/, '');
const inDoubleQuotes = (text: string): string => text.replaceAll(/[\\`$!'"]/g, '\\$&');
const inSingleQuotes = (text: string): string => text.replaceAll("'", "'\\''");

test('Horizon’s file, with its unversioned address and its escapes, and the password as an input', async () => {
  const openrc = `#!/usr/bin/env bash
# With the addition of Keystone we have standardized on the term **project**
export OS_AUTH_URL="${unversioned}"
export OS_PROJECT_ID="${production.id}"
export OS_PROJECT_NAME="${production.name}"
export OS_USER_DOMAIN_NAME="${nasty.domain.name}"
if [ -z "$OS_USER_DOMAIN_NAME" ]; then unset OS_USER_DOMAIN_NAME; fi
export OS_PROJECT_DOMAIN_ID="${domains.users.id}"
if [ -z "$OS_PROJECT_DOMAIN_ID" ]; then unset OS_PROJECT_DOMAIN_ID; fi
unset OS_TENANT_ID
unset OS_TENANT_NAME
export OS_USERNAME="${inDoubleQuotes(nasty.name)}"
# With Keystone you pass the keystone password.
echo "Please enter your OpenStack Password for project $OS_PROJECT_NAME as user $OS_USERNAME: "
read -sr OS_PASSWORD_INPUT
export OS_PASSWORD="$OS_PASSWORD_INPUT"
export OS_REGION_NAME="RegionOne"
export OS_INTERFACE="public"
export OS_IDENTITY_API_VERSION="3"
`;
  expect(await login({ openrc, password: nasty.password })).toEqual({
    user: nasty.name,
    project: 'production',
    url: authUrl,
  });
});

test('Horizon’s file for an application credential', async () => {
  const { name, password, domain } = deployer;
  const token = await anyone.tokenFor({
    identity: { methods: ['password'], password: { user: { name, domain: { id: domain.id }, password } } },
    scope: { project: { id: production.id } },
  });
  const secret = `an'invented "secret" $1 \\ \`!`;
  const { body } = await anyone.withToken(token).api('POST', `/users/${deployer.id}/application_credentials`, {
    application_credential: { name: 'openrc', secret },
  });
  const openrc = `#!/usr/bin/env bash

export OS_AUTH_TYPE=v3applicationcredential
export OS_AUTH_URL="${authUrl}"
export OS_IDENTITY_API_VERSION=3
export OS_REGION_NAME="RegionOne"
export OS_INTERFACE="public"
export OS_APPLICATION_CREDENTIAL_ID="${at(body, 'application_credential', 'id')}"
export OS_APPLICATION_CREDENTIAL_SECRET="${inDoubleQuotes(secret)}"
`;
  expect(await login({ openrc })).toEqual({ user: 'deployer', project: 'production', url: authUrl });
});

test('VK Cloud’s file, with the password written into it', async () => {
  const openrc = `
#!/usr/bin/env bash
export OS_AUTH_URL="${prefixedAuthUrl}/"
export OS_PROJECT_ID="${production.id}"
unset OS_PROJECT_NAME
unset OS_PROJECT_DOMAIN_ID
if [[ -z $OS_USERNAME ]] || [[ -z $OS_PASSWORD ]] || [[ "$OS_USERNAME" != "${nasty.name}" ]]; then
export OS_USERNAME="${nasty.name}"
export OS_USER_DOMAIN_NAME="users"
export OS_PASSWORD='${inSingleQuotes(nasty.password)}'
fi
export OS_INTERFACE=public
`;
  expect(await login({ openrc })).toEqual({ user: nasty.name, project: 'production', url: prefixedAuthUrl });
});

test('Open Telekom Cloud’s variables', async () => {
  const openrc = `export OS_USERNAME="${otcDeployer.name}"
export OS_USER_DOMAIN_NAME=${otcDeployer.domain.name}
export OS_PASSWORD=${otcDeployer.password}
export OS_TENANT_NAME=eu-de
export OS_PROJECT_DOMAIN_NAME=
export OS_AUTH_URL=${authUrl}
export OS_ENDPOINT_TYPE=publicURL
`;
  expect(await login({ openrc })).toEqual({ user: otcDeployer.name, project: 'eu-de', url: authUrl });
});

test('PowerShell', async () => {
  const openrc = [
    `$env:OS_AUTH_URL = "${authUrl}"`,
    `$env:OS_USERNAME = "${nasty.name}"`,
    `$env:OS_USER_DOMAIN_NAME = 'users'`,
    `$env:OS_PROJECT_ID = "${production.id}"`,
    `$env:OS_PASSWORD = '${nasty.password.replaceAll("'", "''")}'`,
  ].join('\r\n');
  expect(await login({ openrc })).toEqual({ user: nasty.name, project: 'production', url: authUrl });
});

test('cmd', async () => {
  const openrc = [
    `set OS_AUTH_URL=${authUrl}`,
    `set OS_USERNAME=${deployer.name}`,
    'set OS_USER_DOMAIN_NAME=users',
    `set OS_PROJECT_ID=${production.id}`,
    `set OS_PASSWORD=${deployer.password}`,
  ].join('\r\n');
  expect(await login({ openrc })).toEqual({ user: 'deployer', project: 'production', url: authUrl });
});

const job = {
  OS_AUTH_URL: authUrl,
  OS_USER_NAME: deployer.name,
  OS_USER_DOMAIN_ID: deployer.domain.id,
  OS_PASSWORD: deployer.password,
  OS_TENANT_ID: production.id,
};

test('the job’s own variables, under their older names', async () => {
  expect(await login({}, job)).toEqual({ user: 'deployer', project: 'production', url: authUrl });
});

test('a second use of the action in a job logs in by itself', async () => {
  await using steps = new Job();
  const first = await steps.run({ with: { cacert: ca }, env: job });
  expect(steps.environment).toHaveProperty('OS_TOKEN', first.outputs['token']);
  const second = await steps.run({ with: { cacert: ca }, env: job });
  expect(second.outputs).toMatchObject({ methods: '["password"]' });
  expect(second.outputs['token']).not.toBe(first.outputs['token']);
});

test.each([
  ['without a version', () => [unversioned, authUrl]],
  ['without a version, with a slash', () => [`${unversioned}/`, authUrl]],
  ['without a version, below a prefix', () => [prefixedAuthUrl.replace(/v3$/, ''), prefixedAuthUrl]],
  ['with /auth/tokens', () => [`${prefixedAuthUrl}/auth/tokens/`, prefixedAuthUrl]],
  ['without TLS', () => [plainAuthUrl.replace(/\/v3$/, ''), plainAuthUrl]],
])('an address %s', async (_, addresses) => {
  const [given = '', url] = addresses();
  const inputs = {
    'auth-url': given,
    username: deployer.name,
    'user-domain-id': deployer.domain.id,
    password: deployer.password,
    'project-id': production.id,
  };
  expect(await login(inputs)).toEqual({ user: 'deployer', project: 'production', url });
});
