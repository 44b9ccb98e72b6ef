import { Failure } from '../failure.ts';

// Linux hands a program no string of its environment over 128 KiB, name, `=` and end included (MAX_ARG_STRLEN in
// binfmts.h), so that every later step of the job would fail to start. Windows stops at 32,767 characters.
function longestVariable(): number {
  return process.platform === 'win32' ? 32_767 : 128 * 1024;
}

/** longestOutput returns the bytes an output may take: it is handed on in a variable, whose name is not known here. */
export function longestOutput(): number {
  return longestVariable() - 256;
}

// A list for another job's `fromJSON` stays an output. A job keeps at most 1 MiB of them, in UTF-16:
// https://docs.github.com/en/actions/reference/limits
const longestList = 512 * 1024;

/** checkVariable throws `runner-limit` for a variable with which no later step could start. */
export function checkVariable(name: string, value: string): void {
  check(`the variable ${name}`, value, Buffer.byteLength(`${name}=${value}\0`), longestVariable());
}

/** checkOutput throws `runner-limit` for an output that is too long to be used. */
export function checkOutput(name: string, value: string): void {
  if (name === 'projects') {
    check(`the output \`${name}\``, value, value.length, longestList);
  } else {
    check(`the output \`${name}\``, value, Buffer.byteLength(value), longestOutput());
  }
}

function check(what: string, value: string, size: number, limit: number): void {
  const fault = value.includes('\0')
    ? 'holds a NUL character, which no variable can'
    : size > limit
      ? `takes ${size} bytes, and later steps can be handed ${limit} at most`
      : undefined;
  if (fault !== undefined) {
    throw new Failure('runner-limit', {
      message: `What would be ${what} ${fault}.`,
      advice: [
        'A token that long is made by clouds that write every role into it: log in with a user of fewer roles.',
        'A list that long comes with `list-projects`: leave it out, or log in with a user of fewer projects.',
      ],
    });
  }
}
