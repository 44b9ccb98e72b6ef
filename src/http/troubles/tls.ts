import { quote } from '../../failure.ts';
import { codeOf, memberOf, textOfError } from './node-error.ts';
import type { Peer, Trouble } from './peer.ts';

const untrusted: Trouble = {
  code: 'tls-untrusted',
  explain: (what, { host, counting }) => ({
    message: `${what} failed: the certificate of ${host} was issued by an authority that this runner does not trust.`,
    reasons: [
      'The server has a certificate of a private authority.',
      'A proxy in between shows a certificate of its own.',
      'The server does not send its intermediate certificate.',
    ],
    advice: [trustIt('the certificate authority', counting)],
  }),
};

const selfSigned: Trouble = {
  code: 'tls-untrusted',
  explain: (what, { host, counting }) => ({
    message: `${what} failed: ${host} shows a self-signed certificate, which this runner does not trust.`,
    advice: [trustIt('that certificate', counting)],
  }),
};

// What counts with a server that the user did not choose, counts with every other too.
function trustIt(certificate: string, counting: Peer['counting']): string {
  return counting.includes('cacert')
    ? `Give ${certificate} with the input \`cacert\` (PEM, or a path).`
    : `Add ${certificate} to those that the runner's system trusts, or name a PEM file with it in \`SSL_CERT_FILE\` or \`NODE_EXTRA_CA_CERTS\` in the environment of the job.`;
}

const unfit: Trouble = {
  code: 'tls-untrusted',
  explain: (what, { host }, error) => ({
    message: `${what} failed: the certificate chain of ${host} does not pass the check ${quote(codeOf(error))}.`,
    reasons: ['A certificate in it is revoked, too weak, or not made for a server.'],
    advice: ["Tell the service's operator."],
  }),
};

const expired: Trouble = {
  code: 'tls-expired',
  explain: (what, { host }) => ({
    message: `${what} failed: the certificate of ${host}, or one that it was issued by, has expired.`,
    reasons: ["The service's operator has not renewed it.", "This runner's clock is wrong."],
    advice: ["Tell the service's operator; on a self-hosted runner, check the clock."],
  }),
};

const notYetValid: Trouble = {
  code: 'tls-expired',
  explain: (what, { host }) => ({
    message: `${what} failed: the certificate of ${host}, or one that it was issued by, is not valid yet.`,
    reasons: ["This runner's clock is wrong."],
    advice: ["On a self-hosted runner, check the clock; elsewhere, tell the service's operator."],
  }),
};

const wrongHost: Trouble = {
  code: 'tls-host-mismatch',
  explain: (what, { hostname, setting }, error) => ({
    message: `${what} failed: the server's certificate is not made out for ${hostname}.`,
    reasons: [`The server is named in ${setting} by an address or an alias that its certificate does not list.`],
    advice: [`Use a name that the certificate is made out for: ${quote(namesIn(error))}.`],
  }),
};

const noTls: Trouble = {
  code: 'tls-failed',
  explain: (what, { host, setting }) => ({
    message: `${what} failed: ${host} does not speak TLS at that port.`,
    reasons: [`The scheme in ${setting} is https, and the port speaks plain http.`],
    advice: [`Check scheme and port of ${setting}.`],
  }),
};

const noCommon: Trouble = {
  code: 'tls-failed',
  explain: (what, { host, counting }) => ({
    message: `${what} failed: ${host} and this runner have no version of TLS or no cipher in common.`,
    reasons: ['The server speaks only TLS 1.1 or older.', 'The server wants a client certificate.'],
    advice: counting.includes('cert')
      ? ["Tell the service's operator, or give a client certificate with the inputs `cert` and `key`."]
      : ["Tell the service's operator."],
  }),
};

const clientRefused: Trouble = {
  code: 'tls-client-refused',
  explain: (what, { host, counting }) =>
    counting.includes('cert')
      ? {
          message: `${what} failed: ${host} did not accept the client certificate, or wants one and was given none.`,
          reasons: [
            'The server does not trust the authority that issued it.',
            'It has expired or is made for other uses.',
          ],
          advice: ['Give a client certificate and its key with the inputs `cert` and `key`.'],
        }
      : {
          message: `${what} failed: ${host} wants a client certificate, and is shown none.`,
          reasons: ['The inputs `cert` and `key` are shown to the cloud alone.'],
          advice: ["Have the service's operator let this runner in without one."],
        },
};

const otherwise: Trouble = {
  code: 'tls-failed',
  explain: (what, { host, setting }) => ({
    message: `${what} failed: no TLS connection to ${host} came about.`,
    reasons: ['Something in between does not let TLS through.', 'The server does not serve that host name.'],
    advice: [`Check scheme, host and port of ${setting}.`],
  }),
};

// By Node's codes for OpenSSL's X509_V_ERR_*: https://nodejs.org/api/tls.html#x509-certificate-error-codes
const byCode: Readonly<Record<string, Trouble>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: selfSigned,
  SELF_SIGNED_CERT_IN_CHAIN: untrusted,
  UNABLE_TO_GET_ISSUER_CERT: untrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
  CERT_UNTRUSTED: untrusted,
  CERT_HAS_EXPIRED: expired,
  CERT_NOT_YET_VALID: notYetValid,
  HOSTNAME_MISMATCH: wrongHost,
  ERR_TLS_CERT_ALTNAME_INVALID: wrongHost,
};

// By OpenSSL's reason (openssl/sslerr.h); from 1000 on it is the alert that the other side sent (RFC 8446, 6).
const byReason: Readonly<Record<number, Trouble>> = {
  198: noTls, // packet length too long
  267: noTls, // wrong version number
  258: noCommon, // unsupported protocol
  1040: noCommon, // handshake failure
  1070: noCommon, // protocol version
  1071: noCommon, // insufficient security
  1042: clientRefused, // bad certificate
  1043: clientRefused, // unsupported certificate
  1044: clientRefused, // certificate revoked
  1045: clientRefused, // certificate expired
  1046: clientRefused, // certificate unknown
  1048: clientRefused, // unknown certificate authority
  1049: clientRefused, // access denied
  1116: clientRefused, // certificate required
};

/** isUnknownIssuer tells whether an error means that one certificate more could have made the chain whole. */
export function isUnknownIssuer(error: unknown): boolean {
  const trouble = byCode[codeOf(error)];
  return trouble === untrusted || trouble === selfSigned;
}

/** tlsTrouble returns the trouble behind an error of a TLS connection, or undefined if it is none of TLS. */
export function tlsTrouble(error: unknown): Trouble | undefined {
  const reason = reasonOf(error);
  const code = codeOf(error);
  return byCode[code] ?? (reason === undefined ? unnamed(code) : (byReason[reason] ?? otherwise));
}

function unnamed(code: string): Trouble | undefined {
  if (/^(EPROTO|ERR_SSL_|ERR_TLS_)/.test(code)) {
    return otherwise;
  }
  // What is left of X509_V_ERR_*, such as CERT_REVOKED or INVALID_PURPOSE; system errors begin with E.
  return /^(CERT|CRL|INVALID|PATH|UNSPECIFIED|UNABLE)/.test(code) ? unfit : undefined;
}

// Node names some of OpenSSL's errors in `code` and leaves others in an EPROTO's text; the number is in both. It has the
// library (20 is TLS) above the lowest 23 bits.
function reasonOf(error: unknown): number | undefined {
  const [, hexadecimal] = /\berror:0A([0-9A-F]{6}):/.exec(textOfError(error, 'message')) ?? [];
  return hexadecimal === undefined ? undefined : Number.parseInt(hexadecimal, 16);
}

function namesIn(error: unknown): string {
  return textOfError(memberOf(error, 'cert'), 'subjectaltname') || 'none';
}
