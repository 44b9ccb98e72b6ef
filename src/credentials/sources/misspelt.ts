import type { Environment } from '../../exported.ts';
import { type Hints, type OptionName, optionNames } from '../options.ts';

/**
 * misspelt returns what to tell of inputs that this action has not and that are much like one it has. The runner hands
 * over whatever `with` names, each as a variable `INPUT_…`.
 */
export function misspelt(environment: Environment): Hints {
  const hints = new Map<OptionName, string>();
  for (const [, given = ''] of Object.keys(environment).map((name) => /^INPUT_(.+)$/.exec(name) ?? [])) {
    const name = given.toLowerCase();
    const [option] = [0, 1, 2].flatMap((changes) => optionNames.find((one) => isLike(name, one, changes)) ?? []);
    if (option !== undefined && option !== name) {
      hints.set(option, `The input \`${name}\` is none of this action: perhaps \`${option}\` is meant.`);
    }
  }
  return hints;
}

/** Only letters count, and some put `OS_` before them. */
function isLike(name: string, option: OptionName, changes: number): boolean {
  return isWithin(changes, name.replace(/^os[_-]/, '').replace(/[^a-z]/g, ''), option.replaceAll('-', ''));
}

/** Whether a text becomes another by so many changes of a letter at most. */
function isWithin(changes: number, one: string, other: string): boolean {
  if (changes < 0 || one === '' || other === '') {
    return one.length + other.length <= changes;
  }
  const [rest, others] = [one.slice(1), other.slice(1)];
  return one[0] === other[0]
    ? isWithin(changes, rest, others)
    : [others, other].some((left) => isWithin(changes - 1, rest, left)) || isWithin(changes - 1, one, others);
}
