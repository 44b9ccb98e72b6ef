// When a request is tried again, and after how long. Pure: no clock, no chance, no network in here.

/** What is known when an attempt has failed. Times are in milliseconds. */
interface Situation {
  /** The attempts made so far. */
  readonly attempts: number;
  /** How long the server asks to be left alone. */
  readonly retryAfter?: number | undefined;
  /** What is left of the deadline. */
  readonly remaining: number;
  /** A number from 0 up to 1, drawn anew each time. */
  readonly chance: number;
}

// Chosen with `npm run bench`: 256 jobs that share 60 logins a minute.
const firstCeiling = 1000;
const lastCeiling = 10_000;
// What an attempt itself needs, at the least.
const reserve = 500;

/**
 * pause returns the milliseconds to wait before the next attempt, or undefined if the deadline leaves no time for it: the
 * time the server asks for, and beyond it exponential backoff with full jitter, so that the jobs of a matrix spread out.
 * Source: https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function pause({ attempts, retryAfter = 0, remaining, chance }: Situation): number | undefined {
  const time = remaining - reserve;
  const jitter = chance * Math.min(lastCeiling, firstCeiling * 2 ** (attempts - 1));
  if (retryAfter + jitter < time) {
    return retryAfter + jitter;
  }
  // Near the end, punctual is better than never.
  return retryAfter > 0 && retryAfter < time ? retryAfter : undefined;
}

/** How a trouble is met: `wait` as long as the deadline allows, `hope` for a few attempts, `twice` more, or not again. */
export type Patience = 'wait' | 'hope' | 'twice' | 'none';

// A cloud that says "later" means it. An error of its own (500) or of the network is often there to stay.
const byStatus: Readonly<Record<number, Patience>> = {
  408: 'wait',
  425: 'wait',
  429: 'wait',
  500: 'hope',
  502: 'wait',
  503: 'wait',
  504: 'wait',
};

/** patienceWith returns how an answer's status is met. A refused credential is never tried again: clouds lock users. */
export function patienceWith(status: number): Patience {
  return byStatus[status] ?? 'none';
}

/** How many attempts may fail where there is but hope: a quarter of a minute at most, if the network says no at once. */
export const hopes = 5;

/**
 * retryAfter returns the milliseconds an answer's Retry-After asks for, from seconds or from a date; a date is held
 * against the server's own Date where there is one, because the runner's clock may be wrong. Undefined where there is
 * none or it makes no sense.
 * Source: https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
 */
export function retryAfter(headers: Readonly<Record<string, string>>, now: number): number | undefined {
  const text = headers['retry-after']?.trim() ?? '';
  // Thirty years are sense enough.
  if (/^\d{1,9}(\.\d+)?$/.test(text)) {
    return Number(text) * 1000;
  }
  const then = httpDate(text);
  return then === undefined ? undefined : Math.max(0, then - (httpDate(headers['date']) ?? now));
}

function httpDate(text = ''): number | undefined {
  const time = / GMT$/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}
