/** What a server that limits logins says of one, at a moment in milliseconds. */
export interface Verdict {
  readonly allowed: boolean;
  /** Milliseconds until the next one may be allowed. */
  readonly retryAfter: number;
}

export type Limiter = (now: number) => Verdict;

/** A kind of limit of 60 logins a minute. */
export interface Kind {
  readonly name: string;
  readonly start: () => Limiter;
  /** The least seconds in which 256 logins can be allowed. */
  readonly least: number;
}

const minute = 60_000;
const limit = 60;
const allowed: Verdict = { allowed: true, retryAfter: 0 };

/** Sixty in each minute of the clock; the first has begun `offset` milliseconds ago. */
function fixedWindow(offset: number): Limiter {
  let window = 0;
  let count = 0;
  return (now) => {
    const current = Math.floor((now + offset) / minute);
    count = current === window ? count : 0;
    window = current;
    if (count < limit) {
      count += 1;
      return allowed;
    }
    return { allowed: false, retryAfter: (current + 1) * minute - offset - now };
  };
}

/** Sixty in any minute. */
function slidingWindow(): Limiter {
  let logins: readonly number[] = [];
  return (now) => {
    logins = logins.filter((login) => login > now - minute);
    if (logins.length < limit) {
      logins = [...logins, now];
      return allowed;
    }
    return { allowed: false, retryAfter: (logins[0] ?? now) + minute - now };
  };
}

/** One a second, and as many at once as have been saved up. */
function bucket(size: number): Limiter {
  const each = minute / limit;
  let level = size;
  let last = 0;
  return (now) => {
    level = Math.min(size, level + (now - last) / each);
    last = now;
    if (level >= 1) {
      level -= 1;
      return allowed;
    }
    return { allowed: false, retryAfter: (1 - level) * each };
  };
}

/** The ways in which servers count. */
export const kinds: readonly Kind[] = [
  { name: 'a minute of the clock, from its begin', start: () => fixedWindow(0), least: 240 },
  { name: 'a minute of the clock, from its end', start: () => fixedWindow(minute - 1000), least: 181 },
  { name: 'any minute', start: slidingWindow, least: 240 },
  { name: 'one a second, 60 saved up', start: () => bucket(60), least: 196 },
  { name: 'one a second, 10 saved up', start: () => bucket(10), least: 246 },
  { name: 'one a second, none saved up', start: () => bucket(1), least: 255 },
];
