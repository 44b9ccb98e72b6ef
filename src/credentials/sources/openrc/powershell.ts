import type { Assignments, Value } from './assignments.ts';
import { assigned, expand } from './expand.ts';
import { invalid, type Part } from './tokens.ts';

const onCondition = 'depends on a condition, a loop or a function, which cannot be decided without running the file';

// PowerShell takes typographic quotes for quotes.
const single = "'\u2018\u2019\u201a\u201b";
const double = '"\u201c\u201d\u201e';

const assignment = /^\$(\{?env:)?([A-Za-z_]\w*)\}?\s*=(?!=)(.*)/is;
const setVariable =
  /^(?:\[void\]\s*)?\[(?:System\.)?Environment\]::SetEnvironmentVariable\s*\(\s*["'](\w+)["']\s*,(.*)\)$/is;
const setItem = /^(?:Set-Item|New-Item)\s+(?:-Path\s+)?["']?env:[\\/]?(\w+)["']?\s+(?:-Value\s+)?(.*)/is;
const removeItem = /^Remove-Item\s+(?:-Path\s+)?["']?env:[\\/]?(\w+)["']?/i;

/**
 * readPowerShell follows a PowerShell file and assigns the environment variables it sets; it runs nothing.
 * Source: https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_environment_variables
 */
export function readPowerShell(text: string, assignments: Assignments): void {
  for (const { text: statement, line, nested } of statements(text)) {
    assignments.doubting(nested ? onCondition : undefined, () => followStatement(statement.trim(), line, assignments));
  }
}

interface Statement {
  readonly text: string;
  readonly line: number;
  /** Whether it stands in braces. */
  readonly nested: boolean;
}

const comment = '#[^\\n]*|<#[\\s\\S]*?#>';
const hereString = `@'[ \\t]*\\n[\\s\\S]*?\\n'@|@"[ \\t]*\\n[\\s\\S]*?\\n"@`;
const singleQuoted = `[${single}](?:[^${single}]|[${single}]{2})*[${single}]`;
const doubleQuoted = `[${double}](?:[^${double}\`]|\`[\\s\\S]|[${double}]{2})*[${double}]`;
const token = new RegExp(
  `${comment}|${hereString}|${singleQuoted}|${doubleQuoted}|\`\\n|\`.|\\$\\{[\\w:]+\\}|[\\s\\S]`,
  'gu',
);

function* statements(text: string): Generator<Statement> {
  let depth = 0;
  let parentheses = 0;
  let statement = '';
  let line = 1;
  let start = 1;
  for (const [piece] of text.matchAll(token)) {
    if ('{};'.includes(piece) || (piece === '\n' && parentheses === 0)) {
      yield { text: statement, line: start, nested: depth > 0 };
      depth = Math.max(0, depth + (piece === '{' ? 1 : piece === '}' ? -1 : 0));
      statement = '';
    } else if (piece.length === 1 && (single + double).includes(piece)) {
      throw invalid(line, 'opens a quote that is never closed');
    } else {
      parentheses = Math.max(0, parentheses + (piece === '(' ? 1 : piece === ')' ? -1 : 0));
      start = statement === '' ? line : start;
      statement += /^(#|<#)/.test(piece) ? '' : piece === '`\n' ? ' ' : piece;
    }
    line += piece.split('\n').length - 1;
  }
  yield { text: statement, line: start, nested: depth > 0 };
}

function followStatement(statement: string, line: number, assignments: Assignments): void {
  const set = (name: string, source: string): void => {
    assignments.set(name, valueGiven(name, source, line, assignments), line);
  };
  const [, env, name = '', source = ''] = assignment.exec(statement) ?? [];
  const [, itemName, itemSource] = setVariable.exec(statement) ?? setItem.exec(statement) ?? [];
  const removed = removeItem.exec(statement)?.[1];
  if (name !== '') {
    set(env === undefined ? local(name) : name.toUpperCase(), source);
  } else if (itemName !== undefined && itemSource !== undefined) {
    // The third argument of SetEnvironmentVariable says for whom.
    set(itemName.toUpperCase(), itemSource.replace(/,\s*("\w*"|'\w*'|\[[\w.]+\]::\w+)\s*$/, ''));
  } else if (removed !== undefined) {
    assignments.set(removed.toUpperCase(), { kind: 'unset' }, line);
  }
}

/** Variables of the file itself, which are none of the environment, under the name PowerShell has for their scope. */
function local(name: string): string {
  return `local:${name.toLowerCase()}`;
}

function valueGiven(target: string, source: string, line: number, assignments: Assignments): Value {
  const parts = partsOf(source);
  if (parts !== undefined) {
    return assigned(expand(parts, { assignments, line, target, backslashed: String }), line);
  }
  const asks =
    /\b(Read-Host|Get-Credential)\b/i.test(source) ||
    [...source.matchAll(/\$\w+/g)].some(([name]) => assignments.get(local(name.slice(1)))?.kind === 'asked');
  return asks ? { kind: 'asked' } : { kind: 'unreadable', reason: 'runs a command', line };
}

const term = new RegExp(
  `\\s*(?:(${hereString})|(${singleQuoted})|(${doubleQuoted})|(-?\\d+(?:\\.\\d+)?)|\\$null|\\$(\\{?env:)?(\\w+)\\}?)\\s*(\\+|$)`,
  'iuy',
);

/** The parts of texts, numbers and variables with `+` between them; undefined for any other expression. */
function partsOf(source: string): Part[] | undefined {
  const parts: Part[] = [];
  for (let at = 0, more = true; more; at = term.lastIndex) {
    term.lastIndex = at;
    const found = term.exec(source);
    if (found === null) {
      return undefined;
    }
    const [, here, inSingle, inDouble, number, env, name, plus] = found;
    if (here !== undefined) {
      const body = here.replace(/@.[ \t]*\n/, '').slice(0, -3);
      parts.push(...(here.startsWith("@'") ? [plain(body)] : interpolated(body)));
    } else if (inSingle !== undefined) {
      parts.push(plain(inSingle.slice(1, -1).replace(new RegExp(`([${single}])[${single}]`, 'gu'), '$1')));
    } else if (inDouble !== undefined) {
      parts.push(...interpolated(inDouble.slice(1, -1)));
    } else {
      parts.push(name === undefined ? plain(number ?? '') : variable(env, name));
    }
    more = plus === '+';
  }
  return parts;
}

const piece = new RegExp(
  `\`u\\{((?:10|[0-9a-f])?[0-9a-f]{1,4})\\}|\`([\\s\\S])|([${double}])[${double}]|\\$\\(\\s*\\$(env:)(\\w+)\\s*\\)|(\\$\\()|\\$\\{?(env:)?([A-Za-z_]\\w*)\\}?|[^\`$${double}]+|[\\s\\S]`,
  'giu',
);
const letters: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  e: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** The parts of a text in double quotes. */
function interpolated(body: string): Part[] {
  return Array.from(body.matchAll(piece), (found): Part => {
    const [text, point, escaped, doubled, , inner, command, env, name] = found;
    if (point !== undefined) {
      return plain(String.fromCodePoint(Number.parseInt(point, 16)));
    }
    if (escaped !== undefined) {
      return plain(letters[escaped] ?? escaped);
    }
    if (inner !== undefined) {
      return variable('env:', inner);
    }
    if (name !== undefined) {
      return variable(env, name);
    }
    return command === undefined ? plain(doubled ?? text) : { kind: 'opaque', reason: 'runs a command' };
  });
}

function plain(text: string): Part {
  return { kind: 'text', text, quoted: true };
}

function variable(env: string | undefined, name: string): Part {
  return { kind: 'variable', name: env === undefined ? local(name) : name.toUpperCase(), quoted: true };
}
