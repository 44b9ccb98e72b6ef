import { Failure } from '../failure.ts';
import { type Hints, isSecretName, type Options, type PlainName, type SecretName, Untold } from './options.ts';

/** What is still wanting. It is collected while the options are read, so that one failure names all of it at once. */
export class Wanting {
  readonly #options: Options;
  readonly #hints: Hints;
  readonly #names: string[] = [];
  readonly #advice: string[] = [];
  #isSecret = false;

  constructor(options: Options, hints: Hints = new Map()) {
    this.#options = options;
    this.#hints = hints;
  }

  /** option returns an option as it was given; if it was not, that is noted, and there is none. */
  option<Name extends PlainName | SecretName>(name: Name, advice?: string): Options[Name] | undefined {
    const given = this.#options[name];
    return given === undefined || given instanceof Untold
      ? this.note(`\`${name}\``, advice, isSecretName(name))
      : given;
  }

  /** told returns what reads the options, or undefined, which is noted, where that takes one that is untold. */
  told<Result>(read: () => Result): Result | undefined {
    try {
      return read();
    } catch (error) {
      if (error instanceof Untold) {
        return this.note(`\`${error.option}\``, undefined, isSecretName(error.option));
      }
      throw error;
    }
  }

  /** note notes something that is wanting, what would satisfy it (a sentence), and whether a secret would. */
  note(name: string, advice?: string, isSecret = false): undefined {
    this.#isSecret ||= isSecret;
    if (!this.#names.includes(name)) {
      this.#names.push(name);
      this.#advice.push(...(advice === undefined ? [] : [advice]));
    }
  }

  /** failure returns the `input-missing` that names everything noted, and what a file may have of it. */
  failure(): Failure {
    const open = [...this.#hints].filter(
      ([name]) => this.#options[name] === undefined || this.#options[name] instanceof Untold,
    );
    return new Failure('input-missing', {
      message: `The step needs ${listed(this.#names)}, which ${this.#names.length === 1 ? 'is' : 'are'} not given or empty.`,
      reasons: this.#isSecret
        ? [
            'A secret that does not exist expands to nothing: check its name, and its environment if it belongs to one.',
            'Secrets are not passed to workflows that a fork or Dependabot triggers.',
          ]
        : ['A variable that does not exist expands to nothing: check its name.'],
      advice: [...open.map(([, hint]) => hint), ...this.#advice],
    });
  }
}

function listed(names: readonly string[]): string {
  return [names.slice(0, -1).join(', '), names.at(-1)].filter(Boolean).join(' and ');
}
