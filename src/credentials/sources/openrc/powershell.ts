import { asked, expand, type Part } from './expand.ts';
import { deepest, invalid } from './invalid.ts';
import { isOpaque, type Opaque, type Status, type Table } from './table.ts';

const inBlock = 'depends on a loop, a function or another block';
const onCondition = 'depends on a condition that only running the file would tell';
const notUnderstood = { why: 'runs a command' };

// PowerShell takes typographic quotes for quotes.
const single = "'\u2018\u2019\u201a\u201b";
const double = '"\u201c\u201d\u201e';

const assignment = /^\$(\{?env:)?([A-Za-z_]\w*)\}?\s*=(?!=)(.*)/is;
const setVariable =
  /^(?:\[void\]\s*)?\[(?:System\.)?Environment\]::SetEnvironmentVariable\s*\(\s*["'](\w+)["']\s*,(.*)\)$/is;
const item = /^(Set|New|Remove|Clear)-Item\s+(?:-Path\s+)?["']?env:[\\/]?(\w+)["']?\s*(?:-Value\s+)?(.*)/is;
const conditional = /^if\s*\((.*)\)$/is;
const emptiness =
  /^(!|-not\b)?\s*\(?\s*(\[string\]::IsNullOrEmpty\()?\s*(?:Test-Path\s+(?:-Path\s+)?["']?env:[\\/]?(\w+)["']?|\$\{?env:(\w+)\}?)[\s)]*$/i;

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

/** A statement, and what ends it. */
interface Statement {
  readonly text: string;
  readonly line: number;
  readonly end: '{' | '}' | ';';
}

/**
 * PowerShell follows a PowerShell file and makes of its environment variables what PowerShell would; it runs nothing.
 * Source: https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_environment_variables
 */
export class PowerShell {
  readonly #statements: readonly Statement[];
  readonly #table: Table;
  #next = 0;
  #depth = 0;

  constructor(text: string, table: Table) {
    this.#statements = statements(text);
    this.#table = table;
  }

  /** follow reads the whole file. */
  follow(): void {
    while (this.#next < this.#statements.length) {
      this.#block(0);
    }
  }

  #take(): Statement | undefined {
    return this.#statements[this.#next++];
  }

  /** Statements up to the brace that closes them. */
  #block(line: number): void {
    if (++this.#depth > deepest) {
      throw invalid(line, 'is nested too deep');
    }
    for (let at = this.#take(); at !== undefined; at = at.end === '}' ? undefined : this.#take()) {
      const condition = at.end === '{' ? conditional.exec(at.text)?.[1] : undefined;
      if (condition !== undefined) {
        this.#if(condition, at.line);
        continue;
      }
      this.#follow(at);
      if (at.end === '{') {
        const { line } = at;
        this.#table.perhaps(inBlock, () => this.#block(line));
      }
    }
    this.#depth--;
  }

  /** What follows the condition of an `if`, and its `else`. An `elseif` is a block like any other. */
  #if(condition: string, line: number): void {
    const otherwise = (): void => {
      const next = this.#statements[this.#next];
      if (next?.end === '{' && /^else$/i.test(next.text)) {
        this.#next++;
        this.#block(line);
      }
    };
    this.#table.branch(this.#status(condition), onCondition, () => this.#block(line), otherwise);
  }

  /** Whether a variable is set. */
  #status(condition: string): Status {
    const [, not, isEmpty, path, name = path] = emptiness.exec(condition.trim()) ?? [];
    const value = name && expand([variable('env:', name)], { table: this.#table, line: 0, target: undefined });
    return value === undefined || isOpaque(value)
      ? undefined
      : (value !== '') === ((not === undefined) === (isEmpty === undefined));
  }

  #follow({ text, line }: Statement): void {
    const set = (target: string, source: string): void =>
      this.#table.set(target, this.#value(target, source, line), line);
    const [, env, name = '', source = ''] = assignment.exec(text) ?? [];
    const [, variable = '', given = ''] = setVariable.exec(text) ?? [];
    const [, verb = '', named = '', rest = ''] = item.exec(text) ?? [];
    if (name !== '') {
      set(env === undefined ? local(name) : name.toUpperCase(), source);
    } else if (variable !== '') {
      // The third argument says for whom.
      set(variable.toUpperCase(), given.replace(/,\s*("\w*"|'\w*'|\[[\w.]+\]::\w+)\s*$/, ''));
    } else if (named !== '') {
      set(named.toUpperCase(), /^[rc]/i.test(verb) ? '$null' : rest);
    }
  }

  #value(target: string, source: string, line: number): string | Opaque {
    const parts = partsOf(source);
    if (parts !== undefined) {
      return expand(parts, { table: this.#table, line, target });
    }
    // A secure string is what Read-Host asked for.
    return /\b(Read-Host|Get-Credential|PtrToString\w*|SecureString\w*)\b/i.test(source) ? asked : notUnderstood;
  }
}

function statements(text: string): Statement[] {
  const all: Statement[] = [];
  let parentheses = 0;
  let statement = '';
  let line = 1;
  let start = 1;
  for (const [piece] of text.matchAll(token)) {
    if (piece === '{' || piece === '}' || piece === ';' || (piece === '\n' && parentheses === 0)) {
      const end = piece === '{' || piece === '}' ? piece : ';';
      if (end !== ';' || statement.trim() !== '') {
        all.push({ text: statement.trim(), line: start, end });
      }
      statement = '';
    } else if (piece.length === 1 && (single + double).includes(piece)) {
      throw invalid(line, 'opens a quote that is never closed');
    } else {
      parentheses = Math.max(0, parentheses + (piece === '(' ? 1 : piece === ')' ? -1 : 0));
      start = statement.trim() === '' ? line : start;
      statement += /^(#|<#)/.test(piece) ? '' : piece === '`\n' ? ' ' : piece;
    }
    line += piece.split('\n').length - 1;
  }
  return [...all, { text: statement.trim(), line: start, end: ';' }];
}

/** Variables of the file itself, which are none of the environment, under the name PowerShell has for their scope. */
function local(name: string): string {
  return `local:${name.toLowerCase()}`;
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
      parts.push(name === undefined ? plain(number ?? '') : variable(env, name));
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
      : variable(env, name);
  });
}

function plain(text: string): Part {
  return { kind: 'text', text, quoted: true };
}

function variable(env: string | undefined, name: string): Part {
  return { kind: 'variable', name: env === undefined ? local(name) : name.toUpperCase(), quoted: true };
}
