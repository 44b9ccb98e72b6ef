import { expect, test } from '@jest/globals';
import { looksSwapped, secretIn } from '../src/secret-shapes.ts';

const jwt = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJyZXBvIn0.c2lnbmF0dXJl';
const fernet = `gAAAAABn${'x_-Y'.repeat(10)}==`;
const key = '-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----';

test.each([
  [jwt, 'a JSON Web Token'],
  [`${jwt.split('.').slice(0, 2).join('.')}.`, 'a JSON Web Token'],
  [fernet, 'a Fernet token'],
  [key, 'a private key'],
  [`cert\n${key.replaceAll('RSA ', '')}`, 'a private key'],
])('%s is known', (text, kind) => {
  expect(secretIn(text)).toBe(kind);
});

test.each([
  'alice',
  'eyJ',
  'gAAAA',
  `project ${fernet}`,
  '0a1b2c3d4e5f60718293a4b5c6d7e8f9',
  'https://cloud.example/v3',
  '-----BEGIN CERTIFICATE-----\nMIIE\n-----END CERTIFICATE-----',
])('%s is no secret by its looks', (text) => {
  expect(secretIn(text)).toBeUndefined();
});

const id = '0a1b2c3d4e5f60718293a4b5c6d7e8f9';
const secret = 'x_-Y'.repeat(22).slice(0, 86);

test.each([
  [id, secret, false],
  [id, 'hunter2', false],
  [id, id, false],
  [id, undefined, false],
  ['ci', 'hunter2', false],
  [secret, id, true],
  ['hunter2', id.toUpperCase(), true],
  [secret, undefined, true],
])('id %s and secret %s look swapped: %j', (given, other, swapped) => {
  expect(looksSwapped(given, other)).toBe(swapped);
});
