import { cancelled, type Failure } from '../failure.ts';

/** How work is bounded beside the deadline. */
interface Bounds {
  /** Milliseconds. */
  readonly limit?: number;
  /** Whether it may come to its end when the step is cancelled. */
  readonly finishes?: boolean;
}

/**
 * The moment by which everything must have ended: in some seconds, or when the step is cancelled. It runs on the
 * monotonic clock, so that a clock set right during a job does not move it.
 */
export class Deadline {
  /** The whole time allowed, in seconds. */
  readonly seconds: number;
  /** Aborted when the step is cancelled. */
  readonly cancelled: AbortSignal | undefined;
  readonly #end: number;

  constructor(seconds: number, cancelled?: AbortSignal) {
    this.seconds = seconds;
    this.cancelled = cancelled;
    this.#end = now() + seconds * 1000;
  }

  /** remaining returns the milliseconds left, never less than none. */
  remaining(): number {
    return Math.max(0, this.#end - now());
  }

  /**
   * bound returns what `work` returns, or throws what `late` returns when time is up, the work's own or all. Throws `cancelled`
   * when the step is. When it fails, whatever the reason, the work's signal is aborted, so that nothing it has opened
   * stays open.
   */
  async bound<Result>(
    work: (signal: AbortSignal) => Promise<Result>,
    late: (allowed: string) => Failure,
    { limit = Number.POSITIVE_INFINITY, finishes = false }: Bounds = {},
  ): Promise<Result> {
    this.#check();
    const remaining = this.remaining();
    const allowed = limit < remaining ? `${limit / 1000} s of an attempt` : `${this.seconds} s that the step may take`;
    if (remaining === 0) {
      throw late(allowed);
    }
    const abort = new AbortController();
    const { signal } = abort;
    const cut = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason));
    });
    const timer = setTimeout(() => abort.abort(late(allowed)), Math.min(limit, remaining));
    const cancel = () => finishes || abort.abort(cancelled());
    this.cancelled?.addEventListener('abort', cancel);
    const bounded = Promise.race([work(signal), cut]).finally(() => {
      clearTimeout(timer);
      this.cancelled?.removeEventListener('abort', cancel);
    });
    try {
      const result = await bounded;
      this.#check();
      return result;
    } catch (error) {
      abort.abort();
      throw error;
    }
  }

  #check(): void {
    if (this.cancelled?.aborted) {
      throw cancelled();
    }
  }
}

// Milliseconds, from any moment on. To touch `performance` would load a dozen of Node's modules.
function now(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
