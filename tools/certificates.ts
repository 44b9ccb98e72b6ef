import { generate } from 'selfsigned';

/** A certificate with its key, both as PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** What a certificate is made out for, and when it is valid: from now for a year unless said otherwise. */
export interface Subject {
  /** DNS names; the first is the common name too. */
  readonly names?: readonly string[];
  readonly addresses?: readonly string[];
  readonly notBefore?: Date;
  readonly notAfter?: Date;
}

const kind = { keyType: 'ec', algorithm: 'sha256' } as const;

/** newAuthority gives a certificate authority of one's own, valid for a year. */
export async function newAuthority(name: string): Promise<Certificate> {
  const { cert, private: key } = await generate([{ name: 'commonName', value: name }], {
    ...kind,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  return { cert, key };
}

/**
 * newCertificate gives a certificate for a server, on loopback unless said otherwise, or for a client. It is signed by
 * ca, or by itself without one.
 */
export async function newCertificate(ca?: Certificate, subject: Subject = {}): Promise<Certificate> {
  const { names = ['localhost'], addresses = ['127.0.0.1', '::1'], notBefore, notAfter } = subject;
  const { cert, private: key } = await generate([{ name: 'commonName', value: names[0] ?? '' }], {
    ...kind,
    ...(ca && { ca: { cert: ca.cert, key: ca.key } }),
    ...(notBefore && { notBeforeDate: notBefore }),
    ...(notAfter && { notAfterDate: notAfter }),
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true, clientAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          ...names.map((value) => ({ type: 2, value }) as const),
          ...addresses.map((ip) => ({ type: 7, ip }) as const),
        ],
      },
    ],
  });
  return { cert, key };
}
