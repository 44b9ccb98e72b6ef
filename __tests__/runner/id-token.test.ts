import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { Failure } from '../../src/failure.ts';
import { type Get, requestIdToken } from '../../src/runner/id-token.ts';
import { inStep, type Left } from '../support/step.ts';

const url = 'https://runner.example/idtoken/7a1?api-version=2.0';
const allowed = { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'the job’s own' };
const jwt = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJyZXBvIn0.c2lnbmF0dXJl';

async function request(
  variables: Record<string, string>,
  answer: Awaited<ReturnType<Get>> = { status: 200, body: JSON.stringify({ count: 1, value: jwt }) },
): Promise<Left & { token: string | undefined; asked: Parameters<Get>[] }> {
  const asked: Parameters<Get>[] = [];
  let token: string | undefined;
  const get: Get = async (...request) => {
    asked.push(request);
    return answer;
  };
  const left = await inStep(variables, async () => {
    token = (await requestIdToken('https://cloud.example:5000', get)).reveal();
  });
  return { ...left, token, asked };
}

test('asks for a token made out to the audience, and masks it', async () => {
  const { token, asked, stdout, error } = await request(allowed);
  expect(error).toBeUndefined();
  expect(token).toBe(jwt);
  expect(asked).toEqual([
    [new URL(`${url}&audience=https%3A%2F%2Fcloud.example%3A5000`), { authorization: 'Bearer the job’s own' }],
  ]);
  expect(stdout).toBe(`::add-mask::the job’s own\n::add-mask::${jwt}\n`);
});

test('leaves the address as it is, whatever it looks like', async () => {
  const { asked } = await request({ ...allowed, ACTIONS_ID_TOKEN_REQUEST_URL: 'http://forgejo.example:3000/oidc' });
  expect(asked[0]?.[0].href).toBe('http://forgejo.example:3000/oidc?audience=https%3A%2F%2Fcloud.example%3A5000');
});

test.each([
  ['without an address', { ...allowed, ACTIONS_ID_TOKEN_REQUEST_URL: '' }],
  ['with none that is a URL', { ...allowed, ACTIONS_ID_TOKEN_REQUEST_URL: 'idtoken' }],
  ['without a token for it', { ...allowed, ACTIONS_ID_TOKEN_REQUEST_TOKEN: '' }],
])('%s, names the lines to add', async (_, variables) => {
  const { error, asked } = await request(variables);
  const lines = '\n    permissions:\n      contents: read\n      id-token: write';
  expect(asked).toEqual([]);
  expect(error).toMatchObject({
    code: 'id-token-unavailable',
    message: 'This job may not ask for an ID token, by which it would log in without a secret.',
    advice: [
      `Add to the job, beside \`runs-on\` (or to the whole workflow, beside \`on\`):${lines}`,
      `Of a reusable workflow, to the job that calls it too, beside \`uses\`:${lines}`,
    ],
  });
});

test.each([
  [
    'Forgejo',
    { FORGEJO_ACTIONS: 'true', GITEA_ACTIONS: 'true' },
    'older than Forgejo 15',
    '    enable-openid-connect: true',
  ],
  ['Gitea', { GITEA_ACTIONS: 'true' }, 'Gitea has no ID tokens yet', '`access-token`'],
])('%s has an advice of its own', async (_, variables, reason, advice) => {
  const { error } = await request(variables);
  const text = error instanceof Failure ? [...error.reasons, ...error.advice].join('\n') : '';
  expect(text).toContain(reason);
  expect(text).toContain(advice);
  expect(text).not.toContain('permissions');
});

async function reasonsIn(name: string, event: string): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'keystone-token-'));
  try {
    const path = join(directory, 'event.json');
    writeFileSync(path, event);
    const { error } = await request({ GITHUB_EVENT_NAME: name, GITHUB_EVENT_PATH: path });
    return error instanceof Failure ? [...error.reasons, ...error.advice].join('\n') : '';
  } finally {
    rmSync(directory, { recursive: true });
  }
}

const pull = (head: object | null) =>
  JSON.stringify({ pull_request: { head: { repo: head }, base: { repo: { id: 74 } } } });

test.each([
  ['a fork', pull({ id: 75 })],
  ['a fork that has been deleted', pull(null)],
])('says of a pull request from %s that it can get none, and how to leave the step out', async (_, event) => {
  const text = await reasonsIn('pull_request', event);
  expect(text).toContain('The pull request comes from a fork');
  expect(text).toContain('    if: github.event.pull_request.head.repo.full_name == github.repository');
  expect(text).not.toContain('id-token: write');
});

test.each([
  ['a pull request from the same repository', 'pull_request', pull({ id: 74 })],
  ['pull_request_target, which a fork can start', 'pull_request_target', pull({ id: 75 })],
  ['a push', 'push', '{}'],
  ['an event that cannot be read', 'pull_request', '{'],
])('says of %s that a permission is missing', async (_, name, event) => {
  const text = await reasonsIn(name, event);
  expect(text).toContain('id-token: write');
  expect(text).not.toContain('comes from a fork');
});

test.each([
  ['a refusal', 403, 'secret detail', 'answered with 403.'],
  ['no JSON', 200, '<html>', 'answered with 200, but with no token.'],
  ['JSON without a token', 200, '{}', 'answered with 200, but with no token.'],
  ['JSON that is nothing', 200, 'null', 'answered with 200, but with no token.'],
  ['something that is no JWT', 200, '{"value":"a b"}', 'answered with 200, but with no token.'],
  ['a token that nobody signed', 200, '{"value":"e30.e30."}', 'answered with 200, but with no token.'],
  ['what would hide words of the log', 200, '{"value":"a.b.c"}', 'answered with 200, but with no token.'],
])('%s is an error that shows nothing of the answer', async (_, status, body, end) => {
  const { error, token } = await request(allowed, { status, body });
  expect(token).toBeUndefined();
  expect(error).toMatchObject({
    code: 'id-token-unavailable',
    message: `runner.example was asked for the job's ID token and ${end}`,
  });
});
