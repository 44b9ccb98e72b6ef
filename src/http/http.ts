import { setTimeout as sleep } from 'node:timers/promises';
import type { Trust } from '../identity.ts';
import type { Seal } from '../secret.ts';
import { exchange, type Message } from './attempt.ts';
import type { Deadline } from './deadline.ts';
import { type Pace, persist } from './persist.ts';
import { proxyFor } from './proxy.ts';

/** Headers by name. */
export type Headers = Readonly<Record<string, string>>;

/** One request. Nothing in `what` is secret: it names the request in the log. */
export interface Request {
  /** What is being done, as the beginning of a sentence: `The login at cloud.example`. */
  readonly what: string;
  readonly method: 'GET' | 'HEAD' | 'POST' | 'DELETE';
  readonly url: URL;
  /** Where the URL comes from, as text for advice; `auth-url`, in backticks, unless given. */
  readonly setting?: string;
  readonly headers?: Headers | (() => Headers | Promise<Headers>);
  /** Made anew for each attempt, as headers that are a function: a passcode is good once, an ID token for minutes. */
  readonly body?: () => string | Promise<string>;
  /** Tells an answer that no other attempt would change, whatever its status says. */
  readonly isFinal?: (response: Response) => boolean;
  /** Told of each attempt's status and headers before its body is read, which may never come. */
  readonly received?: (head: Head) => void;
}

/** An answer's status and headers; names in lower case, several of one name joined by a comma and a space. */
export interface Head {
  readonly status: number;
  readonly headers: Headers;
}

/** An answer, its body as UTF-8 text. */
export interface Response extends Head {
  readonly body: string;
  /** Why this was the last attempt although another might have fared better: sentences. */
  readonly gaveUp?: string;
}

/** The one thing other rooms know of this one. */
export interface Http {
  /**
   * send gives the server's answer, whatever its status. It tries again what may pass, and follows no redirect.
   * Throws a Failure when there is no answer: unreachable, untrusted, broken, too large, too late.
   */
  send(request: Request): Promise<Response>;
}

/** What the network is used with. */
export interface Surroundings {
  readonly trust: Trust;
  readonly deadline: Deadline;
  /** Registers a proxy's password with the runner's masks. */
  readonly seal: Seal;
  /** Told of each wait before another attempt, one line. */
  readonly log: (line: string) => void;
  /** Waits, at most until the signal is aborted. */
  readonly wait?: (milliseconds: number, signal: AbortSignal | undefined) => Promise<unknown>;
}

/** createHttp gives the way to the network: every request, together with its retries, ends by the deadline. */
export function createHttp({ trust, deadline, seal, log, wait = asleep }: Surroundings): Http {
  const pace: Pace = {
    remaining: () => deadline.remaining(),
    // A wait that is cut off is followed by an attempt that is not made: that is where cancellation is told.
    wait: (milliseconds) => wait(milliseconds, deadline.cancelled).catch(() => {}),
    log,
    chance: Math.random,
  };
  return {
    async send(request) {
      const { what, url, setting = '`auth-url`', isFinal } = request;
      const route = { url, trust, setting, proxy: proxyFor(url, seal, log) };
      const endeavour = {
        what,
        prepare: () => prepared(request),
        attempt: (message: Message) => exchange(message, route, deadline),
        isFinal,
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
