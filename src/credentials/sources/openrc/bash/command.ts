import { asked, expand, onlyShell, type Part } from '../expand.ts';
import { isOpaque, negated, type Status, type Table } from '../table.ts';
import { literal, type Word } from './words.ts';

/** What a command works on. */
export interface Context {
  readonly table: Table;
  /** bare tells whether `\!` and `\'` inside double quotes lose their backslash in the value of a variable. */
  readonly bare: (target: string) => boolean;
  /** The functions of the file, and the variables each sets. */
  readonly functions: Map<string | undefined, readonly string[]>;
}

/** `NAME=value`, `NAME+=value` or `NAME[…]=value`. */
type Assignment = {
  readonly name: string;
  readonly change: string;
  readonly value: readonly Part[];
  readonly line: number;
};

const declarations = ['export', 'declare', 'typeset', 'readonly'];
/** They run what follows them. */
const wrappers = ['builtin', 'command'];
/** They set variables in ways of their own. */
const setters = ['eval', 'let', 'local', 'mapfile', 'readarray', 'getopts'];
const succeeding = [':', 'true', 'echo', 'printf', 'set', 'alias', 'unset', ...declarations];

/** What joins two tests, and which status of one is that of both. */
const joining = [['-o', true] as const, ['-a', false] as const];
// Each joint is one step down the stack.
const mostWords = 100;

const withBlank = 'sets nothing: there is a blank before or behind its `=`, or in its value without quotes';
const behind = 'sets nothing: it stands behind another command, as where line breaks were lost';
const placeholder = 'sets nothing: what stands in < and > is to be replaced';

/**
 * perform gives a simple command its effect on the variables, and returns whether it succeeds. What it does not know has
 * no effect. `input` is where the command's input comes from, if not from the keyboard.
 */
export function perform(words: readonly Word[], context: Context, input: Word | undefined): Status {
  const { table, functions } = context;
  const assignments = words.flatMap((word) => assignment(word, false) ?? []);
  if (assignments.length === words.length) {
    for (const found of assignments) {
      assign(found, context, input);
    }
    return words.some(({ parts }) => parts.some((part) => part.kind === 'opaque')) ? undefined : true;
  }
  // A wrapper that wraps nothing is the command itself.
  const at = words.findIndex((word) => !assignment(word, false) && !wrappers.includes(literal(word) ?? ''));
  const [command, ...args] = words.slice(at === -1 ? words.length : at);
  const name = (command && argument(command, context)) ?? '';
  const declares = declarations.includes(name);
  lookalikes(declares ? args.filter((word) => !assignment(word, true)) : words, table, input);
  if (name === '[' || name === 'test') {
    const closed = name === 'test' || args.slice(-1).some((word) => literal(word) === ']');
    return closed ? conditionStatus(name === '[' ? args.slice(0, -1) : args, context, true) : undefined;
  }
  if (declares) {
    declare(args, context, input);
  } else if (name === 'read') {
    read(args, context, input);
  } else {
    const sets = setters.includes(name) || (name === 'printf' && firstText(args[0]) === '-v');
    const texts = args.map((word) => ({ text: argument(word, context), line: word.line }));
    for (const { text, line } of texts.some(({ text }) => text === '-f') && name === 'unset' ? [] : texts) {
      const target = /^\w+/.exec(text ?? '')?.[0];
      if (name === 'unset' && text === undefined) {
        table.spoil('may be unset by a command that is not run', line);
      } else if (target !== undefined && (sets || name === 'unset')) {
        table.set(target, sets ? onlyShell : undefined, line);
      }
    }
  }
  for (const { line } of functions.has(name) ? words.slice(0, 1) : []) {
    table.spoil('depends on a function', line, [...functions.values()].flat());
  }
  return name === 'false' ? false : succeeding.includes(name) && !functions.has(name) ? true : undefined;
}

/** Notes what looks as if it set a variable and sets none. */
function lookalikes(words: readonly Word[], table: Table, input: Word | undefined): void {
  for (const [index, word] of words.entries()) {
    const text = firstText(word);
    const [, before = '', name, equals] = /^(.*[^A-Za-z0-9_])?(OS_[A-Z0-9_]+)(\s*=|$)/s.exec(text) ?? [];
    const isApart = firstText(words[index + 1]).startsWith('=');
    const isBlank = isApart || index === 0 || /\s/.test(before + equals);
    if (name !== undefined && (equals || isApart)) {
      const why = input && text.endsWith('=') ? placeholder : isBlank ? withBlank : behind;
      table.hints.set(name, { why, line: word.line });
    }
  }
}

/**
 * conditionStatus returns whether a test of emptiness or of equality holds. Outside `[[ … ]]` bash splits what an unquoted
 * variable holds, and what looks like a pattern is replaced by the files it fits.
 * Source: https://www.gnu.org/software/bash/manual/bash.html#index-test
 */
export function conditionStatus(words: readonly Word[], context: Context, splits: boolean): Status {
  const not = words.slice(0, 1).some((word) => literal(word) === '!');
  for (const [operator, joins] of words.length > (not ? 4 : 3) && words.length < mostWords ? joining : []) {
    const at = words.findIndex((word) => literal(word) === operator);
    if (at > 0) {
      const sides = [words.slice(0, at), words.slice(at + 1)].map((side) => conditionStatus(side, context, splits));
      return sides.includes(joins) ? joins : sides.includes(undefined) ? undefined : !joins;
    }
  }
  if (not && words.length > 1 && words.length < 5) {
    return negated(conditionStatus(words.slice(1), context, splits));
  }
  const args = words.flatMap((word, index) => {
    const text = argument(word, context);
    const pattern = word.parts.some(isBare) && (splits ? /[\s*?[]/ : /[*?[\\]/).test(text ?? '');
    return splits && text === '' && word.parts.every(isBare)
      ? []
      : [pattern && (splits || index === 2) ? undefined : text];
  });
  const [one, operator, other] = args;
  if (args.includes(undefined) || args.length > 3) {
    return undefined;
  }
  if (args.length < 2) {
    return args.length === 1 && one !== '';
  }
  if (args.length === 2) {
    return one === '-z' ? operator === '' : one === '-n' ? operator !== '' : undefined;
  }
  return operator === '!=' ? one !== other : operator === '=' || operator === '==' ? one === other : undefined;
}

/** What a word comes to, or undefined where only running the file would tell. */
function argument({ parts, line }: Word, { table }: Context): string | undefined {
  const text = expand(parts, { table, line, target: undefined });
  return isOpaque(text) ? undefined : text;
}

function declare(args: readonly Word[], context: Context, input: Word | undefined): void {
  let plain = true;
  for (const word of args) {
    const known = argument(word, context);
    const text = known ?? '';
    // What becomes an assignment by quoting or expansion is one, too: `export OS_X\=1`.
    const found =
      assignment(word, true) ?? assignment({ ...word, parts: [{ kind: 'text', text, quoted: true }] }, true);
    if (found === undefined && known === undefined) {
      context.table.spoil('may be set by a command that is not run', word.line);
    }
    if (found !== undefined) {
      const understood = plain && !hasBraces(found.value);
      assign(understood ? found : { ...found, value: [{ kind: 'opaque', ...onlyShell }] }, context, input);
    }
    // Arrays, numbers, references, and values turned into capitals or small letters; `export -n` is harmless.
    plain &&= !/^-.*[aAilnu]/.test(text);
  }
}

function read(args: readonly Word[], context: Context, input: Word | undefined): void {
  const value = !input || literal(input) === '/dev/tty' ? asked : { why: 'is read from elsewhere' };
  let isArgument = false;
  for (const word of args) {
    const text = argument(word, context) ?? '';
    if (!isArgument) {
      context.table.set(text, value, word.line);
    }
    isArgument = !isArgument && /^-[^adinNptu]*[adinNptu]$/.test(text);
  }
}

/** The assignment a word is. A command such as `export` takes quoted ones as well. */
function assignment({ parts: [first, ...rest], line }: Word, quotedToo: boolean): Assignment | undefined {
  if (first?.kind !== 'text' || (first.quoted && !quotedToo)) {
    return undefined;
  }
  const [, name, change = '', text = ''] = /^([A-Za-z_][A-Za-z0-9_]*)(\+|\[.*\])?=(.*)/s.exec(first.text) ?? [];
  return name === undefined ? undefined : { name, change, value: [{ ...first, text }, ...rest], line };
}

function assign({ name, change, value, line }: Assignment, { table, bare }: Context, input: Word | undefined): void {
  const before: Part = { kind: 'variable', name, quoted: true, operation: { operator: '-', argument: [] } };
  const parts = value.map((part) =>
    part.kind === 'text' && part.bare && bare(name) ? { ...part, text: part.bare } : part,
  );
  const hasTilde = value.some((part, index) => (index === 0 ? /^~|:~/ : /:~/).test(bareText(part)));
  const why = hasTilde ? 'refers to a home directory (~)' : change.startsWith('[') ? 'is an array' : '';
  const text = why ? { why } : expand(change === '+' ? [before, ...parts] : parts, { table, line, target: name });
  table.set(name, text, line);
  if (text === '' && input !== undefined) {
    table.hints.set(name, { why: placeholder, line });
  }
}

/** Bash expands `{a,b}` in the arguments of commands, of `export` too. */
function hasBraces(value: readonly Part[]): boolean {
  const text = value.map(bareText).join(' ');
  const open = text.indexOf('{');
  return open !== -1 && /,|\.\./.test(text.slice(open, Math.max(open, text.lastIndexOf('}'))));
}

/** Whether a piece stands outside quotes, where bash takes what is in it for a pattern. */
function isBare(part: Part): boolean {
  return 'quoted' in part && !part.quoted;
}

function bareText(part: Part): string {
  return part.kind === 'text' && !part.quoted ? part.text : '';
}

function firstText(word: Word | undefined): string {
  const part = word?.parts[0];
  return part?.kind === 'text' ? part.text : '';
}
