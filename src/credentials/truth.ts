import { Failure } from '../failure.ts';
import type { Given } from './options.ts';

/**
 * truth returns what a word for true or false says, or undefined for another text. The words are those of YAML 1.1, of
 * oslo.utils (bool_from_string) and of Go (strconv.ParseBool), by which the OpenStack tools read theirs.
 */
export function truth(text: string): boolean | undefined {
  return /^(true|t|yes|y|on|1)$/i.test(text) || (/^(false|f|no|n|off|0)$/i.test(text) ? false : undefined);
}

/** isTrue returns whether an option is true; one that is not given is not. Throws `input-invalid` for other words. */
export function isTrue(given: Given<string> | undefined): boolean {
  const value = given === undefined ? false : truth(given.value);
  if (value === undefined) {
    throw new Failure('input-invalid', { message: `The ${given?.from} is neither \`true\` nor \`false\`.` });
  }
  return value;
}
