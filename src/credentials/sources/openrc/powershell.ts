import { asked, expand, type Part, type Place, plain, variable } from './expand.ts';
import { unreadable } from './invalid.ts';
import { isOpaque, negated, type Opaque, type Status, type Table } from './table.ts';

const inBlock = 'depends on a condition, a loop, a function or another block';
const notUnderstood = { why: 'runs a command' };

// PowerShell takes typographic quotes for quotes.
const single = "'\u2018\u2019\u201a\u201b";
const double = '"\u201c\u201d\u201e';

const assignment = /^\$(\{?env:)?([A-Za-z_]\w*)\}?\s*=(?!=)(.*)/is;
const setVariable =
  /^(?:\[void\]\s*)?\[(?:System\.)?Environment\]::SetEnvironmentVariable\s*\(\s*["'](\w+)["']\s*,(.*)\)$/is;
const items = /^(Set|New|Remove|Clear)-Item\s+(?:-Path\s+)?["']?env:[\\/]?(\w+)["']?\s*(?:-Value\s+)?(.*)/is;
const emptiness =
  /^if\s*\(\s*(!|-not\b)?\s*\(?\s*(\[string\]::IsNullOrEmpty\()?\s*(?:Test-Path\s+(?:-Path\s+)?["']?env:[\\/]?|\$\{?env:)(\w+)["'}]?[\s)]*$/i;

const hereString = `@'[ \\t]*\\n[\\s\\S]*?(?:\\n'@|$)|@"[ \\t]*\\n[\\s\\S]*?(?:\\n"@|$)`;
const singleQuoted = `[${single}](?:[^${single}]|[${single}]{2})*[${single}]`;
const doubleQuoted = `[${double}](?:[^${double}\`]|\`[\\s\\S]|[${double}]{2})*[${double}]`;
const token = new RegExp(
  `#[^\\n]*|<#[\\s\\S]*?(?:#>|$)|${hereString}|${singleQuoted}|${doubleQuoted}|\`\\n|\`.|\\$\\{[\\w:]+\\}|[\\s\\S]`,
  'gu',
);
const term = new RegExp(
  `\\s*(?:(${singleQuoted})|(${doubleQuoted})|(-?\\d+(?:\\.\\d+)?)|\\$null|\\$(\\{?env:)?(\\w+)\\}?)\\s*(\\+|$)`,
  'iuy',
);
const piece = new RegExp(
  `\`([\\s\\S])|([${double}])[${double}]|(\\$\\()|\\$\\{?(env:)?([A-Za-z_]\\w*)\\}?|[^\`$${double}]+|[\\s\\S]`,
  'giu',
);
const letters: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

/**
 * readPowerShell follows a PowerShell file and makes of its environment variables what PowerShell would; it runs nothing.
 * Of blocks, only an `if` that tests whether a variable is set is followed, and its `else`.
 * Source: https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_environment_variables
 */
export function readPowerShell(text: string, table: Table): void {
  let depth = 0;
  let status: Status;
  for (const statement of statements(text)) {
    const read = (): void => follow(statement, table);
    if (depth > 1 || (depth === 1 && status === undefined)) {
      table.perhaps(inBlock, read);
    } else {
      table.branch(depth === 0 || status, inBlock, read);
    }
    if (depth === 0) {
      const tested = statement.end === '{' && emptiness.exec(statement.text);
      status = tested ? holds(tested, table) : /^else$/i.test(statement.text) ? negated(status) : undefined;
    }
    depth = Math.max(0, depth + (statement.end === '{' ? 1 : statement.end === '}' ? -1 : 0));
  }
}

/** Whether a variable is set, or not, as a condition asks. */
function holds([, not, isEmpty, name = '']: RegExpExecArray, table: Table): Status {
  const value = expand([variable(name.toUpperCase())], { table, line: 0, target: undefined });
  return isOpaque(value) ? undefined : (value !== '') === ((not === undefined) === (isEmpty === undefined));
}

/** A statement, and what ends it. */
type Statement = { readonly text: string; readonly line: number; readonly end: string };

function follow({ text, line }: Statement, table: Table): void {
  const set = (target: string, source: string): void => table.set(target, worth(source, { table, line, target }), line);
  const [, env, name = '', source = ''] = assignment.exec(text) ?? [];
  const [, target = '', given = ''] = setVariable.exec(text) ?? [];
  const [, verb = '', item = '', rest = ''] = items.exec(text) ?? [];
  if (name !== '') {
    set(nameOf(env, name), source);
  } else if (target !== '') {
    // The third argument says for whom.
    set(target.toUpperCase(), given.replace(/,\s*("\w*"|'\w*'|\[[\w.]+\]::\w+)\s*$/, ''));
  } else if (item !== '') {
    set(item.toUpperCase(), /^[rc]/i.test(verb) ? '$null' : rest);
  }
}

function worth(source: string, place: Place): string | Opaque {
  const parts = partsOf(source);
  // A secure string is what Read-Host asked for.
  const asks = /\b(Read-Host|Get-Credential|PtrToString\w*|SecureString\w*)\b/i.test(source);
  return parts ? expand(parts, place) : asks ? asked : notUnderstood;
}

function statements(text: string): Statement[] {
  const all: Statement[] = [];
  let parentheses = 0;
  let statement = '';
  let line = 1;
  let start = 1;
  for (const [piece] of text.matchAll(token)) {
    if (piece === '{' || piece === '}' || piece === ';' || (piece === '\n' && parentheses === 0)) {
      if (piece === '{' || piece === '}' || statement !== '') {
        all.push({ text: statement.trim(), line: start, end: piece });
      }
      statement = '';
    } else if (piece.length === 1 && (single + double).includes(piece)) {
      throw unreadable(line, 'opens a quote that is never closed');
    } else {
      parentheses = Math.max(0, parentheses + (piece === '(' ? 1 : piece === ')' ? -1 : 0));
      start = statement === '' ? line : start;
      const text = /^(#|<#)/.test(piece) ? '' : piece === '`\n' ? ' ' : piece;
      statement += statement === '' ? text.trimStart() : text;
    }
    line += piece.split('\n').length - 1;
  }
  return [...all, { text: statement.trim(), line: start, end: ';' }];
}

/** A variable of the environment; or one of the file itself, under the name PowerShell has for its scope. */
function nameOf(env: string | undefined, name: string): string {
  return env === undefined ? `local:${name.toLowerCase()}` : name.toUpperCase();
}

/** The parts of texts, numbers and variables with `+` between them; undefined for any other expression. */
function partsOf(source: string): Part[] | undefined {
  const parts: Part[] = [];
  for (let at = 0, more = true; more; at = term.lastIndex) {
    term.lastIndex = at;
    const found = term.exec(source);
    if (found === null) {
      return undefined;
    }
    const [, inSingle, inDouble, number, env, name, plus] = found;
    if (inSingle !== undefined) {
      parts.push(plain(inSingle.slice(1, -1).replace(new RegExp(`([${single}])[${single}]`, 'gu'), '$1')));
    } else if (inDouble !== undefined) {
      parts.push(...interpolated(inDouble.slice(1, -1)));
    } else {
      parts.push(name === undefined ? plain(number ?? '') : variable(nameOf(env, name)));
    }
    more = plus === '+';
  }
  return parts;
}

/** The parts of a text in double quotes. */
function interpolated(body: string): Part[] {
  const source = body.replace(/(?<!`)\$\(\s*\$(env:\w+)\s*\)/gi, '$\u007b$1}');
  return Array.from(source.matchAll(piece), ([text, escaped, doubled, command, env, name]): Part => {
    if (command !== undefined || (escaped !== undefined && /[0abefuv]/i.test(escaped))) {
      return { kind: 'opaque', ...notUnderstood };
    }
    return name === undefined
      ? plain(escaped === undefined ? (doubled ?? text) : (letters[escaped] ?? escaped))
      : variable(nameOf(env, name));
  });
}
