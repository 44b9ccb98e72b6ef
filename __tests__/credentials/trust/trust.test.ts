import { expect, test } from '@jest/globals';
import { trustGiven } from '../../../src/credentials/trust/trust.ts';
import { Secret } from '../../../src/secret.ts';
import { newAuthority } from '../../../tools/certificates.ts';

const { cert, key } = await newAuthority('test authority');
const given = (value: string) => ({ value, from: 'an input' });
const means = {
  seal: (text: string) => new Secret(text),
  readFile: (path: string) => (path === 'ca.pem' ? cert : path),
};

test('trusts by itself what the machine does', () => {
  expect(trustGiven({}, means)).toEqual({ insecure: false });
});

test('trusts what the user does, and shows the user’s certificate', () => {
  const options = {
    cacert: given('ca.pem'),
    insecure: given('true'),
    cert: given(cert),
    key: { ...given(''), value: new Secret(key) },
  };
  const { client, ...trust } = trustGiven(options, means);
  expect(trust).toEqual({ ca: cert.trim(), insecure: true });
  expect([client?.cert, client?.key.reveal()]).toEqual([cert.trim(), key.trim()]);
});
