import { STATUS_CODES } from 'node:http';

/** An error that Keystone answers with. */
export class Refusal extends Error {
  readonly status: number;
  readonly #more: Readonly<Record<string, unknown>>;

  /** `more` is what the error has beside code, title and message. */
  constructor(status: number, message: string, more: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.status = status;
    this.#more = more;
  }

  /** body gives what the answer holds. */
  get body(): unknown {
    return {
      error: { code: this.status, message: this.message, title: STATUS_CODES[this.status], ...this.#more },
    };
  }
}

/** unauthorized is the one answer to wrong passwords, unknown names, missing roles and dead tokens alike. */
export function unauthorized(): Refusal {
  return new Refusal(401, 'The request you have made requires authentication.');
}

/** expecting is the answer to a request that lacks something. */
export function expecting(attribute: string, target: string): Refusal {
  return new Refusal(
    400,
    `Expecting to find ${attribute} in ${target}. The server could not comply with the request since it is either ` +
      'malformed or otherwise incorrect. The client is assumed to be in error.',
  );
}
