import { beforeAll, expect, test } from '@jest/globals';
import { at } from '../../tools/keystone/client.ts';
import { Job } from '../../tools/runner.ts';
import { runningKeystone } from './running.ts';

// A user whom Keystone lets in with several factors only, and whose application credential is one of them.

const keystone = await runningKeystone();
const { admin, anyone, projects } = keystone;
const key = 'JBSWY3DPEHPK3PXPGEZDGNBVGY3TQOJQ';
const cloud = { 'auth-url': keystone.authUrl, cacert: keystone.ca };
let user = '';
let credential = '';

beforeAll(async () => {
  const password = 'orchid-pulley-44';
  const { body: created } = await admin.api('POST', '/users', {
    user: { name: 'credential-and-passcode', domain_id: 'users', password },
  });
  user = String(at(created, 'user', 'id'));
  const { body: found } = await admin.api('GET', '/roles?name=member');
  const [role] = [at(found, 'roles')].flat();
  await admin.api('PUT', `/projects/${projects.production.id}/users/${user}/roles/${at(role, 'id')}`);
  await admin.api('POST', '/credentials', { credential: { type: 'totp', user_id: user, blob: key } });
  const token = await anyone.tokenFor({
    identity: { methods: ['password'], password: { user: { id: user, password } } },
    scope: { project: { id: projects.production.id } },
  });
  const { body: made } = await admin.withToken(token).api('POST', `/users/${user}/application_credentials`, {
    application_credential: { name: 'ci-with-passcode', secret: 'lagoon-bishop-90' },
  });
  credential = String(at(made, 'application_credential', 'id'));
  const rules = [['application_credential', 'totp']];
  await admin.api('PATCH', `/users/${user}`, {
    user: { options: { multi_factor_auth_enabled: true, multi_factor_auth_rules: rules } },
  });
});

const both = { methods: expect.arrayContaining(['application_credential', 'totp']), user: { id: expect.any(String) } };

test('logs in by both at once, as a clouds.yaml names them', async () => {
  await using job = new Job();
  const cloudsYaml = JSON.stringify({
    clouds: {
      'mfa-appcred': {
        auth_type: 'v3multifactor',
        auth_methods: ['v3applicationcredential', 'v3totp'],
        auth: {
          auth_url: keystone.authUrl,
          user_id: user,
          application_credential_id: credential,
          application_credential_secret: 'lagoon-bishop-90',
        },
      },
    },
  });
  const { exitCode, outputs, log } = await job.run({
    with: { 'clouds-yaml': cloudsYaml, 'totp-secret': key, cacert: keystone.ca },
  });
  expect({ exitCode, log }).toMatchObject({ exitCode: 0 });
  const { body } = await admin.inspect(outputs['token'] ?? '');
  expect(at(body, 'token')).toMatchObject({ ...both, project: { id: projects.production.id } });
});

test('holds the passcode back until Keystone asks for it, and names no user for it', async () => {
  await using job = new Job();
  const { exitCode, outputs, log } = await job.run({
    with: {
      ...cloud,
      'application-credential-id': credential,
      'application-credential-secret': 'lagoon-bishop-90',
      'totp-secret': key,
    },
  });
  expect({ exitCode, log }).toMatchObject({ exitCode: 0 });
  const { body } = await admin.inspect(outputs['token'] ?? '');
  expect(at(body, 'token')).toMatchObject({ ...both, project: { id: projects.production.id } });
});

test('says how to give the passcode that is wanting', async () => {
  await using job = new Job();
  const { exitCode, annotations } = await job.run({
    with: {
      ...cloud,
      'application-credential-id': credential,
      'application-credential-secret': 'lagoon-bishop-90',
    },
  });
  expect(exitCode).toBe(1);
  expect(annotations).toEqual([
    expect.objectContaining({
      title: 'Keystone token: factor-missing',
      message: expect.stringContaining(
        '`auth-methods: v3applicationcredential,v3totp` sends all of it at once; totp comes from `totp-secret` (or `passcode`).',
      ),
    }),
  ]);
});
