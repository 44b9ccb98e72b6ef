import tls from 'node:tls';
import { readPlainFile } from '../plain-file.ts';
import type { PeerTrust } from './trusted.ts';

/** What a TLS connection is told of trust. */
interface TlsOptions {
  ca?: string[];
  rejectUnauthorized: boolean;
  cert?: string;
  key?: string;
}

/**
 * followNoOverride has NODE_TLS_REJECT_UNAUTHORIZED switch no check off, and says so. Every connection says whether it is
 * checked, so the variable would do no more than have Node print that nothing is.
 */
export function followNoOverride(log: (line: string) => void): void {
  if (process.env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0') {
    delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    log('The environment variable `NODE_TLS_REJECT_UNAUTHORIZED` is not followed: certificates are checked.');
  }
}

/**
 * tlsOptions returns Node's options for a trust. At first the authorities that the user gave for the cloud stand alone
 * (or, without any, Node's own): all together take Node as long to read as half of the login. `widened`, they come beside
 * Node's own and those that this machine trusts, for a chain that they did not make whole.
 */
export function tlsOptions({ ca, insecure, client, counting }: PeerTrust, widened: boolean): TlsOptions {
  const given = ca === undefined ? [] : [ca];
  // A server that is not the cloud usually has a certificate of a usual authority.
  const alone = given.length === 0 || counting.includes('cert');
  const authorities = new Set([
    ...given,
    ...(widened || !alone ? usualRoots() : []),
    ...(widened ? systemCertificates() : []),
  ]);
  return {
    ...(authorities.size > 0 && { ca: [...authorities] }),
    rejectUnauthorized: !insecure,
    ...(client && { cert: client.cert, key: client.key.reveal() }),
  };
}

// With NODE_EXTRA_CA_CERTS and --use-system-ca where Node (≥ 22.15) can tell them.
function usualRoots(): readonly string[] {
  return typeof tls.getCACertificates === 'function' ? tls.getCACertificates('default') : tls.rootCertificates;
}

// Where the distributions keep their bundle, as Go's crypto/x509 knows them (root_linux.go, root_bsd.go).
const bundles = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/pki/tls/cacert.pem',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/ssl/cert.pem',
];

// They tell OpenSSL, the OpenStack tools (through requests), curl and Node of authorities.
const bundleVariables = ['SSL_CERT_FILE', 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE', 'NODE_EXTRA_CA_CERTS'];

// What Node (≥ 22.15) finds in the system's store, or the distribution's bundle, and the files that variables name.
function systemCertificates(): readonly string[] {
  const named = bundleVariables.flatMap((name) => readBundle(process.env[name] ?? ''));
  if (typeof tls.getCACertificates === 'function') {
    return [...tls.getCACertificates('system'), ...named];
  }
  return named.length > 0 ? named : bundles.flatMap(readBundle).slice(0, 1);
}

function readBundle(path: string): string[] {
  try {
    const text = readPlainFile(path, 8).toString('utf8');
    return text.includes('-----BEGIN CERTIFICATE-----') ? [text] : [];
  } catch {
    return [];
  }
}
