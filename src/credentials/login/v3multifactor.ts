import { Failure } from '../../failure.ts';
import { type Options, Untold } from '../options.ts';
import type { FactorWay, Way } from './way.ts';

/** v3multifactor returns the way that sends several factors at once: of those joinable, the ones `auth-methods` names. */
export function v3multifactor(joinable: readonly FactorWay[]): Way {
  return {
    names: ['v3multifactor'],
    impliedBy: [['auth-methods'], ['password', 'totp-secret'], ['password', 'passcode']],
    secrets: (options) => named(joinable, options).flatMap((way) => way.factorSecrets),
    hasOwnScope: (options) => named(joinable, options).some((way) => way.hasOwnScope?.(options)),
    login(means) {
      check(joinable, means.options);
      const ways = named(joinable, means.options);
      const factors = ways.flatMap((way) => way.factor(means) ?? []);
      return factors.length === ways.length ? { method: 'multifactor', factors, held: [] } : undefined;
    },
  };
}

function named(joinable: readonly FactorWay[], options: Options): readonly FactorWay[] {
  return [...namesIn(options)].flatMap((name) => joinable.find(({ names }) => names[0] === name) ?? []);
}

// As long as it can't be told which they are, they are the usual ones.
function namesIn({ 'auth-methods': given }: Options): ReadonlySet<string> {
  return given === undefined || given instanceof Untold ? new Set(['v3password', 'v3totp']) : namesOf(given.value);
}

function namesOf(list: string): ReadonlySet<string> {
  const names = list.split(/[\s,]+/).filter((name) => name !== '');
  return new Set(names.map((name) => name.replace(/^(v3)?/, 'v3')));
}

function check(joinable: readonly FactorWay[], options: Options): void {
  const { 'auth-methods': given } = options;
  const size = given && namesOf(given.value).size;
  if (given && (size === 0 || named(joinable, options).length !== size)) {
    throw new Failure('input-invalid', {
      message: `The ${given.from} names no methods, or one that cannot be joined with others.`,
      advice: [`These can: ${joinable.map(({ names: [name] }) => name).join(', ')}.`],
    });
  }
}
