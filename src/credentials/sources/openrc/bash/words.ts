import { isUtf8 } from 'node:buffer';
import { onlyShell, type Part } from '../expand.ts';
import { deepest, invalid } from '../invalid.ts';

export interface Word {
  readonly parts: readonly Part[];
  readonly line: number;
}

export type Token =
  | ({ readonly kind: 'word' } & Word)
  | { readonly kind: 'operator'; readonly text: string; readonly line: number }
  | { readonly kind: 'end'; readonly line: number };

/** literal returns a word without any quoting or expansion, or undefined for another one: only such words are syntax. */
export function literal({ parts }: Word): string | undefined {
  const [part] = parts;
  return parts.length === 1 && part?.kind === 'text' && !part.quoted ? part.text : undefined;
}

/** isWord tells whether a token is one of these words, unquoted. */
export function isWord(token: Token, ...texts: readonly string[]): boolean {
  return token.kind === 'word' && texts.includes(literal(token) ?? ' ');
}

/** isOperator tells whether a token is one of these operators. */
export function isOperator(token: Token, ...texts: readonly string[]): boolean {
  return token.kind === 'operator' && texts.includes(token.text);
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
    if (this.#at >= this.#text.length) {
      return { kind: 'end', line };
    }
    const text = this.#startsSubstitution() ? '' : this.#take(operators);
    if (text === '') {
      const word: Word = { parts: this.#word(), line };
      // The number in `2>/dev/null` belongs to the redirection.
      return /[<>]/.test(this.#here()) && /^\d+$/.test(literal(word) ?? '') ? this.#read() : { kind: 'word', ...word };
    }
    if (text === '((') {
      this.#parentheses(0, 2);
    } else if (text === '\n') {
      this.#skipHereDocuments();
    } else if (text === '<<' || text === '<<-') {
      this.#take(blanks);
      const end = this.#word().map((part) =>
        part.kind === 'text' ? part.text : part.kind === 'variable' ? `$${part.name}` : '',
      );
      this.#hereDocuments.push({ end: end.join(''), tabs: text === '<<-' });
    }
    return { kind: 'operator', text, line };
  }

  #skipHereDocuments(): void {
    for (const { end, tabs } of this.#hereDocuments.splice(0)) {
      for (let line: string | undefined; line !== end && this.#at < this.#text.length; this.#skip(1)) {
        line = this.#take(restOfLine).replace(tabs ? /^\t+/ : '', '');
      }
    }
  }

  /** The character at the place, or one some characters away; the empty string outside the text. */
  #here(away = 0): string {
    return this.#text[this.#at + away] ?? '';
  }

  #skip(length: number): void {
    for (const end = this.#at + length; this.#at < end; this.#at++) {
      this.#line += this.#text[this.#at] === '\n' ? 1 : 0;
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
      throw invalid(this.#line, 'opens a quote that is never closed');
    }
    return found.slice(1, -1);
  }

  /** Passes what opens something, and reads up to what closes it. */
  #until(length: number, closes: () => boolean, what: string, read: () => void): void {
    const line = this.#line;
    this.#skip(length);
    if (++this.#depth > deepest) {
      throw invalid(line, 'is nested too deep');
    }
    while (!closes()) {
      if (this.#at >= this.#text.length) {
        throw invalid(line, `opens a ${what} that is never closed`);
      }
      read();
    }
    this.#depth--;
  }

  #word(): Part[] {
    const parts: Part[] = [];
    while (this.#at < this.#text.length) {
      if (this.#here() === '(' && this.#here(-1) === '=') {
        this.#parentheses(1);
        parts.push({ kind: 'opaque', why: 'is an array' });
      } else if (!this.#startsSubstitution() && /[ \t\n;&|<>()]/.test(this.#here())) {
        break;
      } else {
        this.#part(parts, false);
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
    } else if (character === "'" && !inDoubleQuotes) {
      addText(parts, this.#quoted(singleQuotes), true);
    } else if (character === '"') {
      addText(parts, '', true);
      const closes = (): boolean => this.#here() === '"';
      this.#until(1, closes, 'quote', () => this.#part(parts, true));
      this.#skip(1);
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
    if (next === '(') {
      const part = this.#here(2) === '(' ? aNumber : aCommand;
      this.#parentheses(2);
      return part;
    }
    if (next === '{') {
      return this.#expansion(quoted);
    }
    this.#skip(1);
    if (next === "'" && !quoted) {
      return ansiText(this.#quoted(ansiQuotes));
    }
    const name = this.#take(parameter);
    if (name !== '') {
      return { kind: 'variable', name, quoted };
    }
    // Before quotes it is for a text to be translated.
    return next === '[' ? aNumber : { kind: 'text', text: next === '"' && !quoted ? '' : '$', quoted };
  }

  /** `${…}`. */
  #expansion(quoted: boolean): Part {
    let [name, operator] = ['', ''];
    const argument: Part[] = [];
    const closes = (): boolean => this.#here() === '}';
    const start = this.#at;
    this.#until(2, closes, '`${`', () => {
      if (this.#at === start + 2) {
        name = this.#take(parameter);
        operator = name && this.#take(operation);
      }
      if (this.#here() === '\\' && this.#here(1) === '}') {
        this.#skip(2);
        addText(argument, '}', true);
      } else if (this.#startsSubstitution()) {
        this.#part(argument, false);
      } else if (!closes()) {
        // The word of :- and its like is read as what surrounds it; the patterns of # and % have quotes of their own.
        this.#part(argument, quoted && !/[#%]/.test(operator));
      }
    });
    this.#skip(1);
    if (name === '' || (operator === '' && argument.length > 0)) {
      return { kind: 'opaque', ...onlyShell };
    }
    return { kind: 'variable', name, quoted, ...(operator && { operation: { operator, argument } }) };
  }

  /** Past some characters, and what closes the parentheses they end with. */
  #parentheses(length: number, open = 1): void {
    let depth = open;
    const closes = (): boolean => depth === 0;
    this.#until(length, closes, 'parenthesis', () => {
      const character = this.#here();
      if (character === '#' && /[\s;(]/.test(this.#here(-1))) {
        this.#take(restOfLine);
      } else if (/['"`\\$]/.test(character)) {
        this.#part([], false);
      } else {
        depth += character === '(' ? 1 : character === ')' ? -1 : 0;
        this.#skip(1);
      }
    });
  }
}

function addText(parts: Part[], text: string, quoted: boolean): void {
  const last = parts.at(-1);
  const joins = last?.kind === 'text' && last.quoted === quoted && last.bare === undefined;
  parts.splice(joins ? -1 : parts.length, 1, { kind: 'text', text: joins ? last.text + text : text, quoted });
}

const escapes = /\\(?:x([\da-fA-F]{1,2})|([0-7]{1,3})|u([\da-fA-F]{1,4})|U([\da-fA-F]{1,8})|([\s\S]))/g;
const letters = new Map(
  [...'abeEfnrtv\\\'"?'].map((letter, index) => [letter, '\x07\b\x1b\x1b\f\n\r\t\v\\\'"?'[index]]),
);

/** What stands inside `$'…'`. Source: https://www.gnu.org/software/bash/manual/bash.html#ANSI_002dC-Quoting */
function ansiText(source: string): Part {
  // Byte by byte, a character each; NUL for what is no text.
  const bytes = bytesOf(source).replace(escapes, (whole, hex, octal, short, long, letter) => {
    if (hex ?? octal) {
      return String.fromCharCode(Number.parseInt(hex ?? octal, hex ? 16 : 8) & 0xff);
    }
    const point = Number.parseInt(short ?? long, 16);
    const text = point <= 0x10ffff ? String.fromCodePoint(point) : '\0';
    return letter === undefined
      ? bytesOf(text.isWellFormed() ? text : '\0')
      : (letters.get(letter) ?? (letter === 'c' ? '\0' : whole));
  });
  const text = Buffer.from(bytes, 'latin1');
  return isUtf8(text) && !bytes.includes('\0')
    ? { kind: 'text', text: text.toString(), quoted: true }
    : { kind: 'opaque', why: 'is no text' };
}

function bytesOf(text: string): string {
  return Buffer.from(text).toString('latin1');
}
