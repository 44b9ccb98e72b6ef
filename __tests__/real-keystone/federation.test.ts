import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Claims, type Forgery, type GitHubOidc, startGitHubOidc } from '../../tools/github-oidc.ts';
import { at } from '../../tools/keystone/client.ts';
import { type Keystone, startKeystone } from '../../tools/keystone/server.ts';
import { Job, type StepResult } from '../../tools/runner.ts';
import { type Ended, fenceIn, parseConf, shell, withHosts } from './guide.ts';

// docs/secretless.md at work: its own commands and files, at a real Keystone behind Apache with mod_auth_openidc and a
// stand-in for GitHub's issuer. What is put in place of the guide's are its hosts.

const section = 'For the operator: Keystone';

let github: GitHubOidc;
let keystone: Keystone;
let directory: string;
let production: string;
let inputs: Record<string, string>;

beforeAll(async () => {
  github = await startGitHubOidc();
  directory = mkdtempSync(join(tmpdir(), 'secretless-'));
  // The web server's account must be able to read it.
  const caFile = join(tmpdir(), `${directory.split('/').pop()}.pem`);
  writeFileSync(caFile, github.ca, { mode: 0o644 });
  const { issuer } = github;
  keystone = await startKeystone({
    packages: ['libapache2-mod-auth-openidc', 'python3-openstackclient', 'curl', 'jq'],
    conf: parseConf(fenceIn(section, 'ini')),
    apache: (origin) =>
      [
        'LoadModule auth_openidc_module /usr/lib/apache2/modules/mod_auth_openidc.so',
        ...[fenceIn(section, 'apache'), fenceIn('Other issuers', 'apache')].map((text) =>
          withHosts(text, { origin, issuer, caFile }),
        ),
      ].join('\n'),
  });
  const { admin, authUrl, ca } = keystone;
  const domain = await admin.api('POST', '/domains', { domain: { name: 'Default' } });
  const domain_id = String(at(domain.body, 'domain', 'id'));
  const project = await admin.api('POST', '/projects', { project: { name: 'production', domain_id } });
  production = String(at(project.body, 'project', 'id'));
  inputs = { 'auth-url': authUrl, cacert: ca, 'identity-provider': 'github', 'project-id': production };

  writeFileSync(join(directory, 'github.json'), inGuide('json'));
  writeFileSync(join(directory, 'claims.txt'), inGuide('text'));
  for (const position of [0, 2]) {
    expect(await asAdmin(inGuide('sh', position))).toMatchObject({ status: 0 });
  }
}, 240_000);

afterAll(async () => {
  await keystone?.stop();
  await github?.stop();
  rmSync(directory, { recursive: true, force: true });
  rmSync(`${directory}.pem`, { force: true });
});

function inGuide(language: string, position = 0): string {
  const { origin } = new URL(keystone.authUrl);
  return withHosts(fenceIn(section, language, position), { origin, issuer: github.issuer, caFile: '' });
}

function asAdmin(commands: string): Promise<Ended> {
  return shell(commands, directory, {
    OS_AUTH_URL: keystone.authUrl,
    OS_CACERT: keystone.caFile,
    OS_USERNAME: 'admin',
    OS_PASSWORD: keystone.adminPassword,
    OS_USER_DOMAIN_ID: 'users',
    OS_PROJECT_NAME: 'admin',
    OS_PROJECT_DOMAIN_ID: 'users',
    OS_IDENTITY_API_VERSION: '3',
  });
}

function statusOf(token: string): Promise<number> {
  return keystone.admin.inspect(token).then(({ status }) => status);
}

/** The tokens that a step was issued, in order: Keystone's are masked, and begin like this. */
function issuedIn({ masks }: StepResult): string[] {
  return masks.filter((mask) => mask.startsWith('gAAAA'));
}

test('the guide’s try-out of the mapping tells the right environment from the wrong one', async () => {
  const { status, stdout } = await shell(inGuide('sh', 1), directory, {});
  expect(status).not.toBe(0);
  expect(stdout.match(/"octo-repo-production"/g)).toHaveLength(1);
  expect(stdout).toContain('Could not map any federated user properties');
});

test('a job gets a token for the project with no secret at all, and both tokens end with it', async () => {
  const job = new Job();
  const step = await job.run({ with: { ...inputs, 'region-name': 'RegionOne' }, env: github.job() });
  expect(step).toMatchObject({ exitCode: 0, stderr: '', annotations: [] });
  expect(github.audiences.at(-1)).toBe(new URL(keystone.authUrl).origin);

  const [unscoped = '', scoped = ''] = issuedIn(step);
  expect(step.outputs['token']).toBe(scoped);
  const { body } = await keystone.admin.inspect(scoped);
  expect(at(body, 'token')).toMatchObject({
    user: { name: 'octo-org/octo-repo', domain: { name: 'github' } },
    project: { id: production },
    methods: expect.arrayContaining(['openid', 'token']),
  });
  expect(JSON.parse(step.outputs['roles'] ?? '').toSorted()).toEqual(['member', 'reader']);
  expect(await statusOf(unscoped)).toBe(200);

  await job.end();
  expect([await statusOf(unscoped), await statusOf(scoped)]).toEqual([404, 404]);
});

test('the ID token is masked before anything else can print it, and goes nowhere', async () => {
  await using job = new Job();
  const { stdout, masks, outputs, environment, state, summary } = await job.run({ with: inputs, env: github.job() });
  const [jwt = ''] = masks.filter((mask) => mask.startsWith('eyJ'));
  expect(stdout.split(jwt)).toEqual([expect.stringMatching(/::add-mask::$/), expect.any(String)]);
  expect(JSON.stringify({ outputs, environment, state, summary })).not.toContain(jwt);
});

test('a token one has from elsewhere does as well', async () => {
  await using job = new Job();
  const token = github.idToken({ aud: new URL(keystone.authUrl).origin });
  const { exitCode, outputs } = await job.run({ with: { ...inputs, 'access-token': token } });
  expect({ exitCode, user: outputs['user-name'] }).toEqual({ exitCode: 0, user: 'octo-org/octo-repo' });
});

test('the guide’s test prints what the exchange comes to', async () => {
  const commands = inGuide('sh', 4);
  const run = (claims?: Claims) =>
    shell(commands, directory, { CURL_CA_BUNDLE: keystone.caFile, ...github.job(claims) });
  expect(await run()).toMatchObject({ status: 0, stdout: '201\n' });
  expect(await run({ environment: 'staging' })).toMatchObject({ status: 0, stdout: '401\n' });
});

async function refused(step: StepResult): Promise<string> {
  const { exitCode, stderr, annotations, outputs, environment } = step;
  expect({ exitCode, stderr, outputs, environment, titles: annotations.map(({ title }) => title) }).toEqual({
    exitCode: 1,
    stderr: '',
    outputs: {},
    environment: {},
    titles: ['Keystone token: exchange-refused'],
  });
  expect(issuedIn(step)).toEqual([]);
  return annotations[0]?.message ?? '';
}

const byMapping = '401 “The request you have made requires authentication.”';
const byRequire = 'answered the login with 401.';

test.each([
  ['another repository', { repository: 'octo-org/other', repository_id: '75' }, byMapping],
  ['the same name at another owner', { repository_owner_id: '66' }, byMapping],
  ['another environment', { environment: 'staging' }, byMapping],
  ['an environment made to look like two', { environment: 'x;production' }, byRequire],
  ['a branch made to look like two', { ref: 'refs/heads/x;refs/heads/main' }, byRequire],
  ['a subject made to look like two', { sub: 'x;repo:octo-org@65/octo-repo@74:environment:production' }, byRequire],
  ['a workflow made to look like two', { job_workflow_ref: 'x;octo-org/octo-repo/.github/workflows/a.yml' }, byRequire],
  ['an environment with a blank in it', { environment: 'produc tion' }, byMapping],
  ['an environment that only begins like it', { environment: 'production2' }, byMapping],
  ['another issuer, whatever keys it has', { iss: 'https://issuer.example' }, byRequire],
] as const)('%s is refused, with what the ID token says', async (_, claims, answer) => {
  await using job = new Job();
  const message = await refused(await job.run({ with: inputs, env: github.job(claims) }));
  expect(message).toContain(answer);
  for (const [name, value] of Object.entries(claims).filter(([claim]) => claim !== 'repository_owner')) {
    expect(message).toContain(`\n  ${name} “${value}”`);
  }
});

test('an ID token made out to somebody else is refused', async () => {
  await using job = new Job();
  const step = await job.run({ with: { ...inputs, audience: 'https://other.example' }, env: github.job() });
  const message = await refused(step);
  expect(message).toContain(byRequire);
  expect(message).toContain(
    '\n  aud “https://other.example” (the audience that the web server before Keystone requires',
  );
});

const past = Math.floor(Date.now() / 1000) - 60;

test.each<[string, Claims, Forgery | undefined]>([
  ['a token signed by somebody else', {}, 'signature'],
  ['a token signed by nobody', {}, 'none'],
  ['a token past its time', { exp: past, iat: past - 300, nbf: past - 900 }, undefined],
])('%s is refused', async (_, claims, forgery) => {
  await using job = new Job();
  const token = github.idToken({ aud: new URL(keystone.authUrl).origin, ...claims }, forgery);
  const message = await refused(await job.run({ with: { ...inputs, 'access-token': token } }));
  expect(message).toContain('401 “invalid_token: JWT token could not be validated”');
  expect(message).toContain('\n  repository_id “74”');
  expect(message).not.toContain(token);
});

test.each(['', '/identity'])('what a request’s own headers claim is no claim (%s/v3)', async (prefix) => {
  const { anyone, prefixedAuthUrl, ca } = keystone;
  const path = '/OS-FEDERATION/identity_providers/github/protocols/openid/auth';
  const client = prefix === '' ? anyone : new (Object.getPrototypeOf(anyone).constructor)(prefixedAuthUrl, ca);
  const claims = {
    'OIDC-iss': github.issuer,
    'OIDC-aud': new URL(keystone.authUrl).origin,
    'OIDC-repository': 'octo-org/octo-repo',
    'OIDC-repository_id': '74',
    'OIDC-repository_owner_id': '65',
    'OIDC-environment': 'production',
  };
  expect((await client.send('POST', path, undefined, claims)).status).toBe(401);
  const other = github.idToken({ aud: new URL(keystone.authUrl).origin, repository_id: '75' });
  const authorization = `Bearer ${other}`;
  expect((await client.send('POST', path, undefined, { ...claims, authorization })).status).toBe(401);
});

test('a provider or protocol that there is not has its own reason', async () => {
  await using job = new Job();
  const unknown = await refused(
    await job.run({ with: { ...inputs, 'identity-provider': 'gitlab' }, env: github.job() }),
  );
  expect(unknown).toContain('404 “Could not find Identity Provider: gitlab.”');
  expect(unknown).toContain('There is no identity provider “gitlab”, or it has no protocol “openid”.');
  const method = await refused(await job.run({ with: { ...inputs, protocol: 'saml2' }, env: github.job() }));
  expect(method).toMatch(/\(`\[auth] methods`\) are “password”, .*“openid”, without “saml2”\./);
});

test('a project in which the group has no role is refused after the exchange, and the unscoped token revoked', async () => {
  await using job = new Job();
  const step = await job.run({ with: { ...inputs, 'project-id': keystone.projects.staging.id }, env: github.job() });
  expect(step.annotations).toEqual([expect.objectContaining({ title: 'Keystone token: login-refused' })]);
  const [unscoped = ''] = issuedIn(step);
  expect(await statusOf(unscoped)).toBe(404);
});

// These two change what is set up, and come last.

test('the immutable subject does for three', async () => {
  const { admin } = keystone;
  const { body } = await admin.api('GET', '/OS-FEDERATION/mappings/github');
  const rules: { local: unknown; remote: { type: string }[] }[] = Object(body).mapping.rules;
  const three = ['OIDC-repository_owner_id', 'OIDC-repository_id', 'OIDC-environment'];
  const changed = rules.map(({ local, remote }) => ({
    local,
    remote: [
      ...remote.filter((entry) => !(three.includes(entry.type) && 'any_one_of' in entry)),
      JSON.parse(inGuide('json', 1)),
    ],
  }));
  await admin.api('PATCH', '/OS-FEDERATION/mappings/github', { mapping: { rules: changed } });

  await using job = new Job();
  expect(await job.run({ with: inputs, env: github.job() })).toMatchObject({ exitCode: 0 });
  const old = { sub: 'repo:octo-org/octo-repo:environment:production' };
  expect(await refused(await job.run({ with: inputs, env: github.job(old) }))).toContain(byMapping);
});

test('an issuer that is not the provider’s lets nobody in, nor does a disabled provider', async () => {
  await using job = new Job();
  const provider = '/OS-FEDERATION/identity_providers/github';
  await keystone.admin.api('PATCH', provider, { identity_provider: { remote_ids: ['https://issuer.example'] } });
  const wrong = await refused(await job.run({ with: inputs, env: github.job() }));
  expect(wrong).toContain('403 “You are not authorized to perform the requested action.”');
  expect(wrong).toContain('- The issuer of the token is not one of its remote ids.');

  await keystone.admin.api('PATCH', provider, { identity_provider: { remote_ids: [github.issuer] } });
  expect(await job.run({ with: inputs, env: github.job() })).toMatchObject({ exitCode: 0 });
  expect(await asAdmin('openstack identity provider set --disable github')).toMatchObject({ status: 0 });
  expect(await refused(await job.run({ with: inputs, env: github.job() }))).toContain(
    '- The identity provider “github” is disabled.',
  );
});
