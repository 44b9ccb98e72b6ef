import { type Explanation, Failure, type FailureCode } from '../failure.ts';

interface Row {
  readonly code: FailureCode;
  readonly explain: (what: string, url: URL) => Explanation;
}

const unknownHost: Row = {
  code: 'host-unknown',
  explain: (what, { hostname }) => ({
    message: `${what} failed: no address is known for the host ${hostname}.`,
    reasons: [
      'The host name in `auth-url` is misspelt, or its region does not exist.',
      'The name is known only inside a private network, which a hosted runner is not in.',
    ],
    advice: [
      "Compare `auth-url` with the Identity endpoint in your cloud's dashboard (API access, or the openrc file).",
    ],
  }),
};

const refused: Row = {
  code: 'connection-refused',
  explain: (what, url) => ({
    message: `${what} failed: ${url.host} refused the connection.`,
    reasons: ['The port in `auth-url` is wrong: Keystone is mostly at 443 or 5000.', 'The service is down.'],
    advice: ["Compare `auth-url` with the Identity endpoint in your cloud's dashboard."],
  }),
};

const unreachable: Row = {
  code: 'connection-refused',
  explain: (what, url) => ({
    message: `${what} failed: there is no way from this runner to ${url.host}.`,
    reasons: ['The address belongs to a private network, or to an IP version this runner does not have.'],
    advice: ['Run the job on a self-hosted runner inside that network.'],
  }),
};

const broken: Row = {
  code: 'connection-broken',
  explain: (what, url) => ({
    message: `${what} failed: ${url.host} closed the connection before its answer was complete.`,
    reasons: [
      'The service or a proxy before it was restarted.',
      'The port speaks TLS and `auth-url` says http, or the other way round.',
    ],
    advice: ['Run the job again; if it stays so, check scheme and port of `auth-url`.'],
  }),
};

const untrusted: Row = {
  code: 'tls-untrusted',
  explain: (what, { host }) => ({
    message: `${what} failed: the certificate of ${host} was issued by an authority that this runner does not trust.`,
    reasons: [
      'The cloud uses a certificate authority of its own.',
      'A proxy in between shows a certificate of its own.',
      'The server does not send its intermediate certificate.',
    ],
    advice: ['Give the certificate authority with the input `cacert` (PEM, or a path).'],
  }),
};

const selfSigned: Row = {
  code: 'tls-untrusted',
  explain: (what, { host }) => ({
    message: `${what} failed: ${host} shows a self-signed certificate, which this runner does not trust.`,
    advice: ['Give that certificate with the input `cacert` (PEM, or a path).'],
  }),
};

const expired: Row = {
  code: 'tls-expired',
  explain: (what, { host }) => ({
    message: `${what} failed: the certificate of ${host} is not valid at this time.`,
    reasons: ['It has expired.', "This runner's clock is wrong."],
    advice: ["Tell the cloud's operator; on a self-hosted runner, check the clock."],
  }),
};

const wrongHost: Row = {
  code: 'tls-host-mismatch',
  explain: (what, { hostname }) => ({
    message: `${what} failed: the server's certificate is not made out for ${hostname}.`,
    reasons: ['`auth-url` names the server by an address or an alias that its certificate does not list.'],
    advice: ['Use the host name that the certificate is made out for.'],
  }),
};

const tlsFailed: Row = {
  code: 'tls-failed',
  explain: (what, url) => ({
    message: `${what} failed: no TLS connection to ${url.host} came about.`,
    reasons: ['The port speaks plain http.', 'The server speaks only old TLS versions.'],
    advice: ['Check scheme and port of `auth-url`.'],
  }),
};

const proxyRefused: Row = {
  code: 'proxy-refused',
  explain: (what, { host }) => ({
    message: `${what} failed: the proxy would not open a connection to ${host}.`,
    reasons: ['The proxy wants a user and password.', 'The proxy allows other ports only (mostly 443).'],
    advice: ['Check `https_proxy` and `no_proxy` in the environment of the job.'],
  }),
};

// By Node's error codes: https://nodejs.org/api/errors.html#common-system-errors and OpenSSL's X509_V_ERR_*.
const rows: Readonly<Record<string, Row>> = {
  ENOTFOUND: unknownHost,
  EAI_AGAIN: unknownHost,
  EAI_NODATA: unknownHost,
  ECONNREFUSED: refused,
  EHOSTUNREACH: unreachable,
  ENETUNREACH: unreachable,
  EADDRNOTAVAIL: unreachable,
  DEPTH_ZERO_SELF_SIGNED_CERT: selfSigned,
  SELF_SIGNED_CERT_IN_CHAIN: untrusted,
  UNABLE_TO_GET_ISSUER_CERT: untrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
  CERT_UNTRUSTED: untrusted,
  INVALID_CA: untrusted,
  CERT_HAS_EXPIRED: expired,
  CERT_NOT_YET_VALID: expired,
  ERR_TLS_CERT_ALTNAME_INVALID: wrongHost,
};

/** connectionFailure gives the Failure for an error of the network; the error's own text is not shown. */
export function connectionFailure(what: string, url: URL, error: unknown): Failure {
  const row = rowOf(error);
  return new Failure(row.code, row.explain(what, url));
}

function rowOf(error: unknown): Row {
  if (!(error instanceof Error)) {
    return broken;
  }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (error.message.startsWith('tunneling socket could not be established')) {
    return proxyRefused;
  }
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_') || code.startsWith('ERR_TLS_')) {
    return rows[code] ?? tlsFailed;
  }
  return rows[code] ?? broken;
}
