import { expect, test } from '@jest/globals';
import { certificates } from '../../../src/credentials/trust/pem.ts';
import { newAuthority } from '../../../tools/certificates.ts';

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

const nowhere = {
  message: 'The input `cacert` is neither PEM nor the path of a file that can be read.',
  advice: ['Paths are relative to the workspace: check out the repository first, or give the PEM itself.'],
};
const none = {
  message: 'The input `cacert` holds no certificate that can be read.',
  advice: ['Give PEM (-----BEGIN CERTIFICATE-----…), base64 of PEM or DER, or the path of a file with one of them.'],
};
const broken = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----';

test.each([
  ['an unknown path', 'certs/ca.pem', nowhere],
  ['PEM of something else', '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----', none],
  ['a broken certificate', broken, none],
  ['several certificates of which one is broken', `${cert}\n${broken}`, none],
])('refuses %s', (_, value, refusal) => {
  expect(() => read(value)).toThrow(expect.objectContaining({ code: 'input-invalid', ...refusal }));
});
