import { createPrivateKey } from 'node:crypto';
import { expect, test } from '@jest/globals';
import type { Given, Options } from '../../../src/credentials/options.ts';
import { clientCertificate } from '../../../src/credentials/trust/client-certificate.ts';
import { Secret } from '../../../src/secret.ts';
import { newAuthority, newCertificate } from '../../../tools/certificates.ts';

const authority = await newAuthority('test authority');
const client = await newCertificate(authority, { names: ['runner'] });
const other = await newCertificate(authority, { names: ['another'] });
const pkcs8 = client.key.trim();
const sec1 = createPrivateKey(pkcs8).export({ type: 'sec1', format: 'pem' }).toString().trim();
const cipher = { cipher: 'aes-256-cbc', passphrase: 'x' } as const;

const files: Readonly<Record<string, string>> = {
  'client.pem': client.cert,
  'client.key': client.key,
  'client.der': createPrivateKey(client.key).export({ type: 'pkcs8', format: 'der' }).toString('latin1'),
  empty: '',
};

/** What comes of the texts given, and what is sealed on the way. */
function read(cert: string | undefined, key?: string): { cert?: string; key?: string; sealed: string[] } {
  const sealed: string[] = [];
  const plain: { cert?: Given<string> } = cert === undefined ? {} : { cert: { value: cert, from: 'input `cert`' } };
  const options: Options =
    key === undefined ? plain : { ...plain, key: { value: new Secret(key), from: 'input `key`' } };
  const found = clientCertificate(options, {
    readFile: (path) => {
      const text = files[path];
      if (text === undefined) {
        throw new Error('ENOENT');
      }
      return text;
    },
    seal: (text) => {
      sealed.push(text);
      return new Secret(text);
    },
  });
  return found ? { cert: found.cert, key: found.key.reveal(), sealed } : { sealed };
}

const whole = { cert: client.cert.trim(), key: pkcs8, sealed: [pkcs8] };

test('there is none without inputs', () => {
  expect(read(undefined)).toEqual({ sealed: [] });
});

test.each([
  ['PEM', client.cert, client.key],
  ['base64 of PEM', Buffer.from(client.cert).toString('base64'), Buffer.from(client.key).toString('base64')],
  ['paths', 'client.pem', 'client.key'],
  ['a path and PEM', 'client.pem', `  ${client.key}\n`],
  ['paths with blanks around', 'client.pem', ' client.key\n'],
])('takes %s, and seals the key that is in it', (_, cert, key) => {
  expect(read(cert, key)).toEqual(whole);
});

test('takes the key that the certificate brings along', () => {
  expect(read(`${client.key}\n${client.cert}`)).toEqual(whole);
});

test('takes the certificates it was issued by', () => {
  const { cert } = read(`${client.cert}\n${authority.cert}`, client.key);
  expect(cert).toBe(`${client.cert.trim()}\n${authority.cert.trim()}`);
});

test('takes a key in the older form', () => {
  expect(read(client.cert, sec1)).toMatchObject({ key: sec1 });
});

test.each([
  ['as PKCS #8', createPrivateKey(pkcs8).export({ type: 'pkcs8', format: 'pem', ...cipher })],
  ['in the older form', createPrivateKey(pkcs8).export({ type: 'sec1', format: 'pem', ...cipher })],
])('refuses an encrypted key (%s)', (_, key) => {
  expect(() => read(client.cert, key.toString())).toThrow(
    expect.objectContaining({
      code: 'input-invalid',
      message: 'The private key in the input `key` is encrypted, and there is nobody to ask for its passphrase.',
      advice: ['Decrypt it (`openssl pkey -in key.pem -out plain.pem`) and store the result as a secret.'],
    }),
  );
});

const ofAnother = {
  message: 'The private key in the input `key` does not belong to the (first) certificate in the input `cert`.',
  advice: [],
};
const noKey = {
  message: 'The input `key` holds no private key that can be read.',
  advice: ['Give PEM (-----BEGIN PRIVATE KEY-----…), base64 of PEM or DER, or the path of a file with one of them.'],
};
const holding = (label: string) => ({
  ...noKey,
  reasons: [`What it holds is called ${label}; it may be broken, or be something else.`],
});
const noFile = {
  message: 'The input `key` is neither PEM nor the path of a file that can be read.',
  advice: ['Paths are relative to the workspace: check out the repository first, or give the PEM itself.'],
};

test.each([
  ['another’s', other.key, ofAnother],
  ['broken', pkcs8.replace(/[A-Za-z]{8}/g, 'AAAAAAAA'), holding('PRIVATE KEY')],
  ['none', client.cert, holding('CERTIFICATE')],
  [
    'cut off',
    pkcs8.slice(0, 100),
    { ...noKey, reasons: ['Its last line, which begins with -----END, is missing: it was cut off.'] },
  ],
  ['base64 of something else', Buffer.from(client.key).toString('base64').slice(40), noFile],
  [
    'PKCS #12',
    Buffer.from(`302002010330${'00'.repeat(28)}`, 'hex')
      .toString('base64')
      .padEnd(64, ' '),
    noFile,
  ],
  ['no PEM in its file', 'empty', noKey],
  ['nowhere', 'nowhere.key', noFile],
])('refuses a key that is %s, and shows none of it', (_, key, refusal) => {
  expect(() => read(client.cert, key)).toThrow(expect.objectContaining({ code: 'input-invalid', ...refusal }));
});

test('refuses a certificate that is none', () => {
  expect(() => read('nowhere.pem', client.key)).toThrow('input `cert` is neither PEM nor the path of a file');
});

test('wants the key of a certificate', () => {
  expect(() => read(client.cert)).toThrow(
    expect.objectContaining({
      code: 'input-missing',
      message: 'The input `cert` is given, and not its private key.',
      advice: ['Give the key with `key`, from a secret.'],
    }),
  );
});

test('wants the certificate of a key', () => {
  expect(() => read(undefined, client.key)).toThrow(
    expect.objectContaining({
      code: 'input-missing',
      message: 'The input `key` is given, and not the certificate it belongs to.',
      advice: ['Give the client certificate with `cert`.'],
    }),
  );
});
