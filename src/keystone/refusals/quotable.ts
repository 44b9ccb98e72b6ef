import { quote } from '../../failure.ts';
import type { Secret } from '../../secret.ts';

/** Characters of a server's text that are compared with the secrets. Fewer are shown. */
const longest = 4096;

/**
 * quotable returns a server's text for use in an explanation, or the empty string if it repeats one of the secrets or a
 * good part of it, however spelt: with the escapes of JSON, Python, HTML or URLs, with blanks or case changed, cut short.
 */
export function quotable(text: string, secrets: readonly Secret[]): string {
  // A schema error goes on with the value it does not like.
  const start = text.slice(0, longest).replace(/(Invalid input for field[^.:]*).*/s, '$1');
  return start === '' || secrets.some((secret) => repeats(start, secret.reveal())) ? '' : quote(start);
}

// So many letters and digits in a row are not the same by chance.
const telling = 8;

function repeats(text: string, secret: string): boolean {
  const sought = core(secret);
  return readings(text).some((said) => shares(core(said), sought));
}

function shares(said: string, sought: string): boolean {
  const length = Math.min(telling, sought.length);
  const pieces = new Set(piecesOf(said, length));
  return piecesOf(sought, length).some((piece) => pieces.has(piece));
}

function piecesOf(text: string, length: number): readonly string[] {
  return Array.from({ length: Math.max(0, text.length - length + 1) }, (_, start) => text.slice(start, start + length));
}

/** What is left of a text however it was quoted: its letters and digits. A secret without any is taken for repeated. */
function core(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFKC')
    .replace(/[^\p{L}\p{N}]/gu, '');
}

/** A text as it is, and as it reads where it was escaped: by JSON or Python (once, or twice), HTML, or a URL. */
function readings(text: string): readonly string[] {
  const once = unescaped(text);
  return [text, once, unescaped(once), withoutEntities(text), withoutPercents(text)];
}

function unescaped(text: string): string {
  return text.replace(/\\(?:u([\da-fA-F]{4})|U([\da-fA-F]{8})|x([\da-fA-F]{2})|([^uUx]))/g, (all, u4, u8, x2, other) =>
    // In the others, letters stand for blanks.
    other === undefined ? character(Number.parseInt(u4 ?? u8 ?? x2, 16), all) : other.replace(/[a-z]/, ''),
  );
}

function withoutEntities(text: string): string {
  return text.replace(/&(?:#x([\da-fA-F]+)|#(\d+)|[a-z]+);/g, (all, hex, decimal) =>
    // Those with names stand for punctuation.
    hex || decimal ? character(hex ? Number.parseInt(hex, 16) : Number(decimal), all) : '',
  );
}

function withoutPercents(text: string): string {
  return text.replace(/(?:%[\da-fA-F]{2})+/g, (bytes) => Buffer.from(bytes.replaceAll('%', ''), 'hex').toString());
}

function character(code: number, otherwise: string): string {
  return code <= 0x10_ffff ? String.fromCodePoint(code) : otherwise;
}
