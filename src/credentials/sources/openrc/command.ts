import type { Assignments } from './assignments.ts';
import { assigned, expand, type Place } from './expand.ts';
import { type Argument, type Status, testStatus } from './test-command.ts';
import { isBare, isLiteral, literal, type Part, type Word } from './tokens.ts';

/** What `\!` and `\'` inside double quotes mean in the value of a variable (or elsewhere, where the name is empty). */
export type Backslashed = (target: string, character: string) => string;

/** What a command works on. */
export interface Context {
  readonly assignments: Assignments;
  readonly backslashed: Backslashed;
}

/** `NAME=value`, `NAME+=value` or `NAME[…]=value`. */
interface Assignment {
  readonly name: string;
  readonly change: string;
  readonly value: readonly Part[];
  readonly line: number;
}

const declarations = ['export', 'declare', 'typeset', 'readonly'];
/** They run what follows them. */
const wrappers = ['builtin', 'command'];
const succeeding = [':', 'true', 'echo', 'printf', 'set', 'alias'];
const onlyBash = { kind: 'opaque', reason: 'uses an expansion that only bash can compute' } as const;

/**
 * perform gives a simple command its effect on the variables, and tells whether it succeeds. What it does not know has
 * no effect. `input` is where the command's input comes from, if not from the keyboard.
 */
export function perform(words: readonly Word[], context: Context, input?: Word): Status {
  const assignments = words.flatMap((word) => assignment(word, false) ?? []);
  if (assignments.length === words.length) {
    for (const found of assignments) {
      assign(found, context);
    }
    return words.some(({ parts }) => parts.some((part) => part.kind === 'opaque')) ? undefined : true;
  }
  // A wrapper that wraps nothing is the command itself.
  const at = words.findIndex((word) => assignment(word, false) === undefined && !isLiteral(word, ...wrappers));
  const [command, ...args] = words.slice(at);
  const name = command && argument(command, context);
  if (declarations.some((known) => known === name)) {
    return declare(args, context);
  }
  switch (name) {
    case 'unset':
      return unset(args, context);
    case 'read':
      return read(args, context, input);
    case 'test':
      return testStatus(args.flatMap((word) => splitArgument(word, context)));
    case '[':
      return bracketStatus(args, context);
    default:
      return unknown(name, args, context);
  }
}

function bracketStatus(args: readonly Word[], context: Context): Status {
  const closed = args.slice(-1).some((word) => isLiteral(word, ']'));
  return closed ? testStatus(args.slice(0, -1).flatMap((word) => splitArgument(word, context))) : undefined;
}

/** argument gives what a word of a test comes to, or undefined where only running the file would tell. */
export function argument(word: Word, context: Context): Argument {
  const expansion = expand(word.parts, { ...place(word, context), inTest: true });
  return expansion.kind === 'text' ? expansion.text : undefined;
}

/**
 * Outside `[[ … ]]` bash splits what an unquoted variable holds: nothing is no argument, several words are several. What
 * looks like a pattern is replaced by the files it fits.
 */
function splitArgument(word: Word, context: Context): Argument[] {
  const text = argument(word, context);
  if (text === '' && word.parts.every(isBare)) {
    return [];
  }
  return [word.parts.some(isBare) && /[\s*?[]/.test(text ?? '') ? undefined : text];
}

function declare(args: readonly Word[], context: Context): Status {
  let plain = true;
  for (const word of args) {
    const found = assignment(word, true) ?? expandedAssignment(word, context);
    if (found !== undefined) {
      assign({ ...found, value: plain && !hasBraces(found.value) ? found.value : [onlyBash] }, context);
    } else if (/^-.*[aAilnu]/.test(literal(word) ?? '')) {
      // Arrays, numbers, references, and values turned into capitals or small letters; `export -n` is harmless.
      plain = false;
    }
  }
  return true;
}

function unset(args: readonly Word[], context: Context): Status {
  for (const word of args) {
    const name = argument(word, context);
    if (name === '-f') {
      return true;
    }
    if (name === undefined) {
      context.assignments.spoil('may be unset by a command that is not run', word.line);
    } else {
      // Of an option too, which is no variable's name.
      context.assignments.set(name, { kind: 'unset' }, word.line);
    }
  }
  return true;
}

function read(args: readonly Word[], context: Context, input: Word | undefined): Status {
  const fromKeyboard = input === undefined || literal(input) === '/dev/tty';
  let isArgument = false;
  for (const word of args) {
    const text = argument(word, context) ?? '';
    if (!isArgument) {
      const { line } = word;
      context.assignments.set(
        text,
        fromKeyboard ? { kind: 'asked' } : { kind: 'unreadable', reason: 'is read from elsewhere', line },
        line,
      );
    }
    isArgument = !isArgument && /^-[^adinNptu]*[adinNptu]$/.test(text);
  }
  return undefined;
}

function unknown(name: string | undefined, args: readonly Word[], context: Context): Status {
  if (name === 'printf') {
    printf(args, context);
  }
  for (const word of args) {
    // `: ${X:=value}` assigns.
    expand(word.parts, place(word, context));
  }
  return name === 'false' ? false : succeeding.some((known) => known === name) ? true : undefined;
}

function printf([option, target]: readonly Word[], context: Context): void {
  const name = target && argument(target, context);
  if (option && isLiteral(option, '-v') && name !== undefined) {
    assign({ name, change: '', value: [onlyBash], line: option.line }, context);
  }
}

/** The assignment a word is. A command such as `export` takes quoted ones as well. */
function assignment(word: Word, quotedToo: boolean): Assignment | undefined {
  const [first, ...rest] = word.parts;
  if (first?.kind !== 'text' || (first.quoted && !quotedToo)) {
    return undefined;
  }
  const [, name, change = '', text = ''] = /^([A-Za-z_][A-Za-z0-9_]*)(\+|\[.*\])?=(.*)/s.exec(first.text) ?? [];
  return name === undefined ? undefined : { name, change, value: [{ ...first, text }, ...rest], line: word.line };
}

/** `export` takes as an assignment, too, what becomes one by quoting or expansion: `export OS_X\=1`. */
function expandedAssignment(word: Word, context: Context): Assignment | undefined {
  return assignment(
    { parts: [{ kind: 'text', text: argument(word, context) ?? '', quoted: true }], line: word.line },
    true,
  );
}

function assign(found: Assignment, context: Context): void {
  const { name, change, line } = found;
  const value = hasTilde(found.value)
    ? [{ kind: 'opaque', reason: 'refers to a home directory (~)' } as const]
    : change.startsWith('[')
      ? [{ kind: 'opaque', reason: 'is an array' } as const]
      : found.value;
  const before: Part = { kind: 'variable', name, quoted: true, operation: { operator: '-', argument: [] } };
  const expansion = expand(change === '+' ? [before, ...value] : value, place(found, context));
  context.assignments.set(name, assigned(expansion, line), line);
}

function place({ line, name = '' }: { line: number; name?: string }, { assignments, backslashed }: Context): Place {
  return { assignments, line, target: name, backslashed: (character) => backslashed(name, character) };
}

function hasTilde(value: readonly Part[]): boolean {
  return value.some((part, index) => (index === 0 ? /^~|:~/ : /:~/).test(bareText(part)));
}

/** Bash expands `{a,b}` in the arguments of commands, of `export` too. */
function hasBraces(value: readonly Part[]): boolean {
  return /\{.*(,|\.\.).*\}/s.test(value.map(bareText).join(' '));
}

function bareText(part: Part): string {
  return part.kind === 'text' && !part.quoted ? part.text : '';
}
