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
interface Assignment {
  readonly name: string;
  readonly change: string;
  readonly value: readonly Part[];
  readonly line: number;
}

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
  const plainArgs = declarations.includes(name) ? args.filter((word) => !assignment(word, true)) : words;
  lookalikes(plainArgs, context.table, input);
  if (declarations.includes(name)) {
    declare(args, context, input);
  } else if (name === 'unset') {
    unset(args, context);
  } else if (name === 'read') {
    read(args, context, input);
  } else if (name === 'test') {
    return conditionStatus(args, context, true);
  } else if (name === '[') {
    const closed = args.slice(-1).some((word) => literal(word) === ']');
    return closed ? conditionStatus(args.slice(0, -1), context, true) : undefined;
  } else {
    other(name, args, context);
  }
  if (context.functions.has(name)) {
    const touched = [...context.functions.values()].flat();
    for (const { line } of words.slice(0, 1)) {
      context.table.spoil('depends on a function', line, touched);
    }
    return undefined;
  }
  return name === 'false' ? false : succeeding.includes(name) ? true : undefined;
}

/** Notes what looks as if it set a variable and sets none. */
function lookalikes(words: readonly Word[], table: Table, input: Word | undefined): void {
  for (const [index, word] of words.entries()) {
    const text = firstText(word);
    const [, before = '', name, equals] = /^(.*[^A-Za-z0-9_])?(OS_[A-Z0-9_]+)(\s*=|$)/s.exec(text) ?? [];
    const isApart = firstText(words[index + 1]).startsWith('=');
    if (name !== undefined && (equals || isApart)) {
      const isBlank = isApart || index === 0 || /\s/.test(before + equals);
      table.hints.set(name, {
        why: input && text.endsWith('=') ? placeholder : isBlank ? withBlank : behind,
        line: word.line,
      });
    }
  }
}

/**
 * conditionStatus returns whether a test of emptiness or of equality holds. Outside `[[ … ]]` bash splits what an unquoted
 * variable holds, and what looks like a pattern is replaced by the files it fits.
 * Source: https://www.gnu.org/software/bash/manual/bash.html#index-test
 */
export function conditionStatus(words: readonly Word[], context: Context, splits: boolean): Status {
  if (words.length > mostWords) {
    return undefined;
  }
  const not = words[0] !== undefined && literal(words[0]) === '!';
  for (const [operator, joins] of words.length > (not ? 4 : 3) ? joining : []) {
    const at = words.findIndex((word) => literal(word) === operator);
    if (at > 0) {
      const sides = [words.slice(0, at), words.slice(at + 1)];
      const both = sides.map((side) => conditionStatus(side, context, splits));
      return both.includes(joins) ? joins : both.includes(undefined) ? undefined : !joins;
    }
  }
  if (not && words.length > 1 && words.length < 5) {
    return negated(conditionStatus(words.slice(1), context, splits));
  }
  const args = words.flatMap((word, index) => {
    const text = argument(word, context);
    const bare = word.parts.some(isBare);
    const unclear = splits ? /[\s*?[]/ : /[*?[\\]/;
    return splits && text === '' && word.parts.every(isBare)
      ? []
      : [bare && (splits || index === 2) && unclear.test(text ?? '') ? undefined : text];
  });
  const [one, operator, other] = args;
  if (args.includes(undefined) || args.length > 3) {
    return undefined;
  }
  switch (args.length) {
    case 3:
      return operator === '!=' ? one !== other : operator === '=' || operator === '==' ? one === other : undefined;
    case 2:
      return one === '-z' ? operator === '' : one === '-n' ? operator !== '' : undefined;
    default:
      return args.length === 1 && one !== '';
  }
}

/** What a word comes to, or undefined where only running the file would tell. */
function argument({ parts, line }: Word, { table }: Context): string | undefined {
  const text = expand(parts, { table, line, target: undefined });
  return isOpaque(text) ? undefined : text;
}

function declare(args: readonly Word[], context: Context, input: Word | undefined): void {
  let plain = true;
  for (const word of args) {
    const text = argument(word, context) ?? '';
    // What becomes an assignment by quoting or expansion is one, too: `export OS_X\=1`.
    const expanded: Word = { parts: [{ kind: 'text', text, quoted: true }], line: word.line };
    const found = assignment(word, true) ?? assignment(expanded, true);
    if (found !== undefined) {
      const value = plain && !hasBraces(found.value) ? found.value : [{ kind: 'opaque', ...onlyShell } as const];
      assign({ ...found, value }, context, input);
    } else if (/^-.*[aAilnu]/.test(text)) {
      // Arrays, numbers, references, and values turned into capitals or small letters; `export -n` is harmless.
      plain = false;
    }
  }
}

function unset(args: readonly Word[], context: Context): void {
  for (const word of args) {
    const name = argument(word, context);
    if (name === '-f') {
      return;
    }
    if (name === undefined) {
      context.table.spoil('may be unset by a command that is not run', word.line);
    } else {
      // Of an option too, which is no variable's name.
      context.table.set(name, undefined, word.line);
    }
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

function other(name: string, args: readonly Word[], context: Context): void {
  const sets = setters.includes(name) || (name === 'printf' && firstText(args[0]) === '-v');
  for (const word of args) {
    // `: ${X:=value}` assigns.
    const target = /^\w+/.exec(argument(word, context) ?? '')?.[0];
    if (sets && target !== undefined) {
      context.table.set(target, onlyShell, word.line);
    }
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
  const text = hasTilde
    ? { why: 'refers to a home directory (~)' }
    : change.startsWith('[')
      ? { why: 'is an array' }
      : expand(change === '+' ? [before, ...parts] : parts, { table, line, target: name });
  table.set(name, text, line);
  if (text === '' && input !== undefined) {
    table.hints.set(name, { why: placeholder, line });
  }
}

/** Bash expands `{a,b}` in the arguments of commands, of `export` too. */
function hasBraces(value: readonly Part[]): boolean {
  const text = value.map(bareText).join(' ');
  const [open, close] = [text.indexOf('{'), text.lastIndexOf('}')];
  return open !== -1 && /,|\.\./.test(text.slice(open, Math.max(open, close)));
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
