import type { Seal } from '../secret.ts';
import { gather, isSecretName, type Options, optionNames } from './options.ts';

/** fromInputs gives the options given as inputs. Blanks around a value count in secrets only. */
export function fromInputs(input: (name: string) => string, seal: Seal): Options {
  const entries = optionNames.map((name) => {
    const text = input(name);
    return { name, text: isSecretName(name) ? text : text.trim(), from: `input \`${name}\`` };
  });
  return gather(entries, seal);
}
