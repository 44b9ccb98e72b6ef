import { Failure } from '../failure.ts';
import type { Options, PlainName, SecretName } from './options.ts';

/** What is still wanting. It is collected while the options are read, so that one failure names all of it at once. */
export class Wanting {
  readonly #options: Options;
  readonly #names: string[] = [];
  readonly #advice: string[] = [];

  constructor(options: Options) {
    this.#options = options;
  }

  /** option gives an option as it was given; if it was not, that is noted, and there is none. */
  option<Name extends PlainName | SecretName>(name: Name, advice?: string): Options[Name] | undefined {
    const given = this.#options[name];
    return given ?? this.note(`\`${name}\``, advice);
  }

  /** note notes something that is wanting and what would satisfy it: a sentence each. */
  note(name: string, advice?: string): undefined {
    if (!this.#names.includes(name)) {
      this.#names.push(name);
      this.#advice.push(...(advice === undefined ? [] : [advice]));
    }
  }

  /** failure gives the `input-missing` that names everything noted. */
  failure(): Failure {
    return new Failure('input-missing', {
      message: `The step needs ${listed(this.#names)}, which ${this.#names.length === 1 ? 'is' : 'are'} not given or empty.`,
      reasons: [
        'A secret that does not exist expands to nothing: check its name, and its environment if it belongs to one.',
        'Secrets are not passed to workflows that a fork or Dependabot triggers.',
      ],
      advice: this.#advice,
    });
  }
}

function listed(names: readonly string[]): string {
  return [names.slice(0, -1).join(', '), names.at(-1)].filter(Boolean).join(' and ');
}
