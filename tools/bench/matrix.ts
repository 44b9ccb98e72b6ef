import { setImmediate as turn } from 'node:timers/promises';
import { persist } from '../../src/http/persist.ts';
import type { Response } from '../../src/http/request.ts';
import type { Kind } from './limiters.ts';

/** What came of the jobs of a matrix. */
export interface Outcome {
  readonly succeeded: number;
  /** Until the last of them was done, in seconds. */
  readonly seconds: number;
  readonly requests: number;
}

export interface Matrix {
  readonly jobs: number;
  readonly kind: Kind;
  /** Whether the server says when to come back. */
  readonly tells: boolean;
  /** The input `timeout`. */
  readonly timeout: number;
  /** Gives a number from 0 up to 1, another each time. */
  readonly chance: () => number;
}

// A login and its answer, in milliseconds; and how far apart the first and the last job begin.
const latency = 300;
const spread = 5000;

/** A clock that moves on when nothing is left to be done at its moment. */
class SimulatedClock {
  now = 0;
  readonly #timers: { readonly at: number; readonly ring: () => void }[] = [];

  wait(milliseconds: number): Promise<void> {
    return new Promise((ring) => {
      this.#timers.push({ at: this.now + milliseconds, ring });
    });
  }

  /** run lets the time pass until nobody waits any more. */
  async run(): Promise<void> {
    for (await turn(); this.#timers.length > 0; await turn()) {
      this.now = Math.min(...this.#timers.map(({ at }) => at));
      const due = this.#timers.filter(({ at }) => at === this.now);
      const later = this.#timers.filter(({ at }) => at !== this.now);
      this.#timers.splice(0, this.#timers.length, ...later);
      for (const { ring } of due) {
        ring();
      }
    }
  }
}

/** simulate lets the jobs of a matrix log in with the action's own persistence, on a clock of their own. */
export async function simulate({ jobs, kind, tells, timeout, chance }: Matrix): Promise<Outcome> {
  const clock = new SimulatedClock();
  const limiter = kind.start();
  let requests = 0;
  const logIn = async (): Promise<Response> => {
    requests += 1;
    const { allowed, retryAfter } = limiter(clock.now);
    await clock.wait(latency);
    const headers = tells ? { 'retry-after': String(Math.ceil(retryAfter / 1000)) } : {};
    return allowed ? { status: 201, headers: {}, body: '' } : { status: 429, headers, body: '' };
  };
  const job = async (): Promise<boolean> => {
    await clock.wait(chance() * spread);
    const end = clock.now + timeout * 1000;
    const { status } = await persist(
      { what: 'The login', prepare: async () => {}, attempt: logIn },
      {
        remaining: () => Math.max(0, end - clock.now),
        wait: (milliseconds) => clock.wait(milliseconds),
        log: () => {},
        chance,
      },
    );
    return status === 201;
  };
  const results = Promise.all(Array.from({ length: jobs }, job));
  await clock.run();
  const succeeded = (await results).filter(Boolean).length;
  return { succeeded, seconds: clock.now / 1000, requests };
}

/** seeded gives numbers from 0 up to 1 that look random and are the same each time (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
