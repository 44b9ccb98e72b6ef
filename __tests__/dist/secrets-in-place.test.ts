import { randomBytes } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { expect, test } from '@jest/globals';
import { Job, type StepResult } from '../../tools/runner.ts';
import { described, login } from '../support/keystone.ts';
import { serve } from '../support/server.ts';

// What the built action makes of secrets in the wrong place, and of what a server calls a token.

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

interface Asked {
  readonly line: string;
  readonly authorization: string;
  readonly body: string;
}

type Inputs = Readonly<Record<string, string>>;

/** A step at a server that gives answers in their order, the last of them for ever. */
async function stepAt(
  answers: readonly Answer[],
  given: Inputs | ((origin: string) => Inputs),
  env: (origin: string) => Inputs = () => ({}),
): Promise<StepResult & { readonly asked: readonly Asked[] }> {
  const left = [...answers];
  const asked: Asked[] = [];
  await using server = await serve(async (message, response) => {
    const { method, url = '', headers } = message;
    if (url.startsWith('/idtoken')) {
      response.end(JSON.stringify({ value: `eyJhbGciOiJSUzI1NiJ9.${randomBytes(9).toString('base64url')}.c2ln` }));
      return;
    }
    asked.push({ line: `${method} ${url}`, authorization: headers.authorization ?? '', body: await text(message) });
    const next = (): Answer | undefined => (left.length > 1 ? left.shift() : left[0]);
    const { status, headers: sent = {}, body } = (method === 'DELETE' ? undefined : next()) ?? { status: 204 };
    response.writeHead(status, { 'content-type': 'application/json', ...sent });
    response.end(body && JSON.stringify(body));
  });
  await using job = new Job();
  const inputs = typeof given === 'function' ? given(server.origin) : given;
  const step = await job.run({ with: { 'auth-url': `${server.origin}/v3`, ...inputs }, env: env(server.origin) });
  return { ...step, asked };
}

const issued = (token: string): Answer => ({
  status: 201,
  headers: { 'x-subject-token': token },
  body: { token: described },
});
const unauthorized = (message: string, status = 401): Answer => ({
  status,
  body: { error: { code: status, message, title: 'x' } },
});

function annotationOf({ annotations }: StepResult): { title: string; message: string } {
  const errors = annotations.filter(({ level }) => level === 'error');
  expect(errors).toHaveLength(1);
  const [{ title, message } = { title: '', message: '' }] = errors;
  return { title, message };
}

const fernet = `gAAAAABn${'Zx_-'.repeat(20)}==`;
const keyLine = 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASC';
const privateKey = `-----BEGIN PRIVATE KEY-----\n${keyLine}\n-----END PRIVATE KEY-----`;

// The others of their kinds are in __tests__/secret-shapes.test.ts, credentials/options.test.ts and runner/inputs.test.ts.
test('a private key in the place of a name is masked, refused, and sent nowhere', async () => {
  const step = await stepAt([issued('gAAAAA-a-token')], { ...login, 'user-domain-name': privateKey });
  expect(step).toMatchObject({ exitCode: 1, asked: [], outputs: {} });
  expect(annotationOf(step)).toEqual({
    title: 'Keystone token: input-invalid',
    message: expect.stringMatching('^The input `user-domain-name` holds a private key, which is a secret'),
  });
  expect(step.log).not.toContain(keyLine);
  expect(step.masks).toContain(keyLine);
});

test('a token in the place of a cloud’s name is not shown', async () => {
  const step = await stepAt([issued('gAAAAA-a-token')], { ...login, cloud: fernet });
  expect(step.exitCode).toBe(1);
  expect(step.log).not.toContain(fernet);
  expect(step.masks).toContain(fernet);
});

test('an application credential whose id and secret are swapped: neither is shown, and the refusal says so', async () => {
  const [id, secret] = ['0a1b2c3d4e5f60718293a4b5c6d7e8f9', 'Xq7_'.repeat(22).slice(0, 86)];
  const step = await stepAt([unauthorized(`Could not find Application Credential: ${secret}.`, 404)], {
    'application-credential-id': secret,
    'application-credential-secret': id,
  });
  const { title, message } = annotationOf(step);
  expect(title).toBe('Keystone token: application-credential-unknown');
  expect(message).toContain('Likely reasons:\n- The id and the secret look swapped');
  expect(step.log).not.toContain(secret);
  expect(step.log).not.toContain(id);
});

test('what a server calls a token, and is one letter, hides no word of the log', async () => {
  const step = await stepAt([issued('a')], login);
  expect(annotationOf(step).title).toBe('Keystone token: token-malformed');
  expect(step.masks).toEqual([login.password]);
});

test('twelve thousand tokens at once are eight at most to keep and to revoke', async () => {
  const tokens = Array.from({ length: 12_000 }, (_, number) => `gAAAAA${10_000 + number}`);
  const step = await stepAt([issued(tokens.join(', '))], login);
  expect(annotationOf(step).title).toBe('Keystone token: token-malformed');
  expect(step.masks).toEqual([login.password, ...tokens.slice(0, 8)]);
  expect(step.asked.filter(({ line }) => line === 'DELETE /v3/auth/tokens')).toHaveLength(8);
  expect(JSON.stringify(step.state).length).toBeLessThan(10_000);
});

test('a server’s long text is held against a long secret in time', async () => {
  const token = `gAAAAA${randomBytes(1200).toString('base64url')}`;
  // Compared whole, it would take minutes.
  const begun = Date.now();
  const step = await stepAt([unauthorized('ab cd '.repeat(1_200_000))], { token, 'project-id': 'p1', timeout: '30' });
  expect(annotationOf(step)).toEqual({
    title: 'Keystone token: login-refused',
    message: expect.stringContaining('401 “ab cd ab cd'),
  });
  expect(Date.now() - begun).toBeLessThan(60_000);
});

test('a short password is masked, with a warning of what that does to the log', async () => {
  const step = await stepAt([issued('gAAAAA-a-token')], { ...login, password: 'abc' });
  expect(step).toMatchObject({ exitCode: 0, masks: ['abc', 'gAAAAA-a-token'] });
  expect(step.annotations).toEqual([
    expect.objectContaining({
      level: 'warning',
      message:
        'The input `password` has fewer than four characters, or a line that has. They are hidden wherever they stand in the log.',
    }),
  ]);
});

test('an input that is misspelt is named where the right one is wanting', async () => {
  const { username, ...rest } = login;
  const step = await stepAt([issued('gAAAAA-a-token')], rest, () => ({ 'INPUT_USER-NAME': username }));
  expect(annotationOf(step)).toEqual({
    title: 'Keystone token: input-missing',
    message: expect.stringContaining('- The input `user-name` is none of this action: perhaps `username` is meant.'),
  });
});

test('a refused password that is a variable’s name is told of, and not shown', async () => {
  const wrong = { ...login, password: '$OS_PASSWORD' };
  const step = await stepAt([unauthorized('The request you have made requires authentication.')], wrong);
  expect(annotationOf(step).message).toContain(
    'Likely reasons:\n- The password that was given is the name of a variable or a placeholder',
  );
  expect(step.log).not.toContain('$OS_PASSWORD');
});

test('an application credential with a passcode, as a clouds.yaml names the methods, asks for no scope', async () => {
  const clouds = (origin: string): Inputs => ({
    'auth-url': '',
    'totp-secret': 'JBSWY3DPEHPK3PXP',
    'clouds-yaml': [
      'clouds:',
      '  mfa-appcred:',
      '    auth_type: v3multifactor',
      '    auth_methods:',
      '      - v3applicationcredential',
      '      - v3totp',
      '    auth:',
      `      auth_url: ${origin}/v3`,
      '      user_id: 0a1b2c3d4e5f60718293a4b5c6d7e8f9',
      '      application_credential_id: 1a1b2c3d4e5f60718293a4b5c6d7e8f9',
      '      application_credential_secret: invented-secret',
    ].join('\n'),
  });
  const { exitCode, asked } = await stepAt([issued('gAAAAA-a-token')], clouds);
  expect(exitCode).toBe(0);
  expect(asked[0]?.line).toBe('POST /v3/auth/tokens');
  expect(JSON.parse(asked[0]?.body ?? '')).toEqual({
    auth: {
      identity: {
        methods: ['application_credential', 'totp'],
        application_credential: { id: '1a1b2c3d4e5f60718293a4b5c6d7e8f9', secret: 'invented-secret' },
        totp: { user: { id: '0a1b2c3d4e5f60718293a4b5c6d7e8f9', passcode: expect.stringMatching(/^\d{6}$/) } },
      },
    },
  });
});

test('GitHub’s ID token is shown twice more, a new one each time, where the web server cannot verify it', async () => {
  const invalid = { status: 401, headers: { 'www-authenticate': 'Bearer realm="x", error="invalid_token"' } };
  const unscoped = { ...issued('gAAAAA-unscoped'), body: { token: { ...described, project: undefined } } };
  const { exitCode, asked, log } = await stepAt(
    [invalid, invalid, unscoped, issued('gAAAAA-a-token')],
    { 'identity-provider': 'github', 'project-id': 'p1' },
    (origin) => ({
      ACTIONS_ID_TOKEN_REQUEST_URL: `${origin}/idtoken`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'of the runner',
    }),
  );
  expect({ exitCode, log }).toMatchObject({ exitCode: 0 });
  const shown = asked.filter(({ line }) => line.includes('/OS-FEDERATION/')).map(({ authorization }) => authorization);
  expect(shown).toHaveLength(3);
  expect(new Set(shown).size).toBe(3);
});
