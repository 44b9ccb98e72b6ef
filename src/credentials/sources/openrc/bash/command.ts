import { asked, expand, onlyShell, type Part, plain, variable } from '../expand.ts';
import { isOpaque, negated, type Reading, type Status, type Table } from '../table.ts';
import type { Word } from './words.ts';

/** `NAME=value`, `NAME+=value` or `NAME[…]=value`. */
type Assignment = { readonly name: string; readonly change: string; readonly value: Word };

const declarations = ['export', 'declare', 'typeset', 'readonly'];
/** They set variables in ways of their own. */
const setters = ['eval', 'let', 'local', 'mapfile', 'readarray', 'getopts'];
const succeeding = [':', 'true', 'echo', 'printf', 'set', 'alias', 'unset', ...declarations];

/** What joins two tests inside `[ … ]` and inside `[[ … ]]`, and which status of one is that of both. */
const joiningWords = [['-o', true] as const, ['-a', false] as const];
const joiningOperators = [['||', true] as const, ['&&', false] as const];

/**
 * perform applies a simple command to the variables, and returns whether it succeeds. What it does not know has no effect. `input` is where the command's input comes from, if not from the keyboard.
 */
export function perform(words: readonly Word[], table: Table, input: Word | undefined): Status {
  const assignments = words.flatMap((word) => assignment(word, false) ?? []);
  if (assignments.length === words.length) {
    for (const found of assignments) {
      assign(found, table);
    }
    return words.some(({ parts }) => parts.some(({ kind }) => kind === 'opaque')) ? undefined : true;
  }
  // `builtin` and `command` run what follows them.
  const at = words.findIndex((word) => !assignment(word, false) && !/^(builtin|command)$/.test(word.syntax ?? ''));
  const [command, ...args] = words.slice(at);
  const name = (command && argument(command, table)) ?? '';
  // Arguments such as `${OS_X:=default}` set variables.
  const texts = args.map((word) => ({ text: argument(word, table), line: word.line }));
  if (name === 'test' || (name === '[' && args.at(-1)?.syntax === ']')) {
    return conditionStatus(name === '[' ? args.slice(0, -1) : args, table, true);
  }
  if (declarations.includes(name)) {
    declare(args, table);
  } else if (name === 'read') {
    // The argument of an option, as a prompt, is no variable.
    const names = texts.filter((_, index) => !/^-[^adinNptu]*[adinNptu]$/.test(texts[index - 1]?.text ?? ''));
    change(names, !input || input.syntax === '/dev/tty' ? asked : { why: 'is read from elsewhere' }, table);
  } else if (name === 'unset' && texts[0]?.text !== '-f') {
    change(texts, undefined, table);
  } else if (setters.includes(name) || (name === 'printf' && texts[0]?.text === '-v')) {
    change(texts, onlyShell, table);
  }
  if (command && table.functions.has(name)) {
    for (const [variable, { value }] of [...table.functions.values()].flatMap((left) => [...left])) {
      table.set(variable, value, command.line);
    }
    return undefined;
  }
  return name === 'false' ? false : succeeding.includes(name) || undefined;
}

/**
 * conditionStatus returns whether a test of emptiness or of equality holds. Outside `[[ … ]]` bash splits what an unquoted
 * variable holds, and what looks like a pattern is replaced by the files it fits.
 * Source: https://www.gnu.org/software/bash/manual/bash.html#index-test
 */
export function conditionStatus(words: readonly Word[], table: Table, splits: boolean): Status {
  const isBare = (part: Part): boolean => 'quoted' in part && !part.quoted;
  const mayVanish = (word: Word): boolean => splits && word.parts.every(isBare) && !argument(word, table);
  const not = words[0]?.syntax === '!';
  // Each joint is one step down the stack.
  const mayJoin = words.length <= 100 && !(splits && words.length <= (not ? 4 : 3));
  for (const [operator, joins] of mayJoin ? (splits ? joiningWords : joiningOperators) : []) {
    const at = words.findIndex(({ syntax }) => syntax === operator);
    // What joins here may be an operand in bash, as in `[ -z $EMPTY -o a ]`.
    if (at > 0 && (words.some(mayVanish) || /^(-[nz]|!)$/.test(words[at - 1]?.syntax ?? ''))) {
      return undefined;
    }
    if (at > 0) {
      const sides = [words.slice(0, at), words.slice(at + 1)].map((side) => conditionStatus(side, table, splits));
      return sides.includes(joins) ? joins : sides.includes(undefined) ? undefined : !joins;
    }
  }
  if (not && words.length > 1 && words.length < 5) {
    return negated(conditionStatus(words.slice(1), table, splits));
  }
  const args = words.flatMap((word, index) => {
    const text = argument(word, table);
    const isPattern = word.parts.some(isBare) && (splits ? /[\s*?[]/ : /[*?[\\]/).test(text ?? '');
    return text === '' && mayVanish(word) ? [] : [isPattern && (splits || index === 2) ? undefined : text];
  });
  if (args.includes(undefined) || args.length > 3) {
    return undefined;
  }
  const [one = '', two, three] = args;
  if (three !== undefined) {
    return two === '!=' ? one !== three : two === '=' || two === '==' ? one === three : undefined;
  }
  return two === undefined ? one !== '' : one === '-z' ? two === '' : one === '-n' ? two !== '' : undefined;
}

/** What a word comes to, or undefined where only running the file would tell. */
function argument({ parts, line }: Word, table: Table): string | undefined {
  const text = expand(parts, table, line);
  return isOpaque(text) ? undefined : text;
}

function declare(args: readonly Word[], table: Table): void {
  let isText = true;
  for (const word of args) {
    const text = argument(word, table);
    // What becomes an assignment by quoting or expansion is one, too: `export OS_X\=1`.
    const found = assignment(word, true) ?? assignment({ ...word, parts: [plain(text ?? '')] }, true);
    if (found) {
      // Bash expands `{a,b}` in the arguments of commands.
      const [, braced = ''] = /^[^{]*(\{.*\})/s.exec(found.value.parts.map(bareText).join(' ')) ?? [];
      const isUnknown = !isText || /,|\.\./.test(braced);
      assign(isUnknown ? { ...found, value: { ...word, parts: [onlyShell] } } : found, table);
    } else if (text === undefined) {
      table.spoil('may be set by a command that is not run', word.line);
    }
    // Arrays, numbers, references, and values turned into capitals or small letters; `export -n` is harmless.
    isText &&= !/^-.*[aAilnu]/.test(text ?? '');
  }
}

/** Changes each variable that an argument names, or that its first word is. */
function change(args: readonly { text: string | undefined; line: number }[], value: Reading, table: Table): void {
  for (const { text, line } of args) {
    if (text === undefined && value === undefined) {
      table.spoil('may be unset by a command that is not run', line);
    }
    table.set(/^\w+/.exec(text ?? '')?.[0] ?? '', value, line);
  }
}

/** The assignment a word is. A command such as `export` takes quoted ones as well. */
function assignment(word: Word, quotedToo: boolean): Assignment | undefined {
  const [first, ...rest] = word.parts;
  if (first?.kind !== 'text' || (first.quoted && !quotedToo)) {
    return undefined;
  }
  const [, name, change = '', text = ''] = /^([A-Za-z_][A-Za-z0-9_]*)(\+|\[.*\])?=(.*)/s.exec(first.text) ?? [];
  return name === undefined ? undefined : { name, change, value: { ...word, parts: [{ ...first, text }, ...rest] } };
}

function assign({ name, change, value: { parts, line } }: Assignment, table: Table): void {
  const hasTilde = parts.some((part, index) => (index === 0 ? /^~|:~/ : /:~/).test(bareText(part)));
  const why = hasTilde ? 'refers to a home directory (~)' : change.startsWith('[') ? 'is an array' : '';
  const all = change === '+' ? [variable(name, true, '-'), ...parts] : parts;
  table.set(name, why ? { why } : expand(all, table, line, name), line);
}

function bareText(part: Part): string {
  return part.kind === 'text' && !part.quoted ? part.text : '';
}
