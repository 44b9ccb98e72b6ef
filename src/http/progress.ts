import { Failure } from '../failure.ts';
import type { Route } from './route.ts';

/** How far an attempt has come: what it is waiting for. */
export type Stage = 'name' | 'connection' | 'proxy' | 'tls' | 'answer' | 'body';

/** Kept up to date by what does the work, and read when something goes wrong. */
export interface Progress {
  stage: Stage;
}

const waitedFor: Readonly<Record<Stage, (route: Route) => string>> = {
  name: ({ url }) => `the name ${url.hostname} was not resolved`,
  connection: ({ url }) => `no connection to ${url.host} came about`,
  proxy: ({ proxy }) => `the proxy ${proxy?.url.host} did not open a connection`,
  tls: ({ url }) => `${url.host} did not finish the TLS handshake`,
  answer: ({ url }) => `${url.host} has the request and did not answer it`,
  body: ({ url }) => `${url.host} began an answer and did not end it`,
};

const reasons: Readonly<Record<Stage, readonly string[]>> = {
  name: ['The name server that this runner asks does not answer.'],
  connection: [
    'Packets are dropped instead of refused: by a firewall, or because only a private network reaches the address.',
  ],
  proxy: ['The proxy cannot reach the cloud either, or is no HTTP proxy.'],
  tls: ['The port speaks no TLS and waits for more.', 'Something in between lets connections through, but not TLS.'],
  answer: ['The cloud is slow just now.', 'The port speaks no HTTP.'],
  body: ['The cloud, or a proxy in between, is slow just now or has lost the connection.'],
};

/** tooLate returns the Failure of a request that was cut off. `allowed` is the time it had, in words. */
export function tooLate(what: string, route: Route, { stage }: Progress, allowed: string): Failure {
  return new Failure('deadline-exceeded', {
    message: `${what} did not finish within the ${allowed}: ${waitedFor[stage](route)}.`,
    reasons: reasons[stage],
    advice: [
      'Check that this runner can reach the host; hosted runners come from public addresses.',
      'Give more time with the input `timeout` (seconds).',
    ],
  });
}
