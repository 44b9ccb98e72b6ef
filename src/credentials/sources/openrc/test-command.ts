/** Whether a command succeeds: undefined where only running it would tell. */
export type Status = boolean | undefined;

/** An argument of a test: undefined where only running the file would tell. */
export type Argument = string | undefined;

/** negated gives the status of `! command`. */
export function negated(status: Status): Status {
  return status === undefined ? undefined : !status;
}

/** both gives the status of `one && other`. */
export function both(one: Status, other: Status): Status {
  return one === false || other === false ? false : one === undefined || other === undefined ? undefined : true;
}

/** either gives the status of `one || other`. */
export function either(one: Status, other: Status): Status {
  return negated(both(negated(one), negated(other)));
}

// Each operator is one step down the stack.
const mostArguments = 100;

/**
 * testStatus gives the status of `test` (or `[`) with these arguments.
 * Source: https://www.gnu.org/software/bash/manual/bash.html#index-test
 */
export function testStatus(args: readonly Argument[]): Status {
  if (args.length > mostArguments) {
    return undefined;
  }
  const compared = comparison(args);
  if (compared !== undefined) {
    return compared;
  }
  for (const [operator, joined] of [['-o', either] as const, ['-a', both] as const]) {
    const at = args.indexOf(operator, 1);
    if (at !== -1 && args.length !== 4) {
      return joined(testStatus(args.slice(0, at)), testStatus(args.slice(at + 1)));
    }
  }
  return args[0] === '!' ? negated(testStatus(args.slice(1))) : undefined;
}

/** comparison gives the status of one test: of emptiness, or of two texts being the same. */
export function comparison(args: readonly Argument[]): Status {
  if (args.includes(undefined)) {
    return undefined;
  }
  const [first, second, third] = args;
  switch (args.length === 3 ? `${second} text` : args.length === 2 ? first : args.length) {
    case 0:
      return false;
    case 1:
      return first !== '';
    case '-z':
      return second === '';
    case '-n':
      return second !== '';
    case '= text':
    case '== text':
      return first === third;
    case '!= text':
      return first !== third;
    default:
      return undefined;
  }
}
