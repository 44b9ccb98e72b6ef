import { ansiText } from './ansi-c.ts';
import { Cursor } from './cursor.ts';
import { invalid, literal, type Part, type Token, type Word } from './tokens.ts';

// The longest first. `((` is an arithmetic command, which is skipped.
const operators = [
  ...['<<<', '<<-', '&>>', ';;&'],
  ...['&&', '||', ';;', ';&', '<<', '>>', '<&', '>&', '<>', '>|', '|&', '&>', '(('],
  ...['\n', ';', '&', '|', '<', '>', '(', ')'],
];
const blank = /[ \t]/;
const metacharacter = /[ \t\n;&|<>()]/;
const plainText = /[^ \t\n;&|<>()'"\\$`{}]+|[\s\S]/y;
const restOfLine = /[^\n]*/y;
const parameter = /[A-Za-z_][A-Za-z0-9_]*|[0-9]+|[@*#?$!_-]/y;
const operation = /:?[-=+?]|##?|%%?/y;
const deepest = 50;
const aCommand = { kind: 'opaque', reason: 'runs a command' } as const;

/**
 * Words reads a bash file into words and operators, by bash's rules of quoting. It knows what a word is made of and
 * computes nothing. Throws `openrc-invalid` for a quote that is never closed.
 * Source: https://www.gnu.org/software/bash/manual/bash.html#Shell-Syntax
 */
export class Words {
  readonly #in: Cursor;
  readonly #hereDocuments: { readonly end: string; readonly tabs: boolean }[] = [];
  #depth = 0;
  #ahead: Token | undefined;

  constructor(text: string) {
    this.#in = new Cursor(text);
  }

  /** peek gives the next word or operator, and leaves it there. */
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
    this.#blanks();
    const line = this.#in.line;
    if (this.#in.atEnd()) {
      return { kind: 'end', line };
    }
    const operator = operators.find((candidate) => this.#in.startsWith(candidate));
    if (operator === undefined || this.#startsSubstitution()) {
      const word: Word = { parts: this.#word(), line };
      // The number in `2>/dev/null` belongs to the redirection.
      return /[<>]/.test(this.#in.here()) && /^\d+$/.test(literal(word) ?? '')
        ? this.#read()
        : { kind: 'word', ...word };
    }
    this.#in.skip(operator.length);
    if (operator === '((') {
      this.#balanced(line, 2);
    } else if (operator === '\n') {
      this.#readHereDocuments();
    } else if (operator === '<<' || operator === '<<-') {
      this.#announceHereDocument(operator === '<<-');
    }
    return { kind: 'operator', text: operator, line };
  }

  #blanks(): void {
    for (;;) {
      if (this.#in.startsWith('\\\n')) {
        this.#in.skip(2);
      } else if (blank.test(this.#in.here())) {
        this.#in.skip(1);
      } else if (this.#in.here() === '#') {
        this.#in.take(restOfLine);
      } else {
        return;
      }
    }
  }

  #word(): Part[] {
    const parts: Part[] = [];
    while (!this.#in.atEnd()) {
      const line = this.#in.line;
      if (this.#in.here() === '(' && this.#in.here(-1) === '=') {
        this.#in.skip(1);
        this.#balanced(line, 1);
        parts.push({ kind: 'opaque', reason: 'is an array' });
      } else if (this.#startsSubstitution()) {
        this.#in.skip(2);
        this.#balanced(line, 1);
        parts.push(aCommand);
      } else if (metacharacter.test(this.#in.here())) {
        break;
      } else {
        this.#part(parts, false);
      }
    }
    return parts;
  }

  /** `<(command)` stands for a file. */
  #startsSubstitution(): boolean {
    return this.#in.startsWith('<(') || this.#in.startsWith('>(');
  }

  /** One piece of a word; inside double quotes only some characters are special. */
  #part(parts: Part[], inDoubleQuotes: boolean): void {
    const character = this.#in.here();
    if (character === '$') {
      this.#dollar(parts, inDoubleQuotes);
    } else if (character === '`') {
      this.#quoted('`', true);
      parts.push(aCommand);
    } else if (character === '\\') {
      this.#backslash(parts, inDoubleQuotes);
    } else if (character === "'" && !inDoubleQuotes) {
      parts.push({ kind: 'text', text: this.#quoted("'"), quoted: true });
    } else if (character === '"') {
      this.#doubleQuotes(parts);
    } else {
      addText(parts, this.#in.take(plainText), inDoubleQuotes);
    }
  }

  #backslash(parts: Part[], inDoubleQuotes: boolean): void {
    const character = this.#in.here(1);
    this.#in.skip(1 + character.length);
    if (character === '\n') {
      return;
    }
    if (!inDoubleQuotes || /[$`"\\]/.test(character)) {
      addText(parts, character === '' ? '\\' : character, true);
    } else if (/[!']/.test(character)) {
      parts.push({ kind: 'escape', character });
    } else {
      addText(parts, `\\${character}`, true);
    }
  }

  #doubleQuotes(parts: Part[]): void {
    const line = this.#in.line;
    this.#in.skip(1);
    addText(parts, '', true);
    this.#nested(() => {
      while (this.#in.here() !== '"') {
        this.#in.demand('quote', line);
        this.#part(parts, true);
      }
    });
    this.#in.skip(1);
  }

  #dollar(parts: Part[], quoted: boolean): void {
    const line = this.#in.line;
    const rest = this.#in.here(1) + this.#in.here(2);
    if (rest.startsWith('(')) {
      this.#in.skip(2);
      this.#balanced(line, 1);
      parts.push({ kind: 'opaque', reason: rest === '((' ? 'computes a number' : aCommand.reason });
    } else if (rest.startsWith('{')) {
      this.#in.skip(2);
      parts.push(this.#nested(() => this.#expansion(quoted, line)));
    } else if (rest.startsWith('[')) {
      this.#in.skip(1);
      parts.push({ kind: 'opaque', reason: 'computes a number' });
    } else if (rest.startsWith("'") && !quoted) {
      this.#in.skip(1);
      const text = ansiText(this.#quoted("'", true));
      parts.push(text === undefined ? { kind: 'opaque', reason: 'is no text' } : { kind: 'text', text, quoted: true });
    } else if (rest.startsWith('"') && !quoted) {
      // A text to be translated: the quotes that follow are read as any others.
      this.#in.skip(1);
    } else {
      this.#in.skip(1);
      const name = this.#in.take(/[A-Za-z_][A-Za-z0-9_]*|[0-9@*#?$!-]/y);
      if (name === '') {
        addText(parts, '$', quoted);
      } else {
        parts.push({ kind: 'variable', name, quoted });
      }
    }
  }

  /** What follows `${`, up to its `}`. */
  #expansion(quoted: boolean, line: number): Part {
    const name = this.#in.take(parameter);
    if (name !== '' && this.#in.here() === '}') {
      this.#in.skip(1);
      return { kind: 'variable', name, quoted };
    }
    const operator = name === '' ? '' : this.#in.take(operation);
    const argument: Part[] = [];
    // The word of :- and its like is read as what surrounds it; the patterns of # and % have quotes of their own.
    const inDoubleQuotes = quoted && !/[#%]/.test(operator);
    while (this.#in.here() !== '}') {
      this.#in.demand('`${`', line);
      if (this.#in.startsWith('\\}')) {
        this.#in.skip(1);
        addText(argument, '}', true);
        this.#in.skip(1);
      } else if (this.#startsSubstitution()) {
        this.#in.skip(2);
        this.#balanced(line, 1);
        argument.push(aCommand);
      } else {
        this.#part(argument, inDoubleQuotes);
      }
    }
    this.#in.skip(1);
    return operator === ''
      ? { kind: 'opaque', reason: 'uses an expansion that only bash can compute' }
      : { kind: 'variable', name, quoted, operation: { operator, argument } };
  }

  /** The text up to a closing quote, without it; its escapes are left as they are. */
  #quoted(quote: string, escapes = false): string {
    const { line } = this.#in;
    this.#in.skip(1);
    let text = '';
    while (this.#in.here() !== quote) {
      this.#in.demand('quote', line);
      const length = escapes && this.#in.here() === '\\' ? 2 : 1;
      text += this.#in.here() + (length === 2 ? this.#in.here(1) : '');
      this.#in.skip(length);
    }
    this.#in.skip(1);
    return text;
  }

  /** Past the parenthesis that closes the ones that are open. */
  #balanced(line: number, open: number): void {
    this.#nested(() => {
      for (let depth = open; depth > 0; ) {
        this.#in.demand('parenthesis', line);
        const character = this.#in.here();
        if (character === '#' && /[\s;(]/.test(this.#in.here(-1))) {
          this.#in.take(restOfLine);
        } else if (/['"`\\$]/.test(character)) {
          this.#part([], false);
        } else {
          depth += character === '(' ? 1 : character === ')' ? -1 : 0;
          this.#in.skip(1);
        }
      }
    });
  }

  #announceHereDocument(tabs: boolean): void {
    this.#blanks();
    const end = this.#word().map((part) =>
      part.kind === 'text' ? part.text : part.kind === 'variable' ? `$${part.name}` : '',
    );
    this.#hereDocuments.push({ end: end.join(''), tabs });
  }

  #readHereDocuments(): void {
    for (const { end, tabs } of this.#hereDocuments.splice(0)) {
      let line: string | undefined;
      while (line !== end && !this.#in.atEnd()) {
        const raw = this.#in.take(restOfLine);
        line = tabs ? raw.replace(/^\t+/, '') : raw;
        this.#in.skip(1);
      }
    }
  }

  #nested<Result>(read: () => Result): Result {
    if (++this.#depth > deepest) {
      throw invalid(this.#in.line, 'is nested too deep');
    }
    const result = read();
    this.#depth--;
    return result;
  }
}

function addText(parts: Part[], text: string, quoted: boolean): void {
  const last = parts.at(-1);
  if (last?.kind === 'text' && last.quoted === quoted) {
    parts[parts.length - 1] = { kind: 'text', text: last.text + text, quoted };
  } else {
    parts.push({ kind: 'text', text, quoted });
  }
}
