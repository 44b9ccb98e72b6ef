import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { base32, timeBasedPassword } from '../../../src/credentials/login/totp.ts';

// RFC 6238, appendix B, for SHA-1; its eight digits end in the six that are usual.
const key = Buffer.from('12345678901234567890');

test.each([
  [59, '94287082'],
  [1111111109, '07081804'],
  [1111111111, '14050471'],
  [1234567890, '89005924'],
  [2000000000, '69279037'],
  [20000000000, '65353130'],
])('gives RFC 6238’s passcode for the second %d', (second, digits) => {
  expect(timeBasedPassword(key, second * 1000)).toBe(digits.slice(-6));
});

// RFC 4226, appendix D.
test('keeps a passcode for thirty seconds, and its leading zeros', () => {
  const codes = ['755224', '287082', '359152', '969429', '338314', '254676', '287922', '162583', '399871', '520489'];
  expect(codes.map((_, step) => timeBasedPassword(key, step * 30_000))).toEqual(codes);
  expect(codes.map((_, step) => timeBasedPassword(key, step * 30_000 + 29_999))).toEqual(codes);
  expect(timeBasedPassword(key, 1111111109_000)).toBe('081804');
});

// RFC 4648, section 10.
test.each([
  ['MY======', 'f'],
  ['MZXQ====', 'fo'],
  ['MZXW6===', 'foo'],
  ['MZXW6YQ=', 'foob'],
  ['MZXW6YTB', 'fooba'],
  ['MZXW6YTBOI======', 'foobar'],
  ['mzxw 6ytb oi', 'foobar'],
  [' MZXW-6YTB-OI\n', 'foobar'],
])('reads %j', (text, bytes) => {
  expect(base32(text)?.toString()).toBe(bytes);
});

test.each([[''], ['===='], ['A'], ['ABC'], ['ABCDEF'], ['AB1DEFGH'], ['A=BCDEFG'], ['MZXW6YTB!'], ['123456']])(
  'does not take %j for base32',
  (text) => {
    expect(base32(text)).toBeUndefined();
  },
);

test('reads secrets of any length', () => {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const write = (bytes: Uint8Array): string =>
    (
      Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0'))
        .join('')
        .match(/.{1,5}/g) ?? []
    )
      .map((bits) => alphabet.charAt(Number.parseInt(bits.padEnd(5, '0'), 2)))
      .join('');
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 130 }), (bytes) => {
      expect(base32(write(bytes))).toEqual(Buffer.from(bytes));
    }),
  );
});
