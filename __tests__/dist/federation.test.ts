import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { load } from 'js-yaml';
import { list, members, text } from '../../src/keystone/json.ts';
import { type Claims, type GitHubOidc, startGitHubOidc } from '../../tools/github-oidc.ts';
import { repository } from '../../tools/repository.ts';
import { Job, type Step, type StepResult } from '../../tools/runner.ts';
import { serveIdTokenCloud } from '../support/id-token-cloud.ts';
import type { IdentityServer } from '../support/identity-server.ts';
import { serveKeystoneV4 } from '../support/keystone-v4.ts';
import { fenceUnder } from '../support/markdown.ts';
import { serve } from '../support/server.ts';

// The built action without a secret. What the clouds are told, and what the workflows give, is what docs/secretless.md
// says; the hosts are the tests'.

const guide = readFileSync(join(import.meta.dirname, '../../docs/secretless.md'), 'utf8');
const github = 'https://token.actions.githubusercontent.com';

let issuer: GitHubOidc;
beforeAll(async () => {
  issuer = await startGitHubOidc();
});
afterAll(() => issuer.stop());

function json(heading: string, position: number, hosts: Readonly<Record<string, string>>): unknown {
  const fence = fenceUnder(heading, guide, 'json', position);
  return JSON.parse(Object.entries(hosts).reduce((left, [from, to]) => left.replaceAll(from, to), fence));
}

type Inputs = Record<string, string>;

/** The inputs of a section's first step. */
function inputsIn(heading: string): Inputs {
  const [step] = list(load(fenceUnder(heading, guide, 'yaml')));
  return Object.fromEntries(Object.entries(members(members(step)['with'])).map(([name, value]) => [name, text(value)]));
}

function serveV4(origin: string): Promise<IdentityServer> {
  const hosts = { [github]: issuer.issuer, 'https://cloud.example:5000': origin };
  return serveKeystoneV4({
    provider: members(members(json('Keystone v4', 0, hosts))['identity_provider']),
    ruleset: members(members(json('Keystone v4', 1, hosts))['mapping']),
    keys: issuer.keys,
  });
}

const otc = 'Open Telekom Cloud and Huawei Cloud';

function serveOtc(client: string): Promise<IdentityServer> {
  const rules = list(json(otc, 0, {}));
  return serveIdTokenCloud({ name: 'github', issuer: issuer.issuer, client, keys: issuer.keys, rules });
}

async function run(given: Inputs, env: Step['env'] = issuer.job()): Promise<StepResult> {
  await using job = new Job();
  return await job.run({ with: given, env });
}

/** The annotation of a step that failed as it must. */
async function annotation(result: Promise<StepResult>): Promise<string> {
  const { exitCode, stderr, annotations, outputs, environment } = await result;
  expect({ exitCode, stderr, outputs, environment, count: annotations.length }).toEqual({
    exitCode: 1,
    stderr: '',
    outputs: {},
    environment: {},
    count: 1,
  });
  return `${annotations[0]?.title}\n${annotations[0]?.message}`;
}

const audience = 'https://cloud.example:5000';

test('Keystone v4 gives the token of its mapping, which ends with the job', async () => {
  await using keystone = await serveV4(audience);
  const job = new Job();
  const inputs: Inputs = { ...inputsIn('Keystone v4'), 'auth-url': `${keystone.origin}/v3`, audience };
  const { exitCode, outputs, masks } = await job.run({ with: inputs, env: issuer.job() });
  expect(exitCode).toBe(0);
  expect(keystone.asked).toEqual([
    {
      line: `POST /v4/federation/identity_providers/${inputs['identity-provider']}/jwt`,
      headers: expect.objectContaining({
        authorization: `Bearer ${masks.find((mask) => mask.startsWith('eyJ'))}`,
        'openstack-mapping': 'octo-repo-production',
      }),
      body: '',
    },
  ]);
  expect(outputs).toMatchObject({
    'user-name': 'github-74',
    'project-id': '9a1b1b6bd0a94b2b8d1c1f0e5d1c7a11',
    roles: '["member"]',
    'expires-in': '3600',
  });
  expect([...keystone.alive]).toEqual([outputs['token']]);
  await job.end();
  expect([...keystone.alive]).toEqual([]);
});

test('Keystone v4 can’t be asked for another project', async () => {
  await using keystone = await serveV4(audience);
  const inputs = { ...inputsIn('Keystone v4'), 'auth-url': `${keystone.origin}/v3`, audience, 'project-id': 'p2' };
  expect(await annotation(run(inputs))).toMatch(
    /^Keystone token: scope-mismatch\n.* “9a1b1b6bd0a94b2b8d1c1f0e5d1c7a11”\./,
  );
  expect([...keystone.alive]).toEqual([]);
});

test.each<[string, Claims, string]>([
  ['another environment', { environment: 'staging' }, '500 “internal server error: no matching rule found'],
  ['another repository', { repository_id: '75' }, '500 “internal server error: no matching rule found'],
  ['another issuer', { iss: 'https://issuer.example' }, '400 “JWT verification error: InvalidIssuer.”'],
  ['a token past its time', { exp: 1_700_000_000 }, '400 “JWT verification error: ExpiredSignature.”'],
])('Keystone v4 refuses %s, and the error shows what the token says', async (_, claims, answer) => {
  await using keystone = await serveV4(audience);
  const inputs = { ...inputsIn('Keystone v4'), 'auth-url': `${keystone.origin}/v3`, audience };
  const message = await annotation(run(inputs, issuer.job(claims)));
  expect(message).toMatch(/^Keystone token: exchange-refused\n/);
  expect(message).toContain(answer);
  expect(keystone.asked).toHaveLength(1);
  expect(message).toContain("usually the rules of the mapping's ruleset:\n");
  for (const [name, value] of Object.entries(claims).filter(([name]) => name !== 'exp')) {
    expect(message).toContain(`\n  ${name} “${value}”`);
  }
});

test.each(['signature', 'none'] as const)(
  'Keystone v4 refuses a token with a wrong signature (%s)',
  async (forgery) => {
    await using keystone = await serveV4(audience);
    const token = issuer.idToken({ aud: audience }, forgery);
    const inputs = { ...inputsIn('Keystone v4'), 'auth-url': `${keystone.origin}/v3`, 'access-token': token };
    expect(await annotation(run(inputs, {}))).toContain('400 “JWT verification error: Invalid');
  },
);

test('Open Telekom Cloud gives a token for the project at once', async () => {
  const client = 'https://iam.eu-de.otc.t-systems.com';
  await using cloud = await serveOtc(client);
  const given = {
    'auth-url': `${cloud.origin}/v3`,
    audience: client,
    'project-id': '46419baef4324c9d8f5a0c6e1b7d2a33',
  };
  const job = new Job();
  const { exitCode, outputs } = await job.run({ with: { ...inputsIn(otc), ...given }, env: issuer.job() });
  expect(exitCode).toBe(0);
  expect(outputs).toMatchObject({ 'project-name': 'eu-de', 'user-name': '74', methods: '["mapped"]' });
  expect([...cloud.alive]).toEqual([outputs['token']]);
  await job.end();
  expect([...cloud.alive]).toEqual([]);
});

test('Open Telekom Cloud knows a project by its name, and a domain', async () => {
  const client = 'https://iam.eu-de.otc.t-systems.com';
  await using cloud = await serveOtc(client);
  const { 'project-id': _, ...inputs }: Inputs = {
    ...inputsIn(otc),
    'auth-url': `${cloud.origin}/v3`,
    audience: client,
  };
  const named = await run({ ...inputs, 'project-name': 'eu-de', 'project-domain-name': 'OTC1' });
  expect(named.outputs).toMatchObject({ 'project-name': 'eu-de' });
  const domain = await run({ ...inputs, 'domain-name': 'OTC1' });
  expect(domain.outputs).toMatchObject({ 'project-id': '', 'domain-name': 'OTC1' });
  const scopes = cloud.asked
    .filter(({ line }) => line.startsWith('POST'))
    .map(({ body }) => JSON.parse(body).auth.scope);
  expect(scopes).toEqual([{ project: { name: 'eu-de' } }, { domain: { name: 'OTC1' } }]);
});

test('an agency of another account is assumed afterwards, and both tokens end with the job', async () => {
  const client = 'https://iam.eu-de.otc.t-systems.com';
  await using cloud = await serveOtc(client);
  const job = new Job();
  const agency = { 'agency-name': 'ci', 'agency-domain-name': 'OTC2', 'user-domain-name': 'OTC1' };
  const given = {
    'auth-url': `${cloud.origin}/v3`,
    audience: client,
    'project-id': '46419baef4324c9d8f5a0c6e1b7d2a33',
  };
  const { exitCode, outputs } = await job.run({ with: { ...inputsIn(otc), ...given, ...agency }, env: issuer.job() });
  expect(exitCode).toBe(0);
  expect(outputs['user-name']).toBe('OTC2/ci');
  expect(JSON.parse(cloud.asked[0]?.body ?? '').auth.scope).toEqual({ domain: { name: 'OTC1' } });
  expect(cloud.alive.size).toBe(2);
  await job.end();
  expect([...cloud.alive]).toEqual([]);
});

test.each<[string, Claims, Inputs]>([
  ['another audience', {}, { audience: 'https://elsewhere.example' }],
  ['another environment', { environment: 'staging' }, {}],
  ['another issuer', { iss: 'https://issuer.example' }, {}],
])('Open Telekom Cloud refuses %s', async (_, claims, given) => {
  const client = 'https://iam.eu-de.otc.t-systems.com';
  await using cloud = await serveOtc(client);
  const inputs = { ...inputsIn(otc), 'auth-url': `${cloud.origin}/v3`, audience: client, 'project-id': 'p', ...given };
  const message = await annotation(run(inputs, issuer.job(claims)));
  expect(message).toMatch(/^Keystone token: exchange-refused\n.* 401 “IAM.0001” “The request you have made requires/);
  expect(message).toContain('usually the identity conversion rules:\n');
});

const secretless = { 'auth-url': 'http://127.0.0.1:1/v3', 'identity-provider': 'github', 'project-id': 'p1' };

test('a job without the permission is told which lines to add, and nothing is sent', async () => {
  expect(await annotation(run(secretless, {}))).toBe(
    [
      'Keystone token: id-token-unavailable',
      'This job may not ask for an ID token, by which it would log in without a secret.',
      'Likely reasons:',
      '- Neither the job nor its workflow has the permission `id-token: write`.',
      '- It runs in a reusable workflow, and the job that calls that one lacks the permission.',
      '- The runner or the server it belongs to has no ID tokens.',
      'What to do:',
      '- Add to the job, beside `runs-on` (or to the whole workflow, beside `on`):',
      '    permissions:',
      '      contents: read',
      '      id-token: write',
      '- Of a reusable workflow, to the job that calls it too, beside `uses`:',
      '    permissions:',
      '      contents: read',
      '      id-token: write',
      `- See https://github.com/${repository}/blob/v1/docs/troubleshooting.md#id-token-unavailable`,
    ].join('\n'),
  );
});

test('a pull request from a fork is told how to leave the step out', async () => {
  const payload = { pull_request: { head: { repo: { id: 75 } }, base: { repo: { id: 74 } } } };
  await using job = new Job({ event: { name: 'pull_request', payload } });
  const message = await annotation(job.run({ with: secretless }));
  expect(message).toContain('- Leave the step out there:\n    if: github.event.pull_request.head.repo.full_name == ');
});

test('what is trusted of the cloud is not trusted of GitHub', async () => {
  const variables = { ...issuer.job(), ACTIONS_ID_TOKEN_REQUEST_URL: `${issuer.issuer}/idtoken?api-version=2.0` };
  for (const trust of [{ insecure: 'true' }, { cacert: issuer.ca }]) {
    const { exitCode, annotations } = await run({ ...secretless, ...trust }, variables);
    expect(exitCode).toBe(1);
    expect(annotations.at(-1)).toMatchObject({ title: 'Keystone token: tls-untrusted' });
  }
});

test('the secret of the runner’s endpoint is masked, and goes nowhere else', async () => {
  await using keystone = await serveV4(audience);
  const variables = issuer.job();
  const result = await run({ ...inputsIn('Keystone v4'), 'auth-url': `${keystone.origin}/v3`, audience }, variables);
  const secret = variables.ACTIONS_ID_TOKEN_REQUEST_TOKEN;
  expect(result.masks[0]).toBe(secret);
  expect(JSON.stringify(keystone.asked)).not.toContain(secret);
  const { outputs, environment, state, summary } = result;
  expect(JSON.stringify({ outputs, environment, state, summary })).not.toContain(secret);
});

test('GitHub’s answer is not repeated in the log', async () => {
  await using endpoint = await serve((_, response) => response.writeHead(403).end('{"message":"secret detail"}'));
  const variables = { ...issuer.job(), ACTIONS_ID_TOKEN_REQUEST_URL: `${endpoint.origin}/idtoken` };
  const { stdout, annotations } = await run(secretless, variables);
  expect(annotations[0]?.message).toContain(`was asked for the job's ID token and answered with 403.`);
  expect(stdout).not.toContain('secret detail');
});

test('GitHub’s endpoint is asked again, and each attempt at the cloud shows a new ID token', async () => {
  const troubles = [503, 200, 200];
  await using endpoint = await serve((_, response) => {
    const status = troubles.shift() ?? 500;
    response.writeHead(status).end(status === 200 ? JSON.stringify({ value: issuer.idToken({ aud: audience }) }) : '');
  });
  await using keystone = await serveV4(audience);
  const shown: (string | undefined)[] = [];
  await using busy = await serve(async ({ url, headers }, response) => {
    shown.push(headers.authorization);
    if (shown.length === 1) {
      response.writeHead(429, { 'Retry-After': '0' }).end();
      return;
    }
    const authorization = headers.authorization ?? '';
    const answer = await fetch(`${keystone.origin}${url}`, { method: 'POST', headers: { authorization } });
    response.writeHead(answer.status, { 'X-Subject-Token': answer.headers.get('x-subject-token') ?? '' });
    response.end(await answer.text());
  });
  const variables = { ...issuer.job(), ACTIONS_ID_TOKEN_REQUEST_URL: `${endpoint.origin}/idtoken` };
  const inputs = { ...inputsIn('Keystone v4'), 'auth-url': `${busy.origin}/v3`, revoke: 'false' };
  const { exitCode, log } = await run(inputs, variables);
  expect(exitCode).toBe(0);
  expect(log).toMatch(/^The request for the job's ID token was answered with 503\. Attempt 2 follows in/m);
  expect(log).toMatch(/^The login at \S+ was answered with 429\. Attempt 2 follows in/m);
  expect(new Set(shown).size).toBe(2);
});
