import { asked, expand, type Part, plain, variable } from './expand.ts';
import { unreadable } from './invalid.ts';
import { isOpaque, negated, type Opaque, type Status, type Table } from './table.ts';

const inBlock = 'depends on a condition, a loop, a function or another block';
const aCommand: Opaque & Part = { kind: 'opaque', why: 'runs a command' };

// PowerShell takes typographic quotes for quotes.
const single = "'\u2018\u2019\u201a\u201b";
const double = '"\u201c\u201d\u201e';

/** What sets a variable: of the environment, or a local one. The third argument of SetEnvironmentVariable says for whom. */
const settings = [
  /^\$\{?env:(?<env>\w+)\}?\s*=(?!=)(?<source>.*)/is,
  /^\$(?<local>[a-z_]\w*)\s*=(?!=)(?<source>.*)/is,
  /^(?:\[void\]\s*)?\[(?:System\.)?Environment\]::SetEnvironmentVariable\s*\(\s*["'](?<env>\w+)["']\s*,(?<source>.*?)(?:,\s*(?:"\w*"|'\w*'|\[[\w.]+\]::\w+)\s*)?\)$/is,
  /^(?:Set|New)-Item\s+(?:-Path\s+)?["']?env:[\\/]?(?<env>\w+)["']?\s*(?:-Value\s+)?(?<source>.*)/is,
  /^(?:Remove|Clear)-Item\s+(?:-Path\s+)?["']?env:[\\/]?(?<env>\w+)/i,
];
const emptiness =
  /^if\s*\(\s*(!|-not\b)?\s*\(?\s*(\[string\]::IsNullOrEmpty\()?\s*(?:Test-Path\s+(?:-Path\s+)?["']?env:[\\/]?|\$\{?env:)(\w+)["'}]?[\s)]*$/i;
const hereString = `@'[ \\t]*\\n[\\s\\S]*?(?:\\n'@|$)|@"[ \\t]*\\n[\\s\\S]*?(?:\\n"@|$)`;
const singleQuoted = `[${single}](?:[^${single}]|[${single}]{2})*[${single}]`;
const doubleQuoted = `[${double}](?:[^${double}\`]|\`[\\s\\S]|[${double}]{2})*[${double}]`;
const reference = '\\$\\{?env:(\\w+)\\}?|\\$\\{?([a-z_]\\w*)\\}?';
const token = new RegExp(
  `#[^\\n]*|<#[\\s\\S]*?(?:#>|$)|${hereString}|${singleQuoted}|${doubleQuoted}|\`\\n|\`.|\\$\\{[\\w:]+\\}|[\\s\\S]`,
  'gu',
);
const term = new RegExp(
  `\\s*(?:(${singleQuoted})|(${doubleQuoted})|(-?\\d+(?:\\.\\d+)?)|\\$null|${reference})\\s*(\\+|$)`,
  'giuy',
);
const piece = new RegExp(
  `\`([\\s\\S])|([${double}])[${double}]|(\\$\\()|${reference}|[^\`$${double}]+|[\\s\\S]`,
  'giu',
);

/**
 * readPowerShell follows a PowerShell file and makes of its environment variables what PowerShell would; it runs nothing.
 * Of blocks, only an `if` that tests whether a variable is set is followed, and its `else`.
 * Source: https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_environment_variables
 */
export function readPowerShell(text: string, table: Table): void {
  let depth = 0;
  let status: Status;
  for (const statement of statements(text)) {
    const takesEffect = depth === 0 || (depth === 1 ? status : undefined);
    if (takesEffect === undefined) {
      table.perhaps(inBlock, () => follow(statement, table));
    } else {
      table.branch(takesEffect, () => follow(statement, table));
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
  const value = expand([variable(nameOf(name))], table, 0);
  return isOpaque(value) ? undefined : (value !== '') === ((not === undefined) === (isEmpty === undefined));
}

/** A statement, and what ends it. */
type Statement = { readonly text: string; readonly line: number; readonly end: string };

function statements(text: string): Statement[] {
  const all: Statement[] = [];
  let [parentheses, line, start, statement] = [0, 1, 1, ''];
  for (const [piece] of `${text};`.matchAll(token)) {
    if ('{};'.includes(piece) || (piece === '\n' && parentheses === 0)) {
      all.push({ text: statement.trim(), line: start, end: piece });
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
  return all.filter(({ text, end }) => text !== '' || end === '{' || end === '}');
}

function follow({ text, line }: Statement, table: Table): void {
  const { groups } = settings.map((setting) => setting.exec(text)).find((match) => match !== null) ?? {};
  if (groups) {
    const { env, local, source = '$null' } = groups;
    const target = nameOf(env, local);
    const parts = partsOf(source);
    // A secure string is what Read-Host asked for.
    const asks = /\b(Read-Host|Get-Credential|PtrToString\w*|SecureString\w*)\b/i.test(source);
    table.set(target, parts ? expand(parts, table, line, target) : asks ? asked : aCommand, line);
  }
}

/** A variable of the environment; or one of the file itself, under the name PowerShell has for its scope. */
function nameOf(env: string | undefined, local = ''): string {
  return env?.toUpperCase() ?? `local:${local.toLowerCase()}`;
}

/** The parts of texts, numbers and variables with `+` between them; undefined for any other expression. */
function partsOf(source: string): Part[] | undefined {
  const terms = [...source.matchAll(term)];
  const parts = terms.flatMap(([, inSingle, inDouble, number = '', env, local]) => {
    if (inDouble !== undefined) {
      return interpolated(inDouble.slice(1, -1));
    }
    const text = inSingle?.slice(1, -1).replace(new RegExp(`([${single}])[${single}]`, 'gu'), '$1') ?? number;
    return (env ?? local) === undefined ? plain(text) : variable(nameOf(env, local));
  });
  return terms.at(-1)?.at(-1) === '' ? parts : undefined;
}

/** The parts of a text in double quotes. */
function interpolated(body: string): Part[] {
  const source = body.replace(/(?<!`)\$\(\s*\$(env:\w+)\s*\)/gi, '$\u007b$1}');
  return Array.from(source.matchAll(piece), ([text, escaped, doubled, command, env, local]): Part => {
    if (command !== undefined || (escaped !== undefined && /[0abefnrtuv]/i.test(escaped))) {
      return aCommand;
    }
    return (env ?? local) === undefined ? plain(escaped ?? doubled ?? text) : variable(nameOf(env, local));
  });
}
