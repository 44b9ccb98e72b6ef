import { expect, test } from '@jest/globals';
import { plainText, textOf } from '../../../src/credentials/sources/plain-text.ts';

const text = 'clouds:\n  å: €\n';
const utf16 = Buffer.from(text, 'utf16le');
const big = Buffer.from(utf16).swap16();

test.each([
  ['UTF-8', Buffer.from(text)],
  ['UTF-8 with a byte order mark', Buffer.from(`\uFEFF${text}`)],
  ['UTF-16LE', utf16],
  ['UTF-16LE with a byte order mark', Buffer.from(`\uFEFF${text}`, 'utf16le')],
  ['UTF-16BE', big],
  ['UTF-16BE with a byte order mark', Buffer.concat([Buffer.from([0xfe, 0xff]), big])],
])('bytes of %s', (_, bytes) => {
  expect(textOf(bytes)).toBe(text);
  expect(plainText(bytes.toString('base64'), /clouds/)).toBe(text);
});

test('a byte order mark counts where the first character is beyond ASCII', () => {
  expect(textOf(Buffer.from('\uFEFF€', 'utf16le'))).toBe('€');
  expect(textOf(Buffer.from('\uFEFF€', 'utf16le').swap16())).toBe('€');
});

test('bytes that are no UTF-8 are all there', () => {
  const bytes = Buffer.from([0x30, 0x82, 0x80, 0xff]);
  expect(Buffer.from(textOf(bytes), 'latin1')).toEqual(bytes);
  expect(textOf(Buffer.from('Grüße', 'latin1'))).toBe('Grüße');
  expect(textOf(Buffer.of())).toBe('');
});

const base64 = Buffer.from(text).toString('base64');

test.each([
  ['as it is', text],
  ['with CRLF', text.replaceAll('\n', '\r\n')],
  ['with CR', text.replaceAll('\n', '\r')],
  ['with a byte order mark', `\uFEFF${text}`],
  ['as base64', base64],
  ['as base64 in lines', `${base64.slice(0, 8)}\r\n${base64.slice(8)}\n`],
  ['as base64 without padding', base64.replace(/=+$/, '')],
  ['as base64 for URLs', Buffer.from(text).toString('base64url')],
  ['as base64 of CRLF', Buffer.from(text.replaceAll('\n', '\r\n')).toString('base64')],
])('a text %s', (_, given) => {
  expect(plainText(given, /clouds/)).toBe(text);
});

test.each(['ci/clouds', 'hunter2', 'Y2xvdWRz!', '', 'clouds', base64])('what has no mark in it stays: %s', (given) => {
  expect(plainText(given, /OS_/)).toBe(given);
});

test('a long text is looked at once', () => {
  expect(plainText(`a${' '.repeat(1024 * 1024)}!`, /OS_/)).toHaveLength(1024 * 1024 + 2);
});
