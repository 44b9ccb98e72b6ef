import { asked, expand, onlyShell, type Part, plain, variable } from './expand.ts';
import { isOpaque, type Opaque, type Reading, type Status, type Table } from './table.ts';

const inFlow = 'depends on a block, a loop, `goto` or `call`';
const onCondition = 'depends on a condition that only running the file would tell';
const cutShort = { why: 'has one of & | < > in it, which cmd takes as the end of the value' };

/** From the first label, `goto` or `call` of a label on, only running the file would tell what takes effect. */
const jump = /^(?!rem\b|echo\b|::)(:|(.*[\s&(])?(goto\b|call\s*:))/i;
const commands = /^(set|setx|rem|echo|call|cls|exit|goto|pause|title)\b/i;
const ifDefined = /^if\s+(not\s+)?defined\s+(\S+)\s+(.*)$/i;
const ifSame = /^if\s+(not\s+)?("[^"]*"|(?:(?!==)\S)*)\s*==\s*("[^"]*"|\S*)\s+(.*)$/i;
const aSet = /(?:^|[\s(])(setx?\s.*)/i;

/** What a line works on; see readCmd. */
type Context = {
  readonly table: Table;
  readonly line: number;
  readonly unquoted: (name: string) => void;
  readonly delayed: boolean;
};

/**
 * readCmd follows a batch file and makes of its variables what `set` and `setx` would; it runs nothing. `unquoted` is told
 * of each value whose quotes were taken off: cmd would make them a part of it, which nobody means.
 * Source: https://learn.microsoft.com/windows-server/administration/windows-commands/set_1
 */
export function readCmd(text: string, table: Table, unquoted: Context['unquoted']): void {
  const delayed = /enabledelayedexpansion/i.test(text);
  let depth = 0;
  for (const [index, whole] of text.split('\n').entries()) {
    const line = whole.replace(/^[\s@]+/, '');
    const context = { table, line: index + 1, unquoted, delayed };
    depth = jump.test(line) ? Number.POSITIVE_INFINITY : depth - (line.startsWith(')') ? 1 : 0);
    if (depth > 0 || /^(\)|\(|for\s)/i.test(line)) {
      table.perhaps(inFlow, () => readSets(aSet.exec(line)?.[1] ?? '', context));
    } else if (/^if\s/i.test(line)) {
      readIf(line, context);
    } else {
      readSets(line, context);
    }
    depth += /\(\s*$/.test(line) && !/^(rem|echo)\b|^::/i.test(line) ? 1 : 0;
  }
}

function readIf(line: string, context: Context): void {
  const value = (source: string): string | Opaque => expand(parts(source), { ...context, target: undefined });
  const [, isNot, name, afterName] = ifDefined.exec(line) ?? [];
  const [, isOther, one = '', two = '', afterSides] = ifSame.exec(line) ?? [];
  const [left, right] = name === undefined ? [value(one), value(two)] : [value(`%${name}%`), ''];
  const command = afterName ?? afterSides ?? '';
  // `defined` is the opposite of being the same as nothing.
  const equal = (name === undefined) === ((isNot ?? isOther) === undefined);
  const known = command !== '' && !isOpaque(left) && !isOpaque(right) && !command.startsWith('(');
  const status: Status = known ? (left === right) === equal : undefined;
  context.table.branch(status, onCondition, () => readSets(aSet.exec(command || line)?.[1] ?? '', context));
}

/** Cmd fills in the variables of a whole line before it runs any of it. */
function readSets(line: string, context: Context): void {
  for (const [name, value] of splitCommands(line).flatMap(({ text, cut }) => readSet(text, cut, context))) {
    context.table.set(name, value, context.line);
  }
}

/** A line's commands. One is cut if what follows its `&`, `|`, `<` or `>` looks like the rest of a value. */
function splitCommands(line: string): { text: string; cut: boolean }[] {
  let last = { text: '', cut: false };
  const pieces = [last];
  for (const [piece] of line.matchAll(/\^?[&|<>]|\^.|"[^"]*"?|[^^"&|<>]+|\^/g)) {
    if ('&|<>'.includes(piece)) {
      last = { text: '', cut: piece !== '&' };
      pieces.push(last);
    } else {
      last.text += piece;
    }
  }
  const full = pieces.filter(({ text }) => text.trim() !== '');
  return full.map(({ text }, index) => {
    const next = full[index + 1];
    return { text: text.trimStart(), cut: next !== undefined && (next.cut || !commands.test(next.text.trimStart())) };
  });
}

function readSet(command: string, cut: boolean, context: Context): [name: string, value: Reading][] {
  const [, x = '', option = '', rest = ''] = /^set(x?)\s+(?:(\/[a-z])\s+)?(.*)/i.exec(command) ?? [];
  const [, name, text] = (x ? /^"?([^\s"=/]+)"?\s+(.*)/ : /^"?([^"=]+)=(.*)/).exec(rest) ?? [];
  const target = name?.trim().toUpperCase() ?? '';
  if (name === undefined || text === undefined || name !== name.trimEnd()) {
    context.table.hints.set(target, { why: 'sets nothing: there is a blank before its `=`', line: context.line });
    return [];
  }
  const unescaped = text.replace(/\^(.)/g, '$1');
  const whole = x ? /^(?:"([^"]*)"|([^\s"]+))\s*(?:\/m\s*)?$/i : /^\s*"([^"]*)"\s*$/;
  const [matched, quoted, word] = whole.exec(unescaped) ?? [];
  if (/p/i.test(option) || cut) {
    return [[target, cut ? cutShort : asked]];
  }
  if (!/^(\/m)?$/i.test(option) || (x && matched === undefined) || (context.delayed && text.includes('!'))) {
    return [[target, onlyShell]];
  }
  const inQuotes = rest.startsWith('"') && !x;
  if (quoted !== undefined && !x && !inQuotes) {
    context.unquoted(target);
  }
  const value = inQuotes ? text.replace(/"[^"]*$/, '') : (quoted ?? word ?? unescaped);
  return [[target, value === '' ? undefined : expand(parts(value), { ...context, target })]];
}

/** `%X%` is X, `%%` is `%`; `%1` and its like are what the file is called with; another `%` stands for itself. */
function parts(value: string): Part[] {
  const pieces = value.matchAll(/%%|%(?:~[a-z]*)?[0-9*]|%([a-z_]\w*)(:[^%]*)?%|[^%]+|%/gi);
  return Array.from(pieces, ([piece, name, modifier]): Part => {
    const text = piece === '%%' ? '%' : piece;
    const part: Part = name ? variable(name.toUpperCase()) : plain(text);
    return modifier !== undefined || /^%[~0-9*]/.test(piece) ? { kind: 'opaque', ...onlyShell } : part;
  });
}
