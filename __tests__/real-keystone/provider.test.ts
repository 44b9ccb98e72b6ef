import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type GitHubOidc, startGitHubOidc } from '../../tools/github-oidc.ts';
import { at } from '../../tools/keystone/client.ts';
import { type Keystone, startKeystone } from '../../tools/keystone/server.ts';
import { Job, type StepResult } from '../../tools/runner.ts';
import { serve, type TestServer } from '../support/server.ts';

// An OpenID Connect provider of one's own, which a real Keystone trusts: client credentials and password grant. The
// provider's tokens are signed as GitHub's are; who asks for them is another matter.

const client = { id: 'deployer', secret: 'granite %+: harbor' };
const user = { name: 'alice', password: ' velvet &= ladder' };

let issuer: GitHubOidc;
let provider: TestServer;
let keystone: Keystone;
let inputs: Record<string, string>;
let caFile: string;

beforeAll(async () => {
  issuer = await startGitHubOidc();
  caFile = `${mkdtempSync(join(tmpdir(), 'provider-'))}.pem`;
  // The web server's account must be able to read it.
  writeFileSync(caFile, issuer.ca, { mode: 0o644 });
  provider = await serve((request, response) => {
    void answer(request).then(({ status, body }) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  });
  keystone = await startKeystone({
    packages: ['libapache2-mod-auth-openidc'],
    conf: { openid: { remote_id_attribute: 'OIDC-iss' } },
    apache: () => `
      LoadModule auth_openidc_module /usr/lib/apache2/modules/mod_auth_openidc.so
      OIDCOAuthVerifyJwksUri ${issuer.issuer}/.well-known/jwks
      OIDCCABundlePath ${caFile}
      OIDCClaimPrefix OIDC-
      <Location /v3/OS-FEDERATION/identity_providers/own/protocols/openid/auth>
        AuthType oauth20
        AuthName own
        OIDCPassClaimsAs environment
        Require claim iss:${issuer.issuer}
      </Location>`,
  });
  await trust(keystone);
  inputs = {
    'auth-url': keystone.authUrl,
    cacert: keystone.ca,
    'identity-provider': 'own',
    'client-id': client.id,
    'discovery-endpoint': `${provider.origin}/.well-known/openid-configuration`,
    'project-id': keystone.projects.production.id,
    'region-name': 'RegionOne',
  };
}, 240_000);

afterAll(async () => {
  await keystone?.stop();
  await provider?.[Symbol.asyncDispose]();
  await issuer?.stop();
  rmSync(caFile, { force: true });
  rmSync(caFile.replace('.pem', ''), { recursive: true, force: true });
});

/** What the provider answers. Source: OpenID Connect Discovery 1.0 §3; RFC 6749 §4.3, §4.4, §5.2. */
async function answer(request: IncomingMessage): Promise<{ status: number; body: object }> {
  if (request.url === '/.well-known/openid-configuration') {
    return { status: 200, body: { issuer: issuer.issuer, token_endpoint: `${provider.origin}/token` } };
  }
  const form = Object.fromEntries(new URLSearchParams(await text(request)));
  const who = form['grant_type'] === 'password' ? form['username'] : (form['client_id'] ?? clientOf(request));
  const authentic =
    (clientOf(request) === client.id || (clientOf(request) === undefined && form['client_id'] === 'public')) &&
    (form['grant_type'] === 'client_credentials' ||
      (form['username'] === user.name && form['password'] === user.password));
  if (!authentic || who === undefined) {
    return { status: 401, body: { error: 'invalid_client', error_description: `not ${JSON.stringify(form)}` } };
  }
  const use = form['scope'] === 'openid profile' ? 'access_token' : 'id_token';
  return { status: 200, body: { [use]: issuer.idToken({ aud: 'keystone', preferred_username: who }) } };
}

/** The client of the header, if its secret is right. */
function clientOf({ headers }: IncomingMessage): string | undefined {
  const [, encoded = ''] = /^Basic (.+)$/.exec(headers.authorization ?? '') ?? [];
  const [id, secret] = Buffer.from(encoded, 'base64')
    .toString()
    .split(':')
    .map((half) => new URLSearchParams(`half=${half}`).get('half') ?? '');
  return secret === client.secret ? id : undefined;
}

async function trust({ admin, projects }: Keystone): Promise<void> {
  const { body: group } = await admin.api('POST', '/groups', { group: { name: 'own', domain_id: 'users' } });
  const id = String(at(group, 'group', 'id'));
  const { body: roles } = await admin.api('GET', '/roles?name=member');
  const [role] = Object(roles).roles;
  await admin.api('PUT', `/projects/${projects.production.id}/groups/${id}/roles/${role.id}`);
  const rule = {
    local: [{ user: { name: '{0}' }, group: { id } }],
    remote: [{ type: 'OIDC-preferred_username' }, { type: 'OIDC-aud', any_one_of: ['keystone'] }],
  };
  const federation = '/OS-FEDERATION';
  await admin.api('PUT', `${federation}/mappings/own`, { mapping: { rules: [rule] } });
  await admin.api('PUT', `${federation}/identity_providers/own`, {
    identity_provider: { enabled: true, domain_id: 'users', remote_ids: [issuer.issuer] },
  });
  await admin.api('PUT', `${federation}/identity_providers/own/protocols/openid`, { protocol: { mapping_id: 'own' } });
}

function issuedIn({ masks }: StepResult): string[] {
  return masks.filter((mask) => mask.startsWith('gAAAA'));
}

test.each<[string, () => Record<string, string>, string]>([
  ['a client with a secret', () => ({ 'client-secret': client.secret }), client.id],
  ['a public client', () => ({ 'client-id': 'public' }), 'public'],
  ['a user', () => ({ 'client-secret': client.secret, username: user.name, password: user.password }), user.name],
  [
    'a client, at the token endpoint that is given, with the other of its tokens',
    () => ({
      'client-secret': client.secret,
      'discovery-endpoint': '',
      'access-token-endpoint': `${provider.origin}/token`,
      'openid-scope': 'openid',
      'access-token-type': 'id_token',
    }),
    client.id,
  ],
])('%s gets a token for the project, and both tokens end with the job', async (_, given, name) => {
  const job = new Job();
  const step = await job.run({ with: { ...inputs, ...given() } });
  expect(step).toMatchObject({ exitCode: 0, stderr: '', annotations: [], outputs: { 'user-name': name } });
  const tokens = issuedIn(step);
  expect(tokens).toHaveLength(2);
  expect(step.outputs['token']).toBe(tokens[1]);
  const { body } = await keystone.admin.inspect(tokens[1] ?? '');
  expect(at(body, 'token')).toMatchObject({
    project: { id: keystone.projects.production.id },
    methods: expect.arrayContaining(['openid', 'token']),
  });
  await job.end();
  const statuses = await Promise.all(tokens.map((token) => keystone.admin.inspect(token).then(({ status }) => status)));
  expect(statuses).toEqual([404, 404]);
});

test('a client the provider refuses is told, and Keystone is not asked', async () => {
  await using job = new Job();
  const step = await job.run({ with: { ...inputs, 'client-secret': 'not-this-one' } });
  expect(step).toMatchObject({ exitCode: 1, outputs: {}, environment: {} });
  const [{ title, message } = { title: '', message: '' }] = step.annotations;
  expect([title, ...message.replaceAll(new URL(provider.origin).host, 'PROVIDER').split('\n').slice(0, -1)]).toEqual([
    'Keystone token: identity-provider-refused',
    'PROVIDER answered the request for a token with 401 “invalid_client”.',
    'Likely reasons:',
    '- The provider does not know the client, or `client-secret` is wrong or wanted.',
    'What to do:',
    '- Try the same values with the provider itself; Keystone has not been asked yet.',
  ]);
  expect(issuedIn(step)).toEqual([]);
});
