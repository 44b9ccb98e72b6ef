import { expect, test } from '@jest/globals';
import { Masks } from '../../../tools/runner/masks.ts';

function hide(text: string, ...secrets: string[]): string {
  const masks = new Masks();
  for (const secret of secrets) {
    masks.add(secret);
  }
  return masks.hide(text);
}

test.each([
  ['nothing to hide', [], 'nothing to hide'],
  ['a secret here, a secret there', ['secret'], 'a *** here, a *** there'],
  ['secretsecret', ['secret'], '***'],
  ['abcdefgh', ['cdef', 'abcd'], '***gh'],
  ['abcdef', ['cd', 'abcdef'], '***'],
  ['aaa b', ['aa'], '*** b'],
  ['the secret', ['the', 'secret'], '*** ***'],
  ['Secret', ['secret'], 'Secret'],
])('%s without %j is %s', (text, secrets, shown) => {
  expect(hide(text, ...secrets)).toBe(shown);
});

test('each line of a secret is hidden, without its outer blanks, however short it is', () => {
  expect(hide('{ first } second', '{\n  first\r\n}\n')).toBe('*** *** *** second');
});

test.each([
  ['base64', Buffer.from('pa"ss&<w>\'ö').toString('base64')],
  ['the base64 of a longer text, from its second byte', 'YSJzcyY8dz4nw7Y='],
  ['the base64 of a longer text, from its third byte', 'InNzJjx3PifDtg=='],
  ['JSON', 'pa\\"ss&<w>\'ö'],
  ['a URL', 'pa%22ss%26%3Cw%3E%27%C3%B6'],
  ['XML', 'pa&quot;ss&amp;&lt;w&gt;&apos;ö'],
  ['an expression', "pa\"ss&<w>''ö"],
])('a secret is hidden in %s', (_, encoded) => {
  expect(hide(`[${encoded}]`, 'pa"ss&<w>\'ö')).toBe('[***]');
});

test.each([
  ['"quoted secret"', 'quoted secret'],
  ['before&after this', 'after this'],
  ['before this&after', 'before this&'],
  ['before&+xafter this', 'after this'],
])('of %s, the part %s is hidden too', (secret, part) => {
  expect(hide(`[${part}]`, secret)).toBe('[***]');
});

test.each([
  ['"short"', 'short'],
  ['first&last', 'last'],
])('of %s, the part %s is not hidden', (secret, part) => {
  expect(hide(part, secret)).toBe(part);
});
