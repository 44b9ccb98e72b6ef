import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { quotable } from '../../../src/keystone/refusals/quotable.ts';
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

test('compares and shows the beginning of a long message only, in time', () => {
  const secret = new Secret('s3cr3t-'.repeat(20_000));
  const begun = process.cpuUsage();
  expect(quotable(`${'x '.repeat(100)}${'ab '.repeat(400_000)}`, [secret])).toMatch(/^“x( x)+ ab/);
  expect(quotable(`${'ab '.repeat(1300)}s3cr3t-s3cr3t`, [secret])).toBe('');
  expect(process.cpuUsage(begun).user / 1000).toBeLessThan(2000);
});
