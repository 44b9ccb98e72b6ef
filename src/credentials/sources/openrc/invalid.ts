import { Failure } from '../../../failure.ts';

/** The most that may stand in one another: each level is some steps down the stack. */
export const deepest = 50;

/** invalid returns the Failure for a file that cannot be read from some line on. */
export function invalid(line: number, what: string): Failure {
  return new Failure('openrc-invalid', {
    message: `The openrc cannot be read: line ${line} ${what}.`,
    advice: ['Compare it with the file as your cloud gave it; quotes and line breaks may have been lost in a copy.'],
  });
}
