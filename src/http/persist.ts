import { Failure } from '../failure.ts';
import type { Response } from './request.ts';
import { hopes, type Patience, patienceWith, pause, retryAfter } from './retry.ts';
import { mayPass } from './troubles/network.ts';

/** What persistence needs of the world. */
export interface Pace {
  /** The milliseconds left. */
  readonly remaining: () => number;
  readonly wait: (milliseconds: number) => Promise<unknown>;
  /** Told of each wait, one line. */
  readonly log: (line: string) => void;
  /** Returns a number from 0 up to 1, another each time. */
  readonly chance: () => number;
}

/** An answer, or why there is none, and how it is met. */
interface Outcome {
  readonly result: Response | Failure;
  readonly patience: Patience;
  /** What happened, a sentence. */
  readonly event: string;
  /** Milliseconds. */
  readonly retryAfter?: number | undefined;
}

/** Something that is attempted several times. */
interface Endeavour<Prepared> {
  /** The request's name, as the beginning of a sentence. */
  readonly what: string;
  /** Makes what an attempt sends. What it throws is final: it has been persistent itself, if it had to be. */
  readonly prepare: () => Promise<Prepared>;
  readonly attempt: (prepared: Prepared) => Promise<Response>;
  /** Returns how an answer is met where its status does not tell. */
  readonly patience?: ((response: Response) => Patience | undefined) | undefined;
}

/** persist makes attempts until one is final or there is no time for another, and returns or throws what the last one did. */
export async function persist<Prepared>(
  { what, prepare, attempt, patience }: Endeavour<Prepared>,
  pace: Pace,
): Promise<Response> {
  let disappointments = 0;
  for (let attempts = 1; ; attempts++) {
    const prepared = await prepare();
    const outcome = await attempt(prepared).then(
      (response) => answered(what, response, patience?.(response)),
      (error) => unanswered(error),
    );
    if (outcome.patience === 'none') {
      return settled(outcome, '');
    }
    disappointments += outcome.patience === 'wait' ? 0 : 1;
    const remaining = pace.remaining();
    const time =
      disappointments < (outcome.patience === 'twice' ? 3 : hopes)
        ? pause({ attempts, retryAfter: outcome.retryAfter, remaining, chance: pace.chance() })
        : undefined;
    if (time === undefined) {
      return settled(outcome, [tried(attempts), tooLong(outcome, remaining)].filter(Boolean).join(' '));
    }
    pace.log(`${outcome.event} Attempt ${attempts + 1} follows in ${seconds(time)} s.`);
    await pace.wait(time);
  }
}

function answered(what: string, response: Response, patience: Patience | undefined): Outcome {
  const { status, headers } = response;
  return {
    result: response,
    patience: patience ?? patienceWith(status),
    event: `${what} was answered with ${status}.`,
    retryAfter: retryAfter(headers, Date.now()),
  };
}

function unanswered(error: unknown): Outcome {
  if (!(error instanceof Failure)) {
    throw error;
  }
  return { result: error, patience: mayPass(error) ? 'hope' : 'none', event: error.message };
}

function settled({ result }: Outcome, gaveUp: string): Response {
  if (result instanceof Failure) {
    const { code, message, reasons, advice } = result;
    throw gaveUp === '' ? result : new Failure(code, { message: `${message} ${gaveUp}`, reasons, advice });
  }
  return gaveUp === '' ? result : { ...result, gaveUp };
}

function tried(attempts: number): string {
  return attempts > 1 ? `It was tried ${attempts} times.` : '';
}

function tooLong({ retryAfter = 0 }: Outcome, remaining: number): string {
  return retryAfter === 0 || pause({ attempts: 1, retryAfter, remaining, chance: 0 }) !== undefined
    ? ''
    : `The server asks to wait ${seconds(retryAfter)} s, and \`timeout\` leaves ${seconds(remaining)} s.`;
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(1);
}
