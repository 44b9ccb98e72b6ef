import { X509Certificate } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { newAuthority, newCertificate } from '../../tools/certificates.ts';
import type { Job } from '../../tools/runner.ts';
import { login } from './login.ts';
import { runningKeystone } from './running.ts';

// The built action at a real Keystone: files and variables in the shapes in which people have them.

const { authUrl, ca, projects, users } = await runningKeystone();
const { deployer } = users;
const { production } = projects;
const asDeployer = { user: deployer.name, project: production.name, url: authUrl };

const auth = {
  auth_url: authUrl,
  username: deployer.name,
  password: deployer.password,
  user_domain_id: deployer.domain.id,
  project_name: production.name,
};
const lines = Object.entries(auth).map(([key, value]) => `      ${key}: ${JSON.stringify(value)}`);
const file = ['clouds:', '  ours:', '    auth:', ...lines, ''].join('\n');
const two = `${file}  theirs: {}\n`;
const variables = {
  OS_AUTH_URL: authUrl,
  OS_USERNAME: deployer.name,
  OS_PASSWORD: deployer.password,
  OS_USER_DOMAIN_ID: deployer.domain.id,
  OS_TENANT_NAME: production.name,
};

function furnishing(files: Readonly<Record<string, string | Buffer>>): (job: Job) => void {
  return ({ workspace, home }) => {
    for (const [path, content] of Object.entries(files)) {
      const to = path.startsWith('~') ? join(home, path.slice(1)) : join(workspace, path);
      mkdirSync(dirname(to), { recursive: true });
      writeFileSync(to, content);
    }
  };
}

describe('a clouds.yaml', () => {
  test.each([
    ['in base64', Buffer.from(file).toString('base64')],
    ['in base64 of UTF-16', Buffer.from(`\uFEFF${file.replaceAll('\n', '\r\n')}`, 'utf16le').toString('base64')],
    ['with CR', file.replaceAll('\n', '\r')],
    ['with \\n', file.replaceAll('\n', '\\n')],
    [
      'with default_domain',
      file
        .replace(/ {6}user_domain_id.*\n/, '')
        .replace('    auth:', `    default_domain: ${deployer.domain.id}\n    auth:`),
    ],
  ])('%s', async (_, given) => {
    expect(await login({ 'clouds-yaml': given })).toEqual(asDeployer);
  });

  test('in UTF-16, below the home', async () => {
    const files = furnishing({ '~/c.yaml': Buffer.from(`\uFEFF${file}`, 'utf16le') });
    expect(await login({ 'clouds-yaml': '~/c.yaml' }, {}, files)).toEqual(asDeployer);
  });

  test('that is empty, with everything in secure.yaml', async () => {
    expect(await login({ cloud: 'ours' }, {}, furnishing({ 'clouds.yaml': '# later\n', 'secure.yaml': file }))).toEqual(
      asDeployer,
    );
  });

  test.each(['1', 'on', '!!bool yes'])('with insecure: %s', async (word) => {
    const given = file.replace('    auth:', `    insecure: ${word}\n    auth:`);
    expect(await login({ cacert: '', 'clouds-yaml': given })).toEqual(asDeployer);
  });

  test('with cert and key beside inputs for another login', async () => {
    const { cert, key } = await newCertificate(await newAuthority('clients'), { names: ['runner'] });
    const given = JSON.stringify({
      clouds: {
        ours: {
          auth: { auth_url: authUrl, application_credential_id: 'x', application_credential_secret: 'y-secret' },
          cert,
          key,
        },
      },
    });
    const { auth_url: _, ...who } = auth;
    const inputs = Object.fromEntries(Object.entries(who).map(([name, value]) => [name.replaceAll('_', '-'), value]));
    expect(await login({ 'clouds-yaml': given, ...inputs })).toEqual(asDeployer);
  });
});

describe('the job’s variables', () => {
  test.each([
    ['OS_CLOUD=envvars', { ...variables, OS_CLOUD: 'envvars' }],
    ['OS_CLOUD_NAME', { ...variables, OS_CLOUD: 'mine', OS_CLOUD_NAME: 'mine' }],
  ])('%s', async (_, environment) => {
    expect(await login({}, environment, furnishing({ 'clouds.yaml': 'clouds: {envvars: {}, mine: {}}' }))).toEqual(
      asDeployer,
    );
  });

  test('OS_CLOUD chooses from a file that is given', async () => {
    expect(await login({ 'clouds-yaml': two }, { OS_CLOUD: 'ours' })).toEqual(asDeployer);
  });

  test('OS_PASSWORD beside OS_CLOUD', async () => {
    const without = two.replace(/ {6}password.*\n/, '');
    const environment = { OS_CLOUD: 'ours', OS_PASSWORD: deployer.password };
    expect(await login({}, environment, furnishing({ '~/.config/openstack/clouds.yaml': without }))).toEqual(
      asDeployer,
    );
  });

  test('OS_CLIENT_CONFIG_FILE alone', async () => {
    expect(await login({}, { OS_CLIENT_CONFIG_FILE: '~/c.yaml' }, furnishing({ '~/c.yaml': file }))).toEqual(
      asDeployer,
    );
  });

  test.each(['1', 'T', 'Yes'])('OS_INSECURE=%s', async (word) => {
    expect(await login({ cacert: '' }, { ...variables, OS_INSECURE: word })).toEqual(asDeployer);
  });
});

describe('cacert', () => {
  const der = new X509Certificate(ca).raw;

  test.each([
    ['with \\n', ca.replaceAll('\n', '\\n')],
    ['with blanks', ca.replaceAll('\n', ' ')],
    ['without line breaks', ca.replaceAll('\n', '')],
    ['with indentation', ca.replace(/^/gm, '  ')],
    ['in base64 of DER', der.toString('base64')],
  ])('%s', async (_, cacert) => {
    expect(await login({ cacert, 'clouds-yaml': file })).toEqual(asDeployer);
  });

  test('as a DER file below the home', async () => {
    expect(await login({ cacert: '~/ca.crt', 'clouds-yaml': file }, {}, furnishing({ '~/ca.crt': der }))).toEqual(
      asDeployer,
    );
  });
});
