import type { Seal } from '../../secret.ts';
import { gather, type Options, optionNames } from '../options.ts';

/** fromInputs returns the options given as inputs. */
export function fromInputs(input: (name: string) => string, seal: Seal): Options {
  return gather(
    optionNames.map((name) => ({ name, text: input(name), from: `input \`${name}\`` })),
    seal,
  );
}
