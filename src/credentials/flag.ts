import { Failure } from '../failure.ts';
import type { Given } from './options.ts';

/** flag gives whether an option is `true`; one that is not given is not. Throws `input-invalid` for other words. */
export function flag(given: Given<string> | undefined): boolean {
  if (given === undefined) {
    return false;
  }
  const text = given.value.toLowerCase();
  if (text !== 'true' && text !== 'false') {
    throw new Failure('input-invalid', { message: `The ${given.from} is neither \`true\` nor \`false\`.` });
  }
  return text === 'true';
}
