import { rootCertificates } from 'node:tls';
import { expect, test } from '@jest/globals';
import { type Answer, at, KeystoneClient } from '../../tools/keystone/client.ts';
import type { User } from '../../tools/keystone/plant.ts';
import { runningKeystone } from './running.ts';

// The seeded Keystone by itself, without the action: the ground that the other tests here stand on.

const keystone = await runningKeystone();
const { anyone, admin, domains, projects, users } = keystone;
const { deployer, nasty, roleless } = users;
const { production, staging } = projects;

function password({ name, domain, password }: User, replaced: object = {}) {
  const user = { name, domain: { name: domain.name }, password, ...replaced };
  return { methods: ['password'], password: { user } };
}

function on({ id }: { readonly id: string }) {
  return { project: { id } };
}

function rolesOf({ body }: Answer): unknown[] {
  const roles = at(body, 'token', 'roles');
  return Array.isArray(roles) ? roles.map((role) => at(role, 'name')).sort() : [];
}

test('the domain users has the id users, as on VK Cloud; the other has an id that Keystone gave it', async () => {
  expect(domains.users).toEqual({ id: 'users', name: 'users' });
  expect(domains.otc).toEqual({ id: expect.stringMatching(/^[0-9a-f]{32}$/), name: 'OTC00000000001000000123' });
  for (const { id, name } of Object.values(domains)) {
    const { body } = await admin.api('GET', `/domains/${id}`);
    expect(at(body, 'domain', 'name')).toBe(name);
  }
});

test.each([
  ['deployer', 'production', ['member', 'reader']],
  ['nasty', 'production', ['member', 'reader']],
  ['auditor', 'production', ['reader']],
  ['auditor', 'staging', ['reader']],
  ['otcDeployer', 'euDe', ['member', 'reader']],
] as const)('%s gets a token for %s', async (who, where, roles) => {
  const answer = await anyone.authenticate({ identity: password(users[who]), scope: on(projects[where]) });
  expect(answer.status).toBe(201);
  expect(answer.headers['x-subject-token']).toMatch(/^gAAAA[\w-]+$/);
  const { id, name, domain } = users[who];
  expect(answer.body).toMatchObject({ token: { user: { id, name, domain }, project: projects[where] } });
  expect(rolesOf(answer)).toEqual(roles);
});

test('the body of VK Cloud: the domain by id, a region beside the project', async () => {
  const { status } = await anyone.authenticate({
    identity: password(deployer, { domain: { id: 'users' } }),
    scope: { project: { id: production.id, region: 'RegionOne' } },
  });
  expect(status).toBe(201);
});

test.each(['prefixedAuthUrl', 'plainAuthUrl'] as const)('the same Keystone answers at %s', async (url) => {
  const client = new KeystoneClient(keystone[url], keystone.ca);
  const token = await client.tokenFor({ identity: password(deployer), scope: on(production) });
  expect((await admin.inspect(token)).status).toBe(200);
});

test.each([
  ['authUrl', ''],
  ['prefixedAuthUrl', '/identity'],
  ['plainAuthUrl', ''],
] as const)('version discovery below %s names the host that was asked', async (url, prefix) => {
  const root = keystone[url].slice(0, -'/v3'.length);
  const { status, headers, body } = await new KeystoneClient(root, keystone.ca).send('GET', '/');
  expect(status).toBe(300);
  expect(headers.location).toBe(`${root}/v3/`);
  expect(new URL(root).pathname).toBe(prefix === '' ? '/' : prefix);
  expect(at(body, 'versions', 'values')).toEqual([
    expect.objectContaining({ status: 'stable', links: [{ rel: 'self', href: `${root}/v3/` }] }),
  ]);
});

test('who does not trust its authority does not reach it', async () => {
  const [anotherAuthority = ''] = rootCertificates;
  const stranger = new KeystoneClient(keystone.authUrl, anotherAuthority);
  await expect(stranger.send('GET', '')).rejects.toMatchObject({ code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
});

test.each([
  ['a wrong password', { identity: password(deployer, { password: 'wrong' }), scope: on(production) }],
  ['an unknown user', { identity: password(deployer, { name: 'nobody' }), scope: on(production) }],
  ['an unknown domain', { identity: password(deployer, { domain: { name: 'nowhere' } }), scope: on(production) }],
  ['a disabled user', { identity: password(users.disabled), scope: on(production) }],
  ['no role on the project', { identity: password(deployer), scope: on(staging) }],
  ['no role at all', { identity: password(roleless), scope: on(production) }],
  ['an unknown project', { identity: password(deployer), scope: on({ id: 'f'.repeat(32) }) }],
  ['a password without its blanks', { identity: password(nasty, { password: nasty.password.trim() }) }],
])('%s is refused with the one and same 401', async (_, auth) => {
  const { status, headers, body } = await anyone.authenticate(auth);
  expect(status).toBe(401);
  expect(headers['www-authenticate']).toBe(`Keystone uri="${keystone.authUrl}"`);
  expect(body).toEqual({
    error: { code: 401, title: 'Unauthorized', message: 'The request you have made requires authentication.' },
  });
});

test('a user by name without a domain is a 400', async () => {
  const { status, body } = await anyone.authenticate({ identity: password(deployer, { domain: undefined }) });
  expect(status).toBe(400);
  expect(at(body, 'error', 'message')).toMatch(/^Expecting to find domain in user\./);
});

test('a method that is not enabled is refused with those that are', async () => {
  const { status, body } = await anyone.authenticate({ identity: { methods: ['external'], external: {} } });
  expect(status).toBe(401);
  expect(at(body, 'error', 'identity', 'methods')).toEqual([
    'password',
    'token',
    'totp',
    'application_credential',
    'mapped',
    'openid',
    'oauth1',
    ...(keystone.distribution.from === 'pypi' ? ['ec2credential'] : []),
  ]);
});

test('a user without a role gets an unscoped token, without a catalogue', async () => {
  const { status, body } = await anyone.authenticate({ identity: password(roleless) });
  expect(status).toBe(201);
  expect(at(body, 'token')).not.toHaveProperty('project');
  expect(at(body, 'token')).not.toHaveProperty('catalog');
});

test('a token for the domain users works, its id being no UUID', async () => {
  const answer = await anyone.authenticate({
    identity: password(users.domainAdmin),
    scope: { domain: { id: 'users' } },
  });
  expect(answer.status).toBe(201);
  expect(rolesOf(answer)).toContain('admin');
  const token = String(answer.headers['x-subject-token']);
  const { body } = await anyone.withToken(token).inspect(token);
  expect(at(body, 'token', 'domain')).toEqual({ id: 'users', name: 'users' });
});

test('the catalogue has each service in two regions, for the public and inside', async () => {
  const { body } = await anyone.authenticate({ identity: password(deployer), scope: on(production) });
  const catalog = at(body, 'token', 'catalog');
  const services = Array.isArray(catalog) ? catalog : [];
  expect(services.map((service) => at(service, 'type')).sort()).toEqual([
    'compute',
    'identity',
    'network',
    'object-store',
  ]);
  for (const service of services) {
    const endpoints = at(service, 'endpoints');
    const places = Array.isArray(endpoints) ? endpoints.map((it) => `${at(it, 'region')} ${at(it, 'interface')}`) : [];
    expect(places.sort()).toEqual(['RegionOne internal', 'RegionOne public', 'RegionTwo internal', 'RegionTwo public']);
  }
  expect(services).toContainEqual(
    expect.objectContaining({
      name: 'swift',
      endpoints: expect.arrayContaining([
        expect.objectContaining({ url: `https://swift.public.regionone.example/v1/AUTH_${production.id}` }),
      ]),
    }),
  );
  expect(services).toContainEqual(
    expect.objectContaining({
      name: 'keystone',
      endpoints: expect.arrayContaining([expect.objectContaining({ url: keystone.authUrl })]),
    }),
  );
});

test('a token revokes itself, and then nobody can use it', async () => {
  const token = await anyone.tokenFor({ identity: password(deployer), scope: on(production) });
  const holder = anyone.withToken(token);
  const revoke = () => holder.send('DELETE', '/auth/tokens', undefined, { 'x-subject-token': token });
  expect((await admin.inspect(token)).status).toBe(200);
  expect((await revoke()).status).toBe(204);
  expect((await admin.inspect(token)).status).toBe(404);
  expect((await holder.send('GET', '/auth/projects')).status).toBe(401);
  expect((await revoke()).status).toBe(401);
});

test('logins and revocations side by side do not disturb one another', async () => {
  const ends = await Promise.all(
    Array.from({ length: 20 }, async () => {
      const token = await anyone.tokenFor({ identity: password(deployer), scope: on(production) });
      const { status } = await anyone
        .withToken(token)
        .send('DELETE', '/auth/tokens', undefined, { 'x-subject-token': token });
      return [status, (await admin.inspect(token)).status];
    }),
  );
  expect(ends).toEqual(Array.from({ length: 20 }, () => [204, 404]));
});
