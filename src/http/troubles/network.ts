import { Failure, type FailureCode } from '../../failure.ts';
import type { Progress, Stage } from '../progress.ts';
import { ProxyRefusal } from '../proxy.ts';
import type { Response } from '../request.ts';
import type { Route } from '../route.ts';
import { codeOf, memberOf } from './node-error.ts';
import { proxyOf, serverOf, type Trouble } from './peer.ts';
import { proxyTrouble } from './proxy.ts';
import { tlsTrouble } from './tls.ts';

const unknownHost: Trouble = {
  code: 'host-unknown',
  explain: (what, { hostname, setting, compare }) => ({
    message: `${what} failed: no address is known for the host ${hostname}.`,
    reasons: [
      `The host name in ${setting} is misspelt, or its region does not exist.`,
      'The name is known only inside a private network, which a hosted runner is not in.',
    ],
    advice: [compare],
  }),
};

const nameServer: Trouble = {
  code: 'host-unknown',
  explain: (what, { hostname }) => ({
    message: `${what} failed: the name server gave no answer about the host ${hostname}.`,
    reasons: [
      'The name server of this runner is down or out of reach. The name itself may be right.',
      'The container of the job has no network.',
    ],
    advice: ["Run the job again; if it stays so, check the runner's or the container's DNS settings."],
  }),
};

const refused: Trouble = {
  code: 'connection-refused',
  explain: (what, { host, setting, compare }) => ({
    message: `${what} failed: ${host} refused the connection.`,
    reasons: [`The port in ${setting} is wrong.`, 'The service is down.'],
    advice: [compare],
  }),
};

const unreachable: Trouble = {
  code: 'connection-refused',
  explain: (what, { host }) => ({
    message: `${what} failed: there is no way from this runner to ${host}.`,
    reasons: ['The address belongs to a private network, or to an IP version this runner does not have.'],
    advice: ['Run the job on a self-hosted runner inside that network.'],
  }),
};

const broken: Trouble = {
  code: 'connection-broken',
  explain: (what, { host, setting }) => ({
    message: `${what} failed: ${host} closed the connection before its answer was complete.`,
    reasons: [
      'The service or a proxy before it was restarted.',
      `The port speaks TLS and ${setting} says http, or the other way round.`,
    ],
    advice: [`Run the job again; if it stays so, check scheme and port of ${setting}.`],
  }),
};

const notHttp: Trouble = {
  code: 'connection-broken',
  explain: (what, { host, setting }) => ({
    message: `${what} failed: the answer of ${host} is not HTTP.`,
    reasons: [`The port speaks TLS and ${setting} says http.`, 'Another service listens at that port.'],
    advice: [`Check scheme and port of ${setting}.`],
  }),
};

const speaksTls: Trouble = {
  code: 'tls-failed',
  explain: (what, { host, setting }) => ({
    message: `${what} failed: ${host} speaks TLS at that port, and ${setting} begins with http://.`,
    advice: ['Begin it with https://.'],
  }),
};

const brokenHandshake: Trouble = {
  code: 'connection-broken',
  explain: (what, { host, setting }) => ({
    message: `${what} failed: ${host} closed the connection in the TLS handshake.`,
    reasons: [
      `The port speaks plain http, and ${setting} begins with https://.`,
      'Something in between lets connections through, but not TLS.',
      'The service or a proxy before it was restarted.',
    ],
    advice: [`Run the job again; if it stays so, check scheme and port of ${setting}.`],
  }),
};

const longHeaders: Trouble = {
  code: 'answer-too-large',
  explain: (what, { host, compare }) => ({
    message: `${what} failed: ${host} answered with headers of more than 256 KiB.`,
    advice: [compare],
  }),
};

const garbled: Trouble = {
  code: 'answer-unreadable',
  explain: (what, { host }) => ({
    message: `${what} failed: the answer of ${host} is not packed as its Content-Encoding says.`,
    reasons: ['A proxy or load balancer in between has changed it.'],
    advice: ["Tell the service's operator."],
  }),
};

// By Node's error codes: https://nodejs.org/api/errors.html#common-system-errors
const troubles: Readonly<Record<string, Trouble>> = {
  ENOTFOUND: unknownHost,
  EAI_AGAIN: nameServer,
  EAI_FAIL: unknownHost,
  EAI_NODATA: unknownHost,
  ECONNREFUSED: refused,
  EHOSTUNREACH: unreachable,
  ENETUNREACH: unreachable,
  EADDRNOTAVAIL: unreachable,
  ETIMEDOUT: unreachable,
  HPE_HEADER_OVERFLOW: longHeaders,
  // Of zlib. Where the end of a packed answer is missing, so is the end of the answer: that is Z_BUF_ERROR.
  Z_DATA_ERROR: garbled,
};

/** connectionFailure returns the Failure for an error of the network; the error's own text is not shown. */
export function connectionFailure(what: string, route: Route, { stage }: Progress, error: unknown): Failure {
  const peer = (stage === 'proxy' && proxyOf(route)) || serverOf(route);
  const { code, explain } = error instanceof ProxyRefusal ? proxyTrouble(error) : troubleOf(error, stage);
  return new Failure(code, explain(what, peer, error));
}

function troubleOf(error: unknown, stage: Stage): Trouble {
  const code = codeOf(error);
  const known = troubles[code] ?? tlsTrouble(error);
  if (known !== undefined) {
    return known;
  }
  if (code.startsWith('HPE_')) {
    return isAlert(memberOf(error, 'rawPacket')) ? speaksTls : notHttp;
  }
  return stage === 'tls' ? brokenHandshake : broken;
}

// A TLS record that is an alert, of any version: RFC 8446, 5.1.
function isAlert(bytes: unknown): boolean {
  return bytes instanceof Uint8Array && bytes[0] === 21 && bytes[1] === 3;
}

/**
 * tlsWanted returns the Failure of a plain request that a web server answered by saying that the port wants TLS, as
 * nginx, Apache and Go do; undefined for any other answer.
 */
export function tlsWanted(what: string, route: Route, { status, body }: Response): Failure | undefined {
  const { code, explain } = speaksTls;
  return status === 400 && route.url.protocol === 'http:' && saysSo.test(body.slice(0, 2000))
    ? new Failure(code, explain(what, serverOf(route), undefined))
    : undefined;
}

const saysSo =
  /plain HTTP request was sent to HTTPS port|speaking plain HTTP to an SSL-enabled|HTTP request to an HTTPS server/;

const passing: ReadonlySet<FailureCode> = new Set([
  'host-unknown',
  'connection-refused',
  'connection-broken',
  'proxy-unavailable',
  'deadline-exceeded',
]);

/** mayPass tells whether a failure can be gone at the next attempt. */
export function mayPass({ code }: Failure): boolean {
  return passing.has(code);
}
