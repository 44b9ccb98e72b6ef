import { Failure } from '../../../failure.ts';

/** invalid returns the Failure for what is no openrc. */
export function invalid(message: string, ...advice: readonly string[]): Failure {
  return new Failure('openrc-invalid', { message, advice });
}

/** unreadable returns the Failure for a file that cannot be read from some line on. */
export function unreadable(line: number, what: string): Failure {
  return invalid(
    `The openrc cannot be read: line ${line} ${what}.`,
    'Compare it with the file as your cloud gave it; quotes and line breaks may have been lost in a copy.',
  );
}
