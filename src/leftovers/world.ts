import { Failure } from '../failure.ts';
import { Deadline } from '../http/deadline.ts';
import { createHttp } from '../http/http.ts';
import type { Http } from '../http/request.ts';
import type { Trust } from '../identity.ts';
import { info, seal } from '../runner/log.ts';
import { Secret } from '../secret.ts';
import type { Leftover, World } from './item.ts';
import { waitFor } from './wait.ts';

/** The cloud that leftovers are from. */
export interface Origin {
  /** The versioned Identity endpoint. */
  readonly endpoint: URL;
  readonly trust: Trust;
  /** Tells who logs in, where and for what from others: see fingerprintOf. */
  readonly login?: string;
}

/** The way to that cloud, for a while. */
export interface CloudAccess extends Required<Pick<Origin, 'endpoint' | 'login'>> {
  readonly http: Http;
  readonly deadline: Deadline;
}

// Milliseconds.
const passing = 3000;

/**
 * worldOf returns what undoing needs for some seconds, given what was left before: its last token is the user's. It logs in
 * once more at most, and not at all in a step.
 */
export function worldOf(
  { endpoint, trust, login = '' }: Origin,
  seconds: number,
  logIn?: (access: CloudAccess) => Promise<Secret>,
): (older: readonly Leftover[]) => World {
  const deadline = new Deadline(seconds);
  const access = {
    endpoint,
    login,
    deadline,
    http: createHttp({ cloud: { url: endpoint, trust }, deadline, seal, log: info }),
  };
  let renewed: Promise<Secret> | undefined;
  const renew = (): Promise<Secret> => {
    renewed ??= logIn?.(access) ?? Promise.reject(ended());
    return renewed;
  };
  return (older) => ({
    keystone: access,
    user: async () => ({ ...access, renew, token: tokenIn(older) ?? (await renew()) }),
    inPassing: async (work) => {
      const token = (await renewed?.catch(() => undefined)) ?? tokenIn(older);
      if (logIn && token) {
        await waitFor(work({ ...access, token }), passing);
      }
      return undefined;
    },
  });
}

function ended(): Failure {
  return new Failure('token-unknown', { message: 'The token of the login has ended.' });
}

function tokenIn(older: readonly Leftover[]): Secret | undefined {
  const id = older.findLast(({ kind }) => kind === 'token')?.id;
  return id instanceof Secret ? id : undefined;
}
