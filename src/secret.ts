/**
 * Seal returns a text as a Secret, after it has been registered with the runner's masks. It is handed to every
 * room that meets a secret, so that none exists unmasked.
 */
export type Seal = (text: string) => Secret;

const hidden = '***';

/**
 * A text that must not be printed: a password, a token, a key. However it is turned into a string by accident
 * (template, JSON, console, error), what comes out is `***`; reveal() is the one way to the text.
 */
export class Secret {
  readonly #text: string;

  /** Only the runner's seal makes secrets: see Seal. */
  constructor(text: string) {
    this.#text = text;
  }

  /** reveal returns the text itself, for the request or the file it is meant for. */
  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return hidden;
  }

  toJSON(): string {
    return hidden;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return hidden;
  }
}
