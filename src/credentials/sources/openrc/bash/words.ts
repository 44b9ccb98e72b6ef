import { onlyShell, type Part } from '../expand.ts';
import { deepest, unreadable } from '../invalid.ts';

export type Word = { readonly parts: readonly Part[]; readonly line: number };
/** The end of the file is an empty operator. */
type Token = Word | { readonly operator: string; readonly line: number };

/** literal returns a word without any quoting or expansion, or undefined for another one: only such words are syntax. */
export function literal({ parts }: Word): string | undefined {
  const [part] = parts;
  return parts.length === 1 && part?.kind === 'text' && !part.quoted ? part.text : undefined;
}

/** isOneOf tells whether a token is one of these operators or literal words. */
export function isOneOf(token: Token, ...texts: readonly string[]): boolean {
  return texts.some((text) => text === ('parts' in token ? literal(token) : token.operator));
}

// The longest first. `((` is an arithmetic command, which is skipped.
const operators = /<<<|<<-|&>>|;;&|&&|\|\||;;|;&|<<|>>|<&|>&|<>|>\||\|&|&>|\(\(|[\n;&|<>()]/y;
const blanks = /(?:[ \t]|\\\n|#[^\n]*)*/y;
const plainText = /[^ \t\n;&|<>()'"\\$`{}]+|[\s\S]/y;
const singleQuotes = /'[^']*'/y;
const ansiQuotes = /'(?:[^'\\]|\\[\s\S])*'/y;
const backticks = /`(?:[^`\\]|\\[\s\S])*`/y;
const restOfLine = /[^\n]*/y;
const parameter = /[A-Za-z_][A-Za-z0-9_]*|[0-9]+|[@*#?$!-]/y;
const operation = /:?[-=+?]|##?|%%?/y;
const aCommand: Part = { kind: 'opaque', why: 'runs a command' };
const aNumber: Part = { kind: 'opaque', why: 'computes a number' };

/**
 * Words reads a bash file into words and operators, by bash's rules of quoting. It knows what a word is made of and
 * computes nothing. Throws `openrc-invalid` for a quote that is never closed.
 * Source: https://www.gnu.org/software/bash/manual/bash.html#Shell-Syntax
 */
export class Words {
  readonly #text: string;
  readonly #hereDocuments: { readonly end: string; readonly tabs: boolean }[] = [];
  #at = 0;
  #line = 1;
  #depth = 0;
  #ahead: Token | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  /** peek returns the next word or operator, and leaves it there. */
  peek(): Token {
    this.#ahead ??= this.#read();
    return this.#ahead;
  }

  next(): Token {
    const token = this.peek();
    this.#ahead = undefined;
    return token;
  }

  #read(): Token {
    this.#take(blanks);
    const line = this.#line;
    const operator = this.#startsSubstitution() ? '' : this.#take(operators);
    if (operator === '' && this.#here() !== '') {
      const word = { parts: this.#word(), line };
      // The number in `2>/dev/null` belongs to the redirection.
      return /[<>]/.test(this.#here()) && /^\d+$/.test(literal(word) ?? '') ? this.#read() : word;
    }
    if (operator === '((') {
      this.#parentheses(0, 2);
    } else if (operator === '<<' || operator === '<<-') {
      this.#take(blanks);
      const end = this.#word().map((part) =>
        part.kind === 'text' ? part.text : part.kind === 'variable' ? `$${part.name}` : '',
      );
      this.#hereDocuments.push({ end: end.join(''), tabs: operator === '<<-' });
    }
    for (const { end, tabs } of operator === '\n' ? this.#hereDocuments.splice(0) : []) {
      for (let text: string | undefined; text !== end && this.#here() !== ''; this.#skip(1)) {
        text = this.#take(restOfLine).replace(tabs ? /^\t+/ : '', '');
      }
    }
    return { operator, line };
  }

  /** The character at the place, or one some characters away; the empty string outside the text. */
  #here(away = 0): string {
    return this.#text[this.#at + away] ?? '';
  }

  #skip(length: number): void {
    for (const end = this.#at + length; this.#at < end; this.#at++) {
      this.#line += this.#here() === '\n' ? 1 : 0;
    }
  }

  /** What a sticky pattern finds at the place, which is passed; the empty string if it finds nothing. */
  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? '';
    this.#skip(found.length);
    return found;
  }

  /** The text between quotes; its escapes are left as they are. */
  #quoted(pattern: RegExp): string {
    const found = this.#take(pattern);
    if (found === '') {
      throw unreadable(this.#line, 'opens a quote that is never closed');
    }
    return found.slice(1, -1);
  }

  /** Passes what opens something, and reads up to what closes it, which is passed. */
  #enclosed(length: number, closes: () => boolean, what: string, read: () => void): void {
    const line = this.#line;
    this.#skip(length);
    if (++this.#depth > deepest) {
      throw unreadable(line, 'is nested too deep');
    }
    for (; !closes(); read()) {
      if (this.#here() === '') {
        throw unreadable(line, `opens a ${what} that is never closed`);
      }
    }
    this.#skip(1);
    this.#depth--;
  }

  #word(): Part[] {
    const parts: Part[] = [];
    while (this.#startsSubstitution() || !/^[ \t\n;&|<>()]?$/.test(this.#here())) {
      this.#part(parts, false);
      if (this.#here() === '(' && this.#here(-1) === '=') {
        this.#parentheses(1);
        parts.push({ kind: 'opaque', why: 'is an array' });
      }
    }
    return parts;
  }

  /** `<(command)` stands for a file. */
  #startsSubstitution(): boolean {
    return /[<>]/.test(this.#here()) && this.#here(1) === '(';
  }

  /** One piece of a word; inside double quotes only some characters are special. */
  #part(parts: Part[], inDoubleQuotes: boolean): void {
    const character = this.#here();
    if (character === '$') {
      parts.push(this.#dollar(inDoubleQuotes));
    } else if (character === '`') {
      this.#quoted(backticks);
      parts.push(aCommand);
    } else if (character === '\\') {
      this.#backslash(parts, inDoubleQuotes);
    } else if (character === '"') {
      addText(parts, '', true);
      const closes = (): boolean => this.#here() === '"';
      this.#enclosed(1, closes, 'quote', () => this.#part(parts, true));
    } else if (character === "'" && !inDoubleQuotes) {
      addText(parts, this.#quoted(singleQuotes), true);
    } else if (!inDoubleQuotes && this.#startsSubstitution()) {
      this.#parentheses(2);
      parts.push(aCommand);
    } else {
      addText(parts, this.#take(plainText), inDoubleQuotes);
    }
  }

  #backslash(parts: Part[], inDoubleQuotes: boolean): void {
    const character = this.#here(1);
    this.#skip(1 + character.length);
    if (inDoubleQuotes && /[!']/.test(character)) {
      parts.push({ kind: 'text', text: `\\${character}`, bare: character, quoted: true });
    } else if (character !== '\n') {
      addText(parts, inDoubleQuotes && !/[$`"\\]/.test(character) ? `\\${character}` : character || '\\', true);
    }
  }

  #dollar(quoted: boolean): Part {
    const next = this.#here(1);
    const number = next === '[' || (next === '(' && this.#here(2) === '(');
    if (next === '(') {
      this.#parentheses(2);
      return number ? aNumber : aCommand;
    }
    if (next === '{') {
      return this.#expansion(quoted);
    }
    this.#skip(1);
    if (next === "'" && !quoted) {
      return ansiText(this.#quoted(ansiQuotes));
    }
    const name = this.#take(parameter);
    // Before quotes it is for a text to be translated.
    const text = next === '"' && !quoted ? '' : '$';
    return number ? aNumber : name ? { kind: 'variable', name, quoted } : { kind: 'text', text, quoted };
  }

  /** `${…}`. */
  #expansion(quoted: boolean): Part {
    let [name, operator] = ['', ''];
    const argument: Part[] = [];
    const start = this.#at + 2;
    const closes = (): boolean => this.#here() === '}';
    this.#enclosed(2, closes, '`${`', () => {
      if (this.#at === start) {
        name = this.#take(parameter);
        operator = name && this.#take(operation);
      }
      if (this.#here() === '\\' && this.#here(1) === '}') {
        this.#skip(2);
        addText(argument, '}', true);
      } else if (!closes()) {
        // The word of :- and its like is read as what surrounds it; the patterns of # and % have quotes of their own.
        this.#part(argument, quoted && !/[#%]/.test(operator) && !this.#startsSubstitution());
      }
    });
    return name === '' || (operator === '' && argument.length > 0)
      ? { kind: 'opaque', ...onlyShell }
      : { kind: 'variable', name, quoted, ...(operator && { operation: { operator, argument } }) };
  }

  /** Past some characters, and what closes the parentheses they end with. */
  #parentheses(length: number, open = 1): void {
    let depth = open;
    const read = (): void => {
      const character = this.#here();
      if (character === '#' && /[\s;(]/.test(this.#here(-1))) {
        this.#take(restOfLine);
      } else if (/['"`\\$]/.test(character)) {
        this.#part([], false);
      } else {
        depth += character === '(' ? 1 : character === ')' ? -1 : 0;
        this.#skip(1);
      }
    };
    this.#enclosed(length, () => this.#here() === ')' && depth === 1, 'parenthesis', read);
  }
}

function addText(parts: Part[], text: string, quoted: boolean): void {
  const last = parts.at(-1);
  const joins = last?.kind === 'text' && last.quoted === quoted && last.bare === undefined;
  parts.splice(joins ? -1 : parts.length, 1, { kind: 'text', text: joins ? last.text + text : text, quoted });
}

const letters: Readonly<Record<string, string>> = { n: '\n', t: '\t', '\\': '\\', "'": "'", '"': '"' };

/** What stands inside `$'…'`, with the escapes that files have. */
function ansiText(source: string): Part {
  const text = source.replace(/\\([\s\S])/g, (_, letter: string) => letters[letter] ?? '\0');
  return text.includes('\0') ? { kind: 'opaque', ...onlyShell } : { kind: 'text', text, quoted: true };
}
