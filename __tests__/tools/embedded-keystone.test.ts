import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Deadline } from '../../src/http/deadline.ts';
import { createHttp } from '../../src/http/http.ts';
import type { Request, Response } from '../../src/http/request.ts';
import { Secret } from '../../src/secret.ts';
import { type Cloud, sampleCloud } from '../../tools/embedded-keystone/cloud.ts';
import { type EmbeddedKeystone, startEmbeddedKeystone } from '../../tools/embedded-keystone.ts';

const [user] = sampleCloud.users;
const [project] = sampleCloud.projects;
const [domain] = sampleCloud.domains;
const stranger = { ...user, id: 'stranger', name: 'stranger', roles: {} };
const cloud: Cloud = { ...sampleCloud, users: [user, stranger] };

let keystone: EmbeddedKeystone;
beforeAll(async () => {
  keystone = await startEmbeddedKeystone({ cloud });
});
afterAll(() => keystone.stop());

function send(method: Request['method'], path: string, options: Partial<Request> = {}): Promise<Response> {
  const trust = { ca: keystone.ca, insecure: false };
  const asked = { url: new URL(keystone.authUrl), trust };
  const http = createHttp({
    cloud: asked,
    deadline: new Deadline(10),
    seal: (text) => new Secret(text),
    log: () => {},
  });
  return http.send({ what: 'The test', method, url: new URL(path, keystone.authUrl), ...options });
}

const login = { name: user.name, domain: { name: domain.name }, password: user.password };

function identity(given: object = login): object {
  return { methods: ['password'], password: { user: given } };
}

function authenticate(auth: object, query = ''): Promise<Response> {
  return send('POST', `/v3/auth/tokens${query}`, { body: () => JSON.stringify({ auth }) });
}

async function tokenOf(given: object = login): Promise<string> {
  return (await authenticate({ identity: identity(given) })).headers['x-subject-token'] ?? '';
}

function withTokens(caller: string, subject = caller): Partial<Request> {
  return { headers: { 'X-Auth-Token': caller, 'X-Subject-Token': subject } };
}

describe('version discovery', () => {
  const version = () => ({
    id: 'v3.14',
    status: 'stable',
    updated: '2020-04-07T00:00:00Z',
    links: [{ rel: 'self', href: `${keystone.authUrl}/` }],
    'media-types': [{ base: 'application/json', type: 'application/vnd.openstack.identity-v3+json' }],
  });

  test('the root offers versions', async () => {
    const { status, headers, body } = await send('GET', '/');
    expect([status, headers['location']]).toEqual([300, `${keystone.authUrl}/`]);
    expect(JSON.parse(body)).toEqual({ versions: { values: [version()] } });
  });

  test.each(['/v3', '/v3/'])('%s tells of its version', async (path) => {
    const { status, body } = await send('GET', path);
    expect(status).toBe(200);
    expect(JSON.parse(body)).toEqual({ version: version() });
  });

  test('any other path is a page of HTML', async () => {
    const { status, headers, body } = await send('POST', '/auth/tokens');
    expect([status, headers['content-type']]).toEqual([404, 'text/html; charset=utf-8']);
    expect(body).toContain('<title>404 Not Found</title>');
  });
});

describe('a login', () => {
  const shownUser = { domain, id: user.id, name: user.name, password_expires_at: null };

  test.each([
    ['a project by id', { project: { id: project.id } }],
    ['a project by name and domain', { project: { name: project.name, domain: { id: domain.id } } }],
  ])('for %s gives a token', async (_, scope) => {
    const { status, headers, body } = await authenticate({ identity: identity(), scope });
    expect(status).toBe(201);
    expect(headers['x-subject-token']).toMatch(/^gAAAAAB[\w-]{176}$/);
    expect(headers['x-openstack-request-id']).toMatch(/^req-[0-9a-f-]{36}$/);
    const { token } = JSON.parse(body);
    expect(token).toMatchObject({ methods: ['password'], user: shownUser, project, is_domain: false });
    expect(token.roles.map(({ name }: { name: string }) => name)).toEqual(['member', 'reader']);
    expect(token.catalog.map(({ type }: { type: string }) => type)).toEqual(['identity', 'network']);
    expect(token.issued_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
    expect(Date.parse(token.expires_at) - Date.parse(token.issued_at)).toBe(3_600_000);
  });

  test('for a domain gives a token', async () => {
    const { body } = await authenticate({ identity: identity(), scope: { domain: { name: domain.name } } });
    const { token } = JSON.parse(body);
    expect(token).toMatchObject({ user: shownUser, domain, roles: [{ name: 'reader' }] });
    expect(token).not.toHaveProperty('project');
  });

  test.each([
    ['without a scope', {}],
    ['unscoped', { scope: 'unscoped' }],
    ['unscoped, as older clients say it', { scope: { unscoped: {} } }],
  ])('%s gives a token for nothing', async (_, scope) => {
    const { body } = await authenticate({ identity: identity({ id: user.id, password: user.password }), ...scope });
    const members = ['methods', 'user', 'audit_ids', 'expires_at', 'issued_at'];
    expect(Object.keys(JSON.parse(body).token)).toEqual(members);
  });

  test('with nocatalog gives no catalogue, whatever its value', async () => {
    const scope = { project: { id: project.id } };
    const { body } = await authenticate({ identity: identity(), scope }, '?nocatalog=false');
    expect(JSON.parse(body).token).not.toHaveProperty('catalog');
  });

  const refused = (code: number, title: string, message: string, more: object = {}) => ({
    error: { code, message, title, ...more },
  });
  const generic = refused(401, 'Unauthorized', 'The request you have made requires authentication.');
  const expecting = (what: string) =>
    refused(
      400,
      'Bad Request',
      `Expecting to find ${what}. The server could not comply with the request since it is either malformed or ` +
        'otherwise incorrect. The client is assumed to be in error.',
    );

  test.each([
    ['a wrong password', identity({ ...login, password: 'wrong' }), undefined, generic],
    ['an unknown user', identity({ ...login, name: 'nobody' }), undefined, generic],
    ['an unknown domain', identity({ ...login, domain: { id: 'none' } }), undefined, generic],
    ['an unknown project', identity(), { project: { id: 'none' } }, generic],
    ['no role', identity({ ...login, name: stranger.name }), { project: { id: project.id } }, generic],
    ['a user without domain', identity({ ...login, domain: undefined }), undefined, expecting('domain in user')],
    ['a project without domain', identity(), { project: { name: project.name } }, expecting('domain in project')],
    ['an empty scope', identity(), {}, expecting('system, project, domain, OS-TRUST:trust or unscoped in scope')],
    ['no method', { methods: [] }, undefined, generic],
    ['no password', { methods: ['password'] }, undefined, expecting('password in identity')],
    [
      'another method',
      { methods: ['totp'], totp: {} },
      undefined,
      refused(401, 'Unauthorized', 'Attempted to authenticate with an unsupported method.', {
        identity: { methods: ['password'] },
      }),
    ],
  ])('with %s is refused', async (_, given, scope, expected) => {
    const { status, headers, body } = await authenticate({ identity: given, scope });
    expect(JSON.parse(body)).toEqual(expected);
    expect(status).toBe(expected.error.code);
    const challenge = status === 401 ? `Keystone uri="${keystone.authUrl}"` : undefined;
    expect(headers['www-authenticate']).toBe(challenge);
  });
});

describe('a token', () => {
  test('works, tells of itself, and revokes itself', async () => {
    const token = await tokenOf();
    expect(await send('GET', '/network/v2.0/networks', withTokens(token))).toMatchObject({ status: 200 });
    const seen = await send('GET', '/v3/auth/tokens', withTokens(token));
    expect([seen.status, seen.headers['x-subject-token']]).toEqual([200, token]);
    expect(await send('HEAD', '/v3/auth/tokens', withTokens(token))).toMatchObject({ status: 200, body: '' });

    const other = await tokenOf();
    expect(await send('DELETE', '/v3/auth/tokens', withTokens(token))).toMatchObject({ status: 204, body: '' });
    expect(await send('GET', '/network/v2.0/networks', withTokens(token))).toMatchObject({ status: 401 });
    expect(await send('DELETE', '/v3/auth/tokens', withTokens(token))).toMatchObject({ status: 401 });
    expect(await send('GET', '/v3/auth/tokens', withTokens(other, token))).toMatchObject({ status: 404 });
    expect(keystone.tokens.find(token)).toBeUndefined();
    expect(keystone.tokens.find(other)).toMatchObject({ id: other });
  });

  test('of one user is no business of another', async () => {
    const token = await tokenOf();
    const strange = await tokenOf({ ...login, name: stranger.name });
    const { status, body } = await send('DELETE', '/v3/auth/tokens', withTokens(strange, token));
    expect(status).toBe(403);
    expect(body).toContain('You are not authorized to perform the requested action: identity:revoke_token.');
    const { status: unsaid } = await send('GET', '/v3/auth/tokens', { headers: { 'X-Auth-Token': token } });
    expect(unsaid).toBe(403);
  });

  test('is wanted for the list of networks', async () => {
    expect(await send('GET', '/network/v2.0/networks')).toMatchObject({ status: 401 });
  });
});

test('tokens expire; plain http can be had; requests are recorded', async () => {
  await using plain = await startEmbeddedKeystone({ tls: false, lifetime: 0 });
  expect([plain.authUrl.slice(0, 17), plain.ca]).toEqual(['http://127.0.0.1:', '']);
  const body = JSON.stringify({ auth: { identity: identity() } });
  const issued = await fetch(`${plain.authUrl}/auth/tokens?a`, { method: 'POST', body });
  const token = issued.headers.get('X-Subject-Token') ?? '';
  expect(plain.tokens.find(token)).toBeUndefined();
  expect(plain.requests).toMatchObject([{ method: 'POST', target: '/v3/auth/tokens?a', body }]);
});
