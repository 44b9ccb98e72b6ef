import type { Assignments, Value } from './assignments.ts';
import { assigned, expand } from './expand.ts';
import type { Part } from './tokens.ts';

/** What a `set` works on. */
interface Context {
  readonly assignments: Assignments;
  readonly line: number;
  /** Told of each value whose quotes were taken off: cmd would make them a part of it, which nobody means. */
  readonly unquoted: (name: string) => void;
}

const onCondition = 'depends on a condition or a loop, which cannot be decided without running the file';
const onlyCmd = { kind: 'opaque', reason: 'uses an expansion that only cmd can compute' } as const;
const commands = /^(set|setx|rem|echo|call|cls|exit|goto|pause|title)\b/i;

/**
 * readCmd follows a batch file and assigns the variables it sets with `set` and `setx`; it runs nothing.
 * Source: https://learn.microsoft.com/windows-server/administration/windows-commands/set_1
 */
export function readCmd(text: string, assignments: Assignments, unquoted: (name: string) => void): void {
  let depth = 0;
  for (const [index, whole] of text.split('\n').entries()) {
    const line = whole.trimStart().replace(/^@\s*/, '');
    const context = { assignments, line: index + 1, unquoted };
    depth -= line.startsWith(')') ? 1 : 0;
    if (depth > 0 || /^(\)|(if|for)\s)/i.test(line)) {
      const found = /(?:^|[\s(])(setx?\s.*)/is.exec(line)?.[1] ?? '';
      assignments.doubting(onCondition, () => readSet(found, false, context));
    } else {
      for (const { text: command, cut } of splitCommands(line)) {
        readSet(command, cut, context);
      }
    }
    depth += /\(\s*$/.test(line) ? 1 : 0;
  }
}

/** A line's commands. One is cut if what follows its `&`, `|`, `<` or `>` looks like the rest of a value. */
function splitCommands(line: string): { text: string; cut: boolean }[] {
  let last = { text: '', cut: false };
  const pieces = [last];
  for (const [piece] of line.matchAll(/\^?[&|<>]|\^.|"[^"]*"?|[^^"&|<>]|\^/gs)) {
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

function readSet(command: string, cut: boolean, { assignments, line, unquoted }: Context): void {
  const [, x, option = '', rest = ''] = /^set(x?)\s+(?:(\/[a-z])\s+)?(.*)/is.exec(command) ?? [];
  const form = x ? /^"?([^\s"=]+)"?\s+(.*)/s : /^"?([^"=]+)=(.*)/s;
  const [, name, text] = form.exec(rest) ?? [];
  if (name === undefined || text === undefined) {
    return;
  }
  const target = name.toUpperCase();
  const set = (value: Value): void => assignments.set(target, value, line);
  const typed = (): string => {
    const unescaped = text.replace(/\^(.)/gs, '$1');
    const inQuotes = /^\s*"([^"]*)"\s*$/.exec(unescaped)?.[1];
    if (inQuotes !== undefined && !x) {
      unquoted(target);
    }
    return inQuotes ?? unescaped;
  };
  if (/p/i.test(option)) {
    set({ kind: 'asked' });
  } else if (option !== '') {
    set({ kind: 'unreadable', reason: 'computes a number', line });
  } else if (cut) {
    set({ kind: 'unreadable', reason: 'has one of & | < > in it, which cmd takes as the end of the value', line });
  } else {
    const value = x || !rest.startsWith('"') ? typed() : text.replace(/"[^"]*$/, '');
    const expansion = expand(parts(value), { assignments, line, target, backslashed: String });
    set(value === '' ? { kind: 'unset' } : assigned(expansion, line));
  }
}

/** `%X%` is X, `%%` is `%`; another `%` stands for itself, as where commands are typed. */
function parts(value: string): Part[] {
  return Array.from(value.matchAll(/%%|%([A-Za-z_]\w*)(:[^%]*)?%|[^%]|%/g), ([piece, name, modifier]): Part => {
    if (modifier !== undefined) {
      return onlyCmd;
    }
    return name === undefined
      ? { kind: 'text', text: piece === '%%' ? '%' : piece, quoted: true }
      : { kind: 'variable', name: name.toUpperCase(), quoted: true };
  });
}
