import { get } from 'node:https';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Members, members, parseJson, text } from '../../src/keystone/json.ts';
import { type GitHubOidc, sampleClaims, startGitHubOidc } from '../../tools/github-oidc.ts';
import { verifyIdToken } from '../support/id-token.ts';

let github: GitHubOidc;
beforeAll(async () => {
  github = await startGitHubOidc();
});
afterAll(() => github.stop());

// What the stand-in must do so that a test against it says something of GitHub.

function document(path: string): Promise<Members> {
  return new Promise((resolve, reject) => {
    get(`${github.issuer}${path}`, { ca: github.ca }, (response) =>
      json(response).then(members).then(resolve, reject),
    ).on('error', reject);
  });
}

function parts(token: string): { header: Members; payload: Members } {
  const [header = '', payload = ''] = token.split('.');
  const decoded = (part: string) => members(parseJson(Buffer.from(part, 'base64url').toString()));
  return { header: decoded(header), payload: decoded(payload) };
}

/** What the endpoint of a job answers. */
async function ask(url: string, init: RequestInit): Promise<{ status: number; token: string }> {
  const response = await fetch(url, init);
  return { status: response.status, token: text(members(parseJson(await response.text()))['value']) };
}

test('discovery leads to the keys', async () => {
  expect(await document('/.well-known/openid-configuration')).toMatchObject({
    issuer: github.issuer,
    jwks_uri: `${github.issuer}/.well-known/jwks`,
    id_token_signing_alg_values_supported: ['RS256'],
  });
  expect(await document('/.well-known/jwks')).toEqual(github.keys);
});

test('a job gets a signed token for its audience, with what is true of the job', async () => {
  const { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: secret } = github.job({
    ref: 'refs/heads/x',
  });
  const { token } = await ask(`${url}&audience=https%3A%2F%2Fcloud.example`, {
    headers: { authorization: `Bearer ${secret}` },
  });
  expect(verifyIdToken(token, github.keys, github.issuer)).toMatchObject({ aud: 'https://cloud.example' });
  const { header, payload } = parts(token);
  expect(header).toMatchObject({ typ: 'JWT', alg: 'RS256' });
  const { iat, nbf, exp } = payload;
  expect(payload).toMatchObject({
    ...sampleClaims,
    iss: github.issuer,
    aud: 'https://cloud.example',
    ref: 'refs/heads/x',
  });
  expect(Number(exp) - Number(iat)).toBe(300);
  expect(Number(nbf)).toBeLessThan(Number(iat));
  expect(github.audiences).toContain('https://cloud.example');
});

test('without an audience it is the owner’s', async () => {
  const { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: secret } = github.job();
  const response = await fetch(url, { headers: { authorization: `bearer ${secret}` } });
  expect(parts(((await response.json()) as { value: string }).value).payload['aud']).toBe(
    'https://github.com/octo-org',
  );
});

test('nobody else gets one', async () => {
  const { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: secret } = github.job();
  const authorization = `Bearer ${secret}`;
  expect(await ask(url, {})).toEqual({ status: 401, token: '' });
  expect(await ask(url, { headers: { authorization: 'Bearer other' } })).toEqual({ status: 401, token: '' });
  expect(await ask(url, { method: 'POST', headers: { authorization } })).toEqual({ status: 401, token: '' });
  expect(await ask(url.split('?')[0] ?? '', { headers: { authorization } })).toEqual({ status: 401, token: '' });
});

test('spoilt tokens are spoilt', () => {
  const check = (token: string) => verifyIdToken(token, github.keys, github.issuer);
  expect(check(github.idToken({ aud: 'x' }))).toMatchObject({ aud: 'x' });
  expect(check(github.idToken({ aud: 'x' }, 'signature'))).toBe('InvalidSignature');
  expect(check(github.idToken({ aud: 'x' }, 'none'))).toBe('InvalidAlgorithm');
  expect(check(github.idToken({ aud: 'x', exp: 1_700_000_000 }))).toBe('ExpiredSignature');
  expect(check(github.idToken({ aud: 'x', iss: 'https://issuer.example' }))).toBe('InvalidIssuer');
  expect(github.idToken({ aud: 'x' }, 'none')).toMatch(/\.$/);
});
