import { Failure } from '../failure.ts';

/**
 * The moment by which everything must have ended. It runs on the monotonic clock, so that a clock set right during a
 * job does not move it.
 */
export class Deadline {
  /** The whole time allowed, in seconds. */
  readonly seconds: number;
  readonly #end: number;

  constructor(seconds: number) {
    this.seconds = seconds;
    this.#end = performance.now() + seconds * 1000;
  }

  /** remaining gives the milliseconds left, never less than none. */
  remaining(): number {
    return Math.max(0, this.#end - performance.now());
  }

  /**
   * bound gives what `work` gives, or throws `deadline-exceeded` when the time is up first. The signal is aborted then:
   * not all of a socket's phases heed it (a proxy's CONNECT does not), which is why the timer decides.
   */
  async bound<Result>(what: string, work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    const abort = new AbortController();
    const { promise, reject } = withRejection();
    const timer = setTimeout(() => {
      reject(this.#exceeded(what));
      abort.abort();
    }, this.remaining());
    try {
      return await Promise.race([work(abort.signal), promise]);
    } finally {
      clearTimeout(timer);
    }
  }

  #exceeded(what: string): Failure {
    return new Failure('deadline-exceeded', {
      message: `${what} did not finish within the ${this.seconds} s the step allows.`,
      reasons: [
        'The host drops packets instead of refusing them: a firewall, or an address that only a private network reaches.',
        'The cloud answers slowly just now.',
      ],
      advice: [
        'Check that this runner can reach the host; hosted runners come from public addresses.',
        'Give more time with the input `timeout` (seconds).',
      ],
    });
  }
}

function withRejection(): { promise: Promise<never>; reject: (reason: Failure) => void } {
  let reject: (reason: Failure) => void = () => {};
  const promise = new Promise<never>((_, refuse) => {
    reject = refuse;
  });
  return { promise, reject };
}
