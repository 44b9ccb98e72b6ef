import type { Environment } from '../../exported.ts';
import { type Hints, type OptionName, optionNames } from '../options.ts';

/**
 * misspelt returns what to tell of inputs that this action has not and that are much like one it has. The runner hands
 * over whatever `with` names, each as a variable `INPUT_…`.
 */
export function misspelt(environment: Environment): Hints {
  const hints = new Map<OptionName, string>();
  const names = Object.keys(environment).flatMap((name) => /^INPUT_(.+)$/.exec(name)?.[1]?.toLowerCase() ?? []);
  // A runner hands over each input of the action, the empty ones too, and every step waits for this.
  for (const name of names.filter((given) => !optionNames.some((one) => one === given))) {
    const letters = lettersOf(name);
    const like = (changes: number) => optionNames.find((one) => isWithin(changes, letters, one.replaceAll('-', '')));
    const option = like(0) ?? like(1) ?? like(2);
    if (option !== undefined) {
      hints.set(option, `The input \`${name}\` is none of this action: perhaps \`${option}\` is meant.`);
    }
  }
  return hints;
}

/** Only letters count, and some put `OS_` before them. */
function lettersOf(name: string): string {
  return name.replace(/^os[_-]/, '').replace(/[^a-z]/g, '');
}

/** Whether a text becomes another by so many changes of a letter at most. */
function isWithin(changes: number, one: string, other: string): boolean {
  if (Math.abs(one.length - other.length) > changes) {
    return false;
  }
  if (one === '' || other === '') {
    return true;
  }
  const [rest, others] = [one.slice(1), other.slice(1)];
  return one[0] === other[0]
    ? isWithin(changes, rest, others)
    : [others, other].some((left) => isWithin(changes - 1, rest, left)) || isWithin(changes - 1, one, others);
}
