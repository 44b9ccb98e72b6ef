import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Login } from '../../../src/identity.ts';
import { quotable, secretsOf } from '../../../src/keystone/refusals/quotable.ts';
import { Secret } from '../../../src/secret.ts';

const hex = (code: number, length: number): string => code.toString(16).padStart(length, '0');

/** Every UTF-16 unit or character of a text that `of` has, written by `as`. */
const written = (text: string, of: RegExp, as: (code: number) => string): string =>
  text.replace(of, (character) => as(character.codePointAt(0) ?? 0));

const python = (code: number): string => {
  if (code < 0x100) {
    return `\\x${hex(code, 2)}`;
  }
  return code < 0x1_0000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
};

/** How servers spell a text that they repeat. */
const spellings: Readonly<Record<string, (text: string) => string>> = {
  raw: (text) => text,
  JSON: (text) => JSON.stringify(text),
  'JSON in JSON': (text) => JSON.stringify(JSON.stringify(text)),
  'JSON in ASCII': (text) => written(JSON.stringify(text), /[^\x20-\x7e]/g, (code) => `\\u${hex(code, 4)}`),
  'Python’s repr': (text) =>
    `'${written(text.replace(/[\\']/g, '\\$&').replaceAll('\n', '\\n'), /[\p{Cc}\xa0]/gu, python)}'`,
  'Python’s ascii': (text) =>
    `'${written(text.replace(/[\\']/g, '\\$&').replaceAll('\n', '\\n'), /[^\x20-\x7e]/gu, python)}'`,
  HTML: (text) =>
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;'),
  'HTML in ASCII': (text) => written(text, /[^\w ]/gu, (code) => `&#${code};`),
  'HTML in ASCII, hexadecimal': (text) => written(text, /[^\w ]/gu, (code) => `&#x${hex(code, 1)};`),
  URL: (text) => encodeURIComponent(text),
  form: (text) => new URLSearchParams({ text }).toString(),
  'blanks collapsed': (text) => text.replace(/\s+/g, ' ').trim(),
  'blanks dropped': (text) => text.replace(/\s+/g, ''),
  'lower case': (text) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase()),
};

const frame = (text: string): string =>
  `Expecting ${text} to be an object: the server could not comply with the request.`;

// Whole characters, since no secret that came through a workflow has halves of them.
const anySecret = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 });
const likelySecret = fc.string({
  unit: fc.constantFrom(...'aB3é日&<>"\'\\/%+ \n\t€ß😀{}u0041x41'),
  minLength: 1,
  maxLength: 40,
});

test.each(Object.entries(spellings))('shows no message that repeats a secret: %s', (_, spell) => {
  fc.assert(
    fc.property(fc.oneof(anySecret, likelySecret), (text) => {
      expect(quotable(frame(spell(text)), [new Secret('other'), new Secret(text)])).toBe('');
    }),
    { numRuns: 150 },
  );
});

test('shows no message that repeats the beginning, the middle or the end of a secret', () => {
  const secret = new Secret('correct horse battery staple');
  for (const part of ['correct ho', 'horse bat', 'ry staple']) {
    expect(quotable(frame(`${part}…`), [secret])).toBe('');
    expect(quotable(`It was: ${part}`, [secret])).toBe('');
  }
  expect(quotable(frame('correct'), [secret])).not.toBe('');
});

test('shows no message at all to one whose secret cannot be told apart', () => {
  expect(quotable('Nothing in here.', [new Secret('***')])).toBe('');
  expect(quotable('Nothing in here.', [new Secret('   ')])).toBe('');
});

test('shows other messages, on one line and not too long', () => {
  const secrets = [new Secret('hunter2-hunter2')];
  expect(quotable('The request you\nhave made requires authentication.', secrets)).toBe(
    '“The request you have made requires authentication.”',
  );
  expect(quotable(`x${' y'.repeat(1000)}`, secrets)).toMatch(/^“x( y){149} …”$/);
  expect(quotable('', secrets)).toBe('');
});

test('takes what only looks like an escape as it is', () => {
  expect(quotable('&#x7fffffff; &#99999999; \\Uffffffff %zz \\x', [new Secret('hunter2')])).not.toBe('');
});

test('shows of a schema error only what it is about', () => {
  const message =
    "Invalid input for field 'identity/password/user/password': 12345678901 is not of type 'string'\n\nFailed validating…";
  const shown = "Invalid input for field 'identity/password/user/password'";
  expect(quotable(message, [])).toBe(`“${shown}”`);
  expect(quotable(`Bad request. ${message}`, [])).toBe(`“Bad request. ${shown}”`);
});

test('knows the secrets of every login', () => {
  const secret = (text: string): Secret => new Secret(text);
  const password: Login = { method: 'password', user: { id: 'u' }, password: secret('p') };
  const totp: Login = { method: 'totp', user: { id: 'u' }, passcode: () => secret('287082') };
  const grant = {
    kind: 'password',
    provider: { tokenEndpoint: new URL('https://idp.example') },
    scope: 'openid',
    use: 'access_token',
  } as const;
  const federated = { method: 'federated', identityProvider: 'i', protocol: 'openid' } as const;
  const logins: [Login, string[]][] = [
    [password, ['p']],
    [totp, ['287082']],
    [{ method: 'token', token: secret('t') }, ['t']],
    [{ method: 'application_credential', credential: { id: 'a' }, secret: secret('s') }, ['s']],
    [{ method: 'multifactor', factors: [password], held: [totp] }, ['p', '287082']],
    [{ ...federated, assertion: { ...grant, client: { id: 'c' } } }, []],
    [
      {
        ...federated,
        assertion: { ...grant, client: { id: 'c', secret: secret('cs') }, user: { name: 'n', password: secret('up') } },
      },
      ['cs', 'up'],
    ],
    [{ method: 'v4jwt', identityProvider: 'i', assertion: { kind: 'given', token: secret('jwt') } }, ['jwt']],
    [{ method: 'v3idtoken', identityProvider: 'i', assertion: { kind: 'runner', audience: 'a' } }, []],
    [{ method: 'assume_role', agency: 'a', domain: { id: 'd' }, by: password, byScope: { kind: 'unscoped' } }, ['p']],
  ];
  for (const [login, secrets] of logins) {
    expect(secretsOf(login).map((one) => one.reveal())).toEqual(secrets);
  }
});
