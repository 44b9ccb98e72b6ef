import { createPrivateKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { asPem, derAsPem } from '../../../src/credentials/trust/der.ts';
import { pemOf } from '../../../src/credentials/trust/pem.ts';
import { newAuthority } from '../../../tools/certificates.ts';

// The forms in which secrets and files hold PEM.

const { cert, key } = await newAuthority('test authority');
const pem = cert.trim();
const der = new X509Certificate(pem).raw;
const noFile = (): string => {
  throw new Error('ENOENT');
};

describe('PEM is read', () => {
  test.each([
    ['as it is', pem],
    ['with CRLF', pem.replaceAll('\n', '\r\n')],
    ['with CR', pem.replaceAll('\n', '\r')],
    ['with \\n', pem.replaceAll('\n', '\\n')],
    ['with \\r\\n', `${pem.replaceAll('\n', '\\r\\n')}\\r\\n`],
    ['with blanks', pem.replaceAll('\n', ' ')],
    ['without line breaks', pem.replaceAll('\n', '')],
    ['with indentation', pem.replace(/^/gm, '    ')],
    ['with empty lines', pem.replaceAll('\n', '\n\n')],
    ['in quotes', `"${pem}"`],
    ['with a byte order mark', `\uFEFF${pem}`],
    ['in longer lines', asPem('CERTIFICATE', der.toString('base64').replace(/.{76}/g, '$&\n'))],
    ['in base64', Buffer.from(pem).toString('base64')],
    ['in base64 in lines', Buffer.from(pem).toString('base64').replace(/.{76}/g, '$&\n')],
    ['in base64 of UTF-16', Buffer.from(pem, 'utf16le').toString('base64')],
    ['in base64 of CRLF', Buffer.from(pem.replaceAll('\n', '\r\n')).toString('base64')],
    ['in base64 of DER', der.toString('base64')],
    ['in base64 of DER in lines', der.toString('base64').replace(/.{64}/g, '$&\r\n')],
  ])('%s', (_, text) => {
    expect(pemOf(text, 'input `cacert`', noFile)).toContain(pem);
  });

  test.each([
    ['PEM', pem],
    ['base64', Buffer.from(pem).toString('base64')],
    ['DER', der.toString('latin1')],
  ])('from a file of %s', (_, file) => {
    expect(pemOf(' ca.pem\n', 'input `cacert`', (path) => (path === 'ca.pem' ? file : ''))).toContain(pem);
  });

  test('but what has headers stays as it is', () => {
    const encrypted = createPrivateKey(key).export({
      type: 'sec1',
      format: 'pem',
      cipher: 'aes-256-cbc',
      passphrase: 'x',
    });
    expect(pemOf(encrypted.toString(), 'input `key`', noFile)).toBe(encrypted);
  });
});

const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const ed = generateKeyPairSync('ed25519').privateKey;
const cipher = { cipher: 'aes-256-cbc', passphrase: 'x' } as const;

describe('DER is called', () => {
  test.each([
    ['CERTIFICATE', der],
    ['PRIVATE KEY', rsa.export({ type: 'pkcs8', format: 'der' })],
    ['PRIVATE KEY', ec.export({ type: 'pkcs8', format: 'der' })],
    ['PRIVATE KEY', ed.export({ type: 'pkcs8', format: 'der' })],
    ['RSA PRIVATE KEY', rsa.export({ type: 'pkcs1', format: 'der' })],
    ['EC PRIVATE KEY', ec.export({ type: 'sec1', format: 'der' })],
    ['ENCRYPTED PRIVATE KEY', rsa.export({ type: 'pkcs8', format: 'der', ...cipher })],
    ['ENCRYPTED PRIVATE KEY', ed.export({ type: 'pkcs8', format: 'der', ...cipher })],
    ['PKCS12', Buffer.from('3003020103', 'hex')],
    ['PKCS7', Buffer.from('300b06092a864886f70d010702', 'hex')],
  ])('%s', (label, bytes) => {
    expect(derAsPem(bytes)?.split('\n')[0]).toBe(`-----BEGIN ${label}-----`);
  });

  test.each(['', '30', '0203020103', '3004020103', '300302010300', '3082', '308200', '30850000000000', '3080'])(
    'nothing, if it is no sequence: %s',
    (hex) => {
      expect(derAsPem(Buffer.from(hex, 'hex'))).toBeUndefined();
    },
  );

  test('a key that can be read', () => {
    for (const bytes of [
      rsa.export({ type: 'pkcs1', format: 'der' }),
      ec.export({ type: 'sec1', format: 'der' }),
      ed.export({ type: 'pkcs8', format: 'der' }),
    ]) {
      expect(createPrivateKey(derAsPem(bytes) ?? '').type).toBe('private');
    }
  });
});
