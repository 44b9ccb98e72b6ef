import { Deadline } from '../http/deadline.ts';
import { createHttp } from '../http/http.ts';
import type { Http } from '../http/request.ts';
import type { Trust } from '../identity.ts';
import { info, seal } from '../runner/log.ts';
import { Secret } from '../secret.ts';
import type { Leftover, World } from './kind.ts';

/** The cloud that leftovers are from. */
export interface Origin {
  /** The versioned Identity endpoint. */
  readonly endpoint: URL;
  readonly trust: Trust;
}

/** The way to that cloud, for a while. */
export interface CloudAccess {
  readonly http: Http;
  readonly endpoint: URL;
  readonly deadline: Deadline;
}

/** worldOf returns what undoing needs for some seconds, by what is older. It logs in once more at most. */
export function worldOf(
  { endpoint, trust }: Origin,
  seconds: number,
  logIn: (network: CloudAccess) => Promise<Secret>,
): (older: readonly Leftover[]) => World {
  const deadline = new Deadline(seconds);
  const network = {
    endpoint,
    deadline,
    http: createHttp({ cloud: { url: endpoint, trust }, deadline, seal, log: info }),
  };
  let renewed: Promise<Secret> | undefined;
  const renew = (): Promise<Secret> => {
    renewed ??= logIn(network);
    return renewed;
  };
  return (older) => ({
    keystone: async () => network,
    user: async () => ({ ...network, renew, token: tokenIn(older) ?? (await renew()) }),
    older,
  });
}

function tokenIn(older: readonly Leftover[]): Secret | undefined {
  const id = older.findLast(({ kind }) => kind === 'token')?.id;
  return id instanceof Secret ? id : undefined;
}
