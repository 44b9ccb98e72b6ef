import { expect, test } from '@jest/globals';
import { certificates } from '../../src/credentials/pem.ts';
import { newAuthority } from '../../tools/certificates.ts';

const { cert } = await newAuthority('test authority');
const { cert: other } = await newAuthority('test authority');
const noFile = () => {
  throw new Error('ENOENT');
};
const read = (value: string, file: (path: string) => string = noFile) =>
  certificates({ value, from: 'input `cacert`' }, file);

test('takes PEM, with what stands around it', () => {
  expect(read(`# our own authority\n${cert}\nsubject=x`)).toBe(cert.trim());
});

test('takes several certificates', () => {
  expect(read(`${cert}\n${other}`)).toBe(`${cert.trim()}\n${other.trim()}`);
});

test('takes base64 of PEM', () => {
  expect(read(Buffer.from(cert).toString('base64'))).toBe(cert.trim());
});

test('takes a path', () => {
  expect(read('certs/ca.pem', (path) => (path === 'certs/ca.pem' ? cert : ''))).toBe(cert.trim());
});

test.each([
  ['an unknown path', 'certs/ca.pem', 'neither PEM nor the path of a file'],
  [
    'PEM of something else',
    '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----',
    'no certificate that can be read',
  ],
  [
    'a broken certificate',
    '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----',
    'no certificate that can be read',
  ],
])('refuses %s', (_, value, reason) => {
  expect(() => read(value)).toThrow(reason);
});

test('refuses several certificates of which one is broken', () => {
  expect(() => read(`${cert}\n-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----`)).toThrow('no certificate');
});
