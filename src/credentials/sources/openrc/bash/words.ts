import { onlyShell, type Part, variable } from '../expand.ts';
import { unreadable } from '../invalid.ts';
import { ansiText } from './ansi-c.ts';

/** A word, or an operator, which has no parts. */
export interface Word {
  readonly parts: readonly Part[];
  /** An operator, or a word without any quoting or expansion: only these are syntax. It is empty at the end of the file. */
  readonly syntax: string | undefined;
  readonly line: number;
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
// Each level is some steps down the stack.
const deepest = 50;

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
  #ahead: Word | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  /** peek returns the next word or operator, and leaves it there. */
  peek(): Word {
    this.#ahead ??= this.#read();
    return this.#ahead;
  }

  next(): Word {
    const word = this.peek();
    this.#ahead = undefined;
    return word;
  }

  /** deeper reads what may have more of its kind in it. */
  deeper<Result>(read: () => Result): Result {
    if (++this.#depth > deepest) {
      throw unreadable(this.#line, 'is nested too deep');
    }
    const result = read();
    this.#depth--;
    return result;
  }

  #read(): Word {
    this.#take(blanks);
    const line = this.#line;
    const operator = this.#startsSubstitution() ? '' : this.#take(operators);
    if (operator === '' && this.#here() !== '') {
      const parts = this.#word();
      const [part] = parts;
      const syntax = parts.length === 1 && part?.kind === 'text' && !part.quoted ? part.text : undefined;
      // The number in `2>/dev/null` belongs to the redirection.
      return /[<>]/.test(this.#here()) && /^\d+$/.test(syntax ?? '') ? this.#read() : { parts, syntax, line };
    }
    if (operator === '((') {
      this.#parentheses(0, 2);
    } else if (operator === '<<' || operator === '<<-') {
      this.#take(blanks);
      const start = this.#at;
      this.#word();
      const end = this.#text.slice(start, this.#at).replace(/['"\\]/g, '');
      this.#hereDocuments.push({ end, tabs: operator === '<<-' });
    }
    for (const { end, tabs } of operator === '\n' ? this.#hereDocuments.splice(0) : []) {
      for (let text: string | undefined; text !== end && this.#here() !== ''; this.#skip(1)) {
        text = this.#take(restOfLine).replace(tabs ? /^\t+/ : '', '');
      }
    }
    return { parts: [], syntax: operator, line };
  }

  /** The character at the place, or one some characters away; the empty string outside the text. */
  #here(away = 0): string {
    return this.#text[this.#at + away] ?? '';
  }

  #skip(length: number): void {
    this.#line += this.#text.slice(this.#at, this.#at + length).split('\n').length - 1;
    this.#at += length;
  }

  /** Passes what a sticky pattern finds at the place, and returns it; the empty string if it finds nothing. */
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
    this.deeper(() => {
      for (; !closes(); read()) {
        if (this.#here() === '') {
          throw unreadable(line, `opens a ${what} that is never closed`);
        }
      }
    });
    this.#skip(1);
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
    if (character !== '\n') {
      addText(parts, inDoubleQuotes && !/[$`"\\]/.test(character) ? `\\${character}` : character || '\\', true);
    }
  }

  #dollar(quoted: boolean): Part {
    const next = this.#here(1);
    if (next === '(') {
      const isNumber = this.#here(2) === '(';
      this.#parentheses(2);
      return isNumber ? onlyShell : aCommand;
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
    return next === '[' ? onlyShell : name ? variable(name, quoted) : { kind: 'text', text, quoted };
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
    const isUnknown = name === '' || (operator === '' && argument.length > 0);
    return isUnknown ? onlyShell : variable(name, quoted, operator, argument);
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
  const joins = last?.kind === 'text' && last.quoted === quoted;
  parts.splice(joins ? -1 : parts.length, 1, { kind: 'text', text: joins ? last.text + text : text, quoted });
}
