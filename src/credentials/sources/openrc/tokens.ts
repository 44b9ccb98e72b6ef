import { Failure } from '../../../failure.ts';

/** A piece of a bash word. */
export type Part =
  | { readonly kind: 'text'; readonly text: string; readonly quoted: boolean }
  /** `\!` or `\'` inside double quotes: bash keeps the backslash, Horizon means the character alone. */
  | { readonly kind: 'escape'; readonly character: string }
  /** `$X`, `${X}` or `${X<operator>argument}`. */
  | { readonly kind: 'variable'; readonly name: string; readonly quoted: boolean; readonly operation?: Operation }
  /** What only running it could tell. The reason continues the sentence `OS_X on line 3 …`. */
  | { readonly kind: 'opaque'; readonly reason: string };

/** What `${X…}` does with X. */
export interface Operation {
  readonly operator: string;
  readonly argument: readonly Part[];
}

export interface Word {
  readonly parts: readonly Part[];
  readonly line: number;
}

export type Token =
  | ({ readonly kind: 'word' } & Word)
  | { readonly kind: 'operator'; readonly text: string; readonly line: number }
  | { readonly kind: 'end'; readonly line: number };

/** literal gives a word without any quoting or expansion, or undefined for another one: only such words are syntax. */
export function literal({ parts }: Word): string | undefined {
  const [part] = parts;
  return parts.length === 1 && part?.kind === 'text' && !part.quoted ? part.text : undefined;
}

/** isLiteral tells whether a word is one of these texts, unquoted. */
export function isLiteral(word: Word, ...texts: readonly string[]): boolean {
  return texts.some((text) => text === literal(word));
}

/** isWord tells whether a token is one of these words, unquoted. */
export function isWord(token: Token, ...texts: string[]): boolean {
  return token.kind === 'word' && isLiteral(token, ...texts);
}

/** isBare tells whether a piece stands outside quotes, where bash takes what is in it for a pattern. */
export function isBare(part: Part): boolean {
  return 'quoted' in part && !part.quoted;
}

/** isOperator tells whether a token is one of these operators. */
export function isOperator(token: Token, ...texts: string[]): boolean {
  return token.kind === 'operator' && texts.includes(token.text);
}

/** invalid gives the Failure for a file that cannot be read from some line on. */
export function invalid(line: number, what: string): Failure {
  return new Failure('openrc-invalid', {
    message: `The openrc cannot be read: line ${line} ${what}.`,
    advice: ['Compare it with the file as your cloud gave it; quotes and line breaks may have been lost in a copy.'],
  });
}
