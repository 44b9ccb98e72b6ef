import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { Failure } from '../../failure.ts';
import type { ClientCertificate } from '../../identity.ts';
import type { Given, Options } from '../options.ts';
import { certificates, notIn, pemOf, type TrustMeans } from './pem.ts';

const keyBlock = /-----BEGIN ([A-Z]+ )?PRIVATE KEY-----[^-]+-----END \1PRIVATE KEY-----/;

/**
 * clientCertificate returns what `cert` and `key` say, or undefined without them. A certificate may bring its key along, as
 * for keystoneauth. Throws `input-missing` for one without the other, and `input-invalid` for a key that is encrypted,
 * that cannot be read, or that belongs to another certificate.
 */
export function clientCertificate(
  { cert, key }: Options,
  { readFile, seal }: TrustMeans,
): ClientCertificate | undefined {
  if (cert === undefined) {
    if (key !== undefined) {
      throw new Failure('input-missing', {
        message: `The ${key.from} is given, and not the certificate it belongs to.`,
        advice: ['Give the client certificate with `cert`.'],
      });
    }
    return undefined;
  }
  const source = key === undefined ? cert : { value: key.value.reveal(), from: key.from };
  const pem = pemOf(source.value.trim(), source.from, readFile);
  const chain = certificates(cert, readFile);
  const secret = seal(keyIn(pem, source, key === undefined));
  if (!new X509Certificate(chain).checkPrivateKey(readKey(secret.reveal(), source))) {
    throw new Failure('input-invalid', {
      message: `The private key in the ${source.from} does not belong to the (first) certificate in the ${cert.from}.`,
    });
  }
  return { cert: chain, key: secret };
}

function keyIn(pem: string, { from }: Given<string>, isCert: boolean): string {
  const [block] = keyBlock.exec(pem) ?? [];
  if (/-----BEGIN ENCRYPTED PRIVATE KEY-----|Proc-Type: 4,ENCRYPTED/.test(pem)) {
    throw new Failure('input-invalid', {
      message: `The private key in the ${from} is encrypted, and there is nobody to ask for its passphrase.`,
      advice: ['Decrypt it (`openssl pkey -in key.pem -out plain.pem`) and store the result as a secret.'],
    });
  }
  if (block === undefined) {
    throw isCert
      ? new Failure('input-missing', {
          message: `The ${from} is given, and not its private key.`,
          advice: ['Give the key with `key`, from a secret.'],
        })
      : notIn(pem, from, 'private key');
  }
  return block;
}

// OpenSSL's own error is not shown: it may quote the key.
function readKey(pem: string, { from }: Given<string>): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    throw notIn(pem, from, 'private key');
  }
}
