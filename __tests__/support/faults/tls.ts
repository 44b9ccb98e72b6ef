import type tls from 'node:tls';
import { newCertificate } from '../../../tools/certificates.ts';
import { issue } from '../keystone.ts';
import { ca, certificate, good, type Row, serverScene } from './scene.ts';

/** A cloud over TLS, of a kind. */
function overTls(
  fault: string,
  options: () => Promise<tls.TlsOptions>,
  given: Readonly<Record<string, string>> = { cacert: ca.cert },
): Row {
  return { fault, stays: async () => serverScene({ tls: await options(), logins: [issue(good)] }, given) };
}

const expired = { notBefore: new Date('2020-01-01'), notAfter: new Date('2021-01-01') };
const future = { notBefore: new Date('2090-01-01'), notAfter: new Date('2091-01-01') };
const askingClients = { requestCert: true, rejectUnauthorized: true, ca: ca.cert };

/** What can be wrong with certificates and handshakes. */
export const tlsFaults: readonly Row[] = [
  overTls('an authority of the cloud’s own, given with `cacert`', async () => certificate),
  {
    fault: 'an authority of the cloud’s own, in the file that SSL_CERT_FILE names',
    stays: async () => {
      const scene = await serverScene({ tls: certificate, logins: [issue(good)] });
      return { ...scene, env: { SSL_CERT_FILE: 'ca.pem' }, files: { 'ca.pem': ca.cert } };
    },
  },
  overTls('an authority of the cloud’s own, and `insecure`', async () => certificate, { insecure: 'true' }),
  {
    fault: 'an IPv6 address in `auth-url`',
    stays: () => serverScene({ tls: certificate, logins: [issue(good)], address: '::1' }, { cacert: ca.cert }),
  },
  overTls('an authority that is unknown', async () => certificate, {}),
  overTls('a self-signed certificate', () => newCertificate(undefined, { names: ['localhost'] }), {}),
  overTls('a certificate that has expired', () => newCertificate(ca, expired)),
  overTls('a certificate that is not valid yet', () => newCertificate(ca, future)),
  overTls('a certificate for another name', () => newCertificate(ca, { names: ['other.example'], addresses: [] })),
  overTls(
    'a cloud that wants a client certificate, and is given one',
    async () => ({ ...certificate, ...askingClients }),
    {
      cacert: ca.cert,
      cert: certificate.cert,
      key: certificate.key,
    },
  ),
  overTls('a cloud that wants a client certificate (TLS 1.3)', async () => ({ ...certificate, ...askingClients })),
  overTls('a cloud that wants a client certificate (TLS 1.2)', async () => ({
    ...certificate,
    ...askingClients,
    maxVersion: 'TLSv1.2',
  })),
  overTls('only TLS 1.1', async () => ({
    ...certificate,
    minVersion: 'TLSv1',
    maxVersion: 'TLSv1.1',
    ciphers: 'DEFAULT@SECLEVEL=0',
  })),
  {
    fault: 'a handshake that never ends',
    stays: () => serverScene({ tls: certificate, logins: [], accept: () => false }),
  },
  {
    fault: 'https, at a port that speaks http',
    stays: async () => {
      const scene = await serverScene({
        logins: [],
        accept: (socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n') !== socket,
      });
      return { ...scene, with: { ...scene.with, 'auth-url': `https://localhost:${scene.server?.port}/v3` } };
    },
  },
  {
    fault: 'http, at a port that speaks TLS',
    stays: async () => {
      const scene = await serverScene({ tls: certificate, logins: [] });
      return { ...scene, with: { ...scene.with, 'auth-url': `http://localhost:${scene.server?.port}/v3` } };
    },
  },
];
