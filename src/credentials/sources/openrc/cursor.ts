import { invalid } from './tokens.ts';

/** A place in a text that is being read, and the line it is on. */
export class Cursor {
  readonly #text: string;
  #at = 0;
  #line = 1;

  constructor(text: string) {
    this.#text = text;
  }

  get line(): number {
    return this.#line;
  }

  atEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  /** here gives the character at the place, or one some characters away; the empty string outside the text. */
  here(away = 0): string {
    return this.#text[this.#at + away] ?? '';
  }

  startsWith(text: string): boolean {
    return this.#text.startsWith(text, this.#at);
  }

  skip(length: number): void {
    for (let end = this.#at + length; this.#at < end; this.#at++) {
      this.#line += this.#text[this.#at] === '\n' ? 1 : 0;
    }
  }

  /** take gives what a sticky pattern finds at the place, and passes it; the empty string if it finds nothing. */
  take(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? '';
    this.skip(found.length);
    return found;
  }

  /** demand throws `openrc-invalid` at the end of the text, where something that a line opened is still open. */
  demand(what: string, line: number): void {
    if (this.atEnd()) {
      throw invalid(line, `opens a ${what} that is never closed`);
    }
  }
}
