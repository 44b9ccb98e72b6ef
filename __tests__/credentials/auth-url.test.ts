import { expect, test } from '@jest/globals';
import { authUrl, isReadableOnTheWay } from '../../src/credentials/auth-url.ts';

const parse = (value: string) => authUrl({ value, from: 'input `auth-url`' });

test.each([
  ['https://cloud.example:5000/v3', 'https://cloud.example:5000/v3'],
  ['HTTPS://Cloud.Example/identity/', 'https://cloud.example/identity/'],
  ['http://127.0.0.1:5000', 'http://127.0.0.1:5000/'],
  ['https://[::1]:5000/v3', 'https://[::1]:5000/v3'],
])('takes %s', (value, href) => {
  expect(parse(value).href).toBe(href);
});

const noUrl = {
  message: 'The input `auth-url` is not a URL that begins with https:// (or http://).',
  advice: ['It looks like https://cloud.example:5000/v3.'],
};
const withUser = {
  message: 'The input `auth-url` has a user or a password in it.',
  advice: ['Give them with `username` and `password`: URLs are printed and are not masked.'],
};
const withQuery = {
  message: 'The input `auth-url` has a query (`?…`) or a fragment (`#…`) in it.',
  advice: ['Give the Identity endpoint alone, for example https://cloud.example:5000/v3.'],
};

test.each([
  ['cloud.example:5000/v3', noUrl],
  ['ftp://cloud.example', noUrl],
  ['see https://cloud.example', noUrl],
  ['javascript:https://cloud.example', noUrl],
  ['https://', noUrl],
  ['https://demo:hunter2@cloud.example', withUser],
  ['https://demo@cloud.example', withUser],
  ['https://:hunter2@cloud.example', withUser],
  ['https://demo:1234/5678@cloud.example', withUser],
  ['https://cloud.example/v3?nocatalog', withQuery],
  ['https://cloud.example/v3#x', withQuery],
])('refuses %s, and does not repeat it', (value, refusal) => {
  expect(() => parse(value)).toThrow(expect.objectContaining({ code: 'input-invalid', ...refusal }));
});

test.each([
  ['https://cloud.example', false],
  ['http://cloud.example', true],
  ['http://192.0.2.1', true],
  ['http://localhost:5000', false],
  ['http://keystone.localhost', false],
  ['http://localhost.example', true],
  ['http://mylocalhost', true],
  ['http://127.0.0.1:5000', false],
  ['http://127.10.20.30', false],
  ['http://127.1', false],
  ['http://127.0.0.1.example', true],
  ['http://cloud127.0.0.1.example', true],
  ['http://[::1]:5000', false],
  ['http://[2001:db8::1]', true],
])('what is sent to %s is readable on the way: %j', (url, readable) => {
  expect(isReadableOnTheWay(new URL(url))).toBe(readable);
});
