import { setTimeout as sleep } from 'node:timers/promises';
import type { Seal } from '../secret.ts';
import { keepingAgents } from './agents.ts';
import { attemptOnce, type Message } from './attempt.ts';
import type { Deadline } from './deadline.ts';
import { type Pace, persist } from './persist.ts';
import { proxyFor } from './proxy.ts';
import type { Http, Request } from './request.ts';
import { followNoOverride } from './tls.ts';
import type { Cloud } from './trusted.ts';

/** What the network is used with. */
export interface Network {
  /** Without it, only what this machine trusts counts. */
  readonly cloud?: Cloud;
  readonly deadline: Deadline;
  /** Registers a proxy's password with the runner's masks. */
  readonly seal: Seal;
  /** Told of each wait before another attempt, one line. */
  readonly log: (line: string) => void;
  /** Waits, at most until the signal is aborted. */
  readonly wait?: (milliseconds: number, signal: AbortSignal | undefined) => Promise<unknown>;
}

/** createHttp returns the way to the network: every request, together with its retries, ends by the deadline. */
export function createHttp({ cloud, deadline, seal, log, wait = asleep }: Network): Http {
  followNoOverride(log);
  const pace: Pace = {
    remaining: () => deadline.remaining(),
    // A wait that is cut off is followed by an attempt that is not made: that is where cancellation is told.
    wait: (milliseconds) => wait(milliseconds, deadline.cancelled).catch(() => {}),
    log,
    chance: Math.random,
  };
  const agentFor = keepingAgents();
  return {
    async send(request) {
      const { what, url, setting = '`auth-url`', patience } = request;
      const route = { url, cloud, setting, proxy: proxyFor(url, seal) };
      const endeavour = {
        what,
        prepare: () => prepared(request),
        attempt: (message: Message) => attemptOnce(message, agentFor(url), route, deadline),
        patience,
      };
      return await persist(endeavour, pace);
    },
  };
}

async function prepared({ headers, body, ...request }: Request): Promise<Message> {
  return {
    ...request,
    headers: await (typeof headers === 'function' ? headers() : headers),
    body: await body?.(),
  };
}

function asleep(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return sleep(milliseconds, undefined, signal && { signal });
}
