import type { Failure } from '../failure.ts';

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
   * bound gives what `work` gives, or throws what `late` gives when time is up: the deadline, or a limit of this work's
   * own in milliseconds. When it fails, whatever the reason, the signal is aborted, so that nothing it has opened stays
   * open.
   */
  async bound<Result>(
    work: (signal: AbortSignal) => Promise<Result>,
    late: (allowed: string) => Failure,
    limit: number = Number.POSITIVE_INFINITY,
  ): Promise<Result> {
    const remaining = this.remaining();
    const allowed = limit < remaining ? `${limit / 1000} s of an attempt` : `${this.seconds} s that the step may take`;
    if (remaining === 0) {
      throw late(allowed);
    }
    const abort = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    const end = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(late(allowed)), Math.min(limit, remaining));
    });
    try {
      return await Promise.race([work(abort.signal), end]);
    } catch (error) {
      abort.abort();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }
}
