import { asked, expand, onlyShell, type Part, plain, variable } from './expand.ts';
import { isOpaque, type Opaque, type Reading, type Status, type Table } from './table.ts';

const inFlow = 'depends on a block, a loop, `goto` or `call`';
const cutShort = { why: 'has one of & | < > in it, which cmd takes as the end of the value' };
/** From the first label, `goto` or `call` of a label on, only running the file would tell what takes effect. */
const jump = /^(?!rem\b|echo\b|::)(:|(.*[\s&(])?(goto\b|call\s*:))/i;
const commands = /^(set|setx|rem|echo|call|cls|exit|goto|pause|title)\b/i;
const ifDefined = /^if\s+(not\s+)?defined\s+(\S+)\s+(.*)$/i;
const ifSame = /^if\s+(not\s+)?("[^"]*"|(?:(?!==)\S)*)\s*==\s*("[^"]*"|\S*)\s+(.*)$/i;
const aSet = /(?:^|[\s(])(setx?\s.*)/i;

/** What a line works on. `delayed` is whether `!X!` is a variable. */
type Context = { readonly table: Table; readonly line: number; readonly delayed: boolean };

/**
 * readCmd follows a batch file and makes of its variables what `set` and `setx` would; it runs nothing. Quotes around a
 * value, which cmd would make a part of it and nobody means, are taken off with a warning.
 * Source: https://learn.microsoft.com/windows-server/administration/windows-commands/set_1
 */
export function readCmd(text: string, table: Table): void {
  const delayed = /enabledelayedexpansion/i.test(text);
  let depth = 0;
  for (const [index, whole] of text.split('\n').entries()) {
    const line = whole.replace(/^[\s@]+/, '');
    const context = { table, line: index + 1, delayed };
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
  const value = (source: string): string | Opaque => expand(parts(source), context.table, context.line);
  const [, isNot, name, afterName] = ifDefined.exec(line) ?? [];
  const [, isOther, one = '', two = '', afterSides] = ifSame.exec(line) ?? [];
  const [left, right] = name === undefined ? [value(one), value(two)] : [value(`%${name}%`), ''];
  const command = afterName ?? afterSides ?? '';
  // `defined` is the opposite of being the same as nothing.
  const equal = (name === undefined) === ((isNot ?? isOther) === undefined);
  const isOpen = command === '' || command.startsWith('(') || isOpaque(left) || isOpaque(right);
  const status: Status = isOpen ? undefined : (left === right) === equal;
  context.table.branch(status, () => readSets(aSet.exec(command || line)?.[1] ?? '', context));
}

/** Cmd fills in the variables of a whole line before it runs any of it. */
function readSets(line: string, context: Context): void {
  const found = line.matchAll(/((?:\^.|"[^"]*"?|[^"&|<>])+)([&|<>]*)/g);
  const pieces = Array.from(found, ([, text = '', operator = '']) => ({ text: text.trimStart(), operator }));
  const settings = pieces.flatMap(({ text, operator }, index) => {
    // What follows `&`, `|`, `<` or `>` may be meant as the rest of the value.
    const next = pieces[index + 1]?.text ?? '';
    return readSet(text, next !== '' && !(/^&+$/.test(operator) && commands.test(next)), context);
  });
  for (const [name, value] of settings) {
    context.table.set(name, value, context.line);
  }
}

function readSet(command: string, cut: boolean, { table, line, delayed }: Context): [name: string, value: Reading][] {
  const [, x = '', option = '', rest = ''] = /^set(x?)\s+(?:(\/[a-z])\s+)?(.*)/i.exec(command) ?? [];
  const [, name = '', text = ''] = (x ? /^"?([^\s"=/]+)"?\s+(.*)/ : /^"?([^"=]*[^"=\s])=(.*)/).exec(rest) ?? [];
  const target = name.trim().toUpperCase();
  const unescaped = text.replace(/\^(.)/g, '$1');
  const whole = x ? /^(?:"([^"]*)"|([^\s"]+))\s*(?:\/m\s*)?$/i : /^\s*"([^"]*)"\s*$/;
  const [matched, quoted, word] = whole.exec(unescaped) ?? [];
  if (cut || /p/i.test(option)) {
    return [[target, cut ? cutShort : asked]];
  }
  if (!/^(\/m)?$/i.test(option) || (x && matched === undefined) || (delayed && text.includes('!'))) {
    return [[target, onlyShell]];
  }
  const inQuotes = rest.startsWith('"') && !x;
  if (quoted !== undefined && !x && !inQuotes) {
    table.warnings.set(target, 'stands in double quotes, which cmd would make a part of the value. They are left out.');
  }
  const value = inQuotes ? text.replace(/"[^"]*$/, '') : (quoted ?? word ?? unescaped);
  return [[target, value === '' ? undefined : expand(parts(value), table, line, target)]];
}

/** `%X%` is X, `%%` is `%`; `%1` and its like are what the file is called with; another `%` stands for itself. */
function parts(value: string): Part[] {
  const pieces = value.matchAll(/%%|%(?:~[a-z]*)?[0-9*]|%([a-z_]\w*)(:[^%]*)?%|[^%]+|%/gi);
  return Array.from(pieces, ([piece, name, modifier]): Part => {
    const text = piece === '%%' ? '%' : piece;
    const part: Part = name ? variable(name.toUpperCase()) : plain(text);
    return modifier !== undefined || /^%[~0-9*]/.test(piece) ? onlyShell : part;
  });
}
