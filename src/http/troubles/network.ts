import { Failure, type FailureCode } from '../../failure.ts';
import type { Progress } from '../progress.ts';
import { ProxyRefusal } from '../proxy.ts';
import type { Route } from '../route.ts';
import { codeOf } from './node-error.ts';
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
  EAI_AGAIN: unknownHost,
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

/** connectionFailure gives the Failure for an error of the network; the error's own text is not shown. */
export function connectionFailure(what: string, route: Route, { stage }: Progress, error: unknown): Failure {
  const peer = (stage === 'proxy' && proxyOf(route)) || serverOf(route);
  const { code, explain } = error instanceof ProxyRefusal ? proxyTrouble(error) : troubleOf(error);
  return new Failure(code, explain(what, peer, error));
}

function troubleOf(error: unknown): Trouble {
  const code = codeOf(error);
  return troubles[code] ?? tlsTrouble(error) ?? (code.startsWith('HPE_') ? notHttp : broken);
}

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
