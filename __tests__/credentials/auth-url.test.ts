import { expect, test } from '@jest/globals';
import { authUrl } from '../../src/credentials/auth-url.ts';

const parse = (value: string) => authUrl({ value, from: 'input `auth-url`' });

test.each([
  ['https://cloud.example:5000/v3', 'https://cloud.example:5000/v3'],
  [' HTTPS://Cloud.Example/identity/ ', 'https://cloud.example/identity/'],
  ['http://127.0.0.1:5000', 'http://127.0.0.1:5000/'],
  ['https://[::1]:5000/v3', 'https://[::1]:5000/v3'],
])('takes %s', (value, href) => {
  expect(parse(value).href).toBe(href);
});

test.each([
  ['cloud.example:5000/v3', 'not a URL that begins with https://'],
  ['ftp://cloud.example', 'not a URL that begins with https://'],
  ['https://', 'not a URL that begins with https://'],
  ['https://cloud.example/v3?nocatalog', 'a query'],
  ['https://cloud.example/v3#x', 'a fragment'],
])('refuses %s', (value, reason) => {
  expect(() => parse(value)).toThrow(reason);
});

test('refuses a user and a password, and does not repeat them', () => {
  expect(() => parse('https://demo:hunter2@cloud.example')).toThrow(
    /^The input `auth-url` has a user or a password in it\.$/,
  );
});
