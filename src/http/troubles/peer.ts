import type { Explanation, FailureCode } from '../../failure.ts';
import type { Route } from '../route.ts';
import { type PeerTrust, trustOf } from '../trusted.ts';

/** Whom an attempt failed at: the server, or the proxy before it. */
export interface Peer {
  /** In messages, with its port where that is not the usual one. */
  readonly host: string;
  readonly hostname: string;
  /** Where the user gave it, in the user's words. */
  readonly setting: string;
  /** How to find out what it should be. */
  readonly compare: string;
  /** Which inputs have a say in how it is trusted. */
  readonly counting: PeerTrust['counting'];
}

/** One kind of trouble: its code and what it tells the user. */
export interface Trouble {
  readonly code: FailureCode;
  readonly explain: (what: string, peer: Peer, error: unknown) => Explanation;
}

/** serverOf returns the server at the end of a route. */
export function serverOf({ url, setting, cloud }: Route): Peer {
  return {
    host: url.host,
    hostname: url.hostname,
    setting,
    compare:
      setting === '`auth-url`'
        ? "Compare `auth-url` with the Identity endpoint in your cloud's dashboard (API access, or the openrc file)."
        : `Check ${setting}.`,
    counting: trustOf(url, cloud).counting,
  };
}

/** proxyOf returns the proxy of a route, if it has one. */
export function proxyOf({ proxy, cloud }: Route): Peer | undefined {
  return (
    proxy && {
      host: `the proxy ${proxy.url.host}`,
      hostname: `${proxy.url.hostname} (a proxy)`,
      setting: `the environment variable \`${proxy.variable}\``,
      compare: `Check \`${proxy.variable}\` and \`no_proxy\` in the environment of the job.`,
      counting: trustOf(proxy.url, cloud).counting,
    }
  );
}
