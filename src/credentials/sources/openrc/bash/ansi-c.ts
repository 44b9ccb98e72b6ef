import { onlyShell, type Part, plain } from '../expand.ts';

const escapes = /\\(x[\dA-Fa-f]{1,2}|[0-7]{1,3}|u[\dA-Fa-f]{1,4}|U[\dA-Fa-f]{1,8}|x\{|[\s\S])/g;

/**
 * ansiText returns the piece that `$'…'` is, given what stands between the quotes. It is opaque if that is no text.
 * Source: https://www.gnu.org/software/bash/manual/bash.html#ANSI_002dC-Quoting
 */
export function ansiText(source: string): Part {
  const bytes = bytesOf(source).replace(escapes, decoded);
  const text = Buffer.from(bytes, 'latin1').toString();
  return bytesOf(text) === bytes && !bytes.includes('\0') ? plain(text) : onlyShell;
}

/** What an escape stands for, or NUL if that is no text. */
function decoded(whole: string, body: string): string {
  const code = /^[0-7]/.test(body) ? Number.parseInt(body, 8) & 0xff : Number.parseInt(body.slice(1), 16);
  if (/^u./i.test(body)) {
    const isCharacter = code <= 0x10ffff && String.fromCodePoint(code).isWellFormed();
    return isCharacter ? bytesOf(String.fromCodePoint(code)) : '\0';
  }
  // These letters stand for the characters from 7 on, in this order.
  const control = 'abtnvfr'.indexOf(body);
  const other = /^e$/i.test(body) ? '\x1b' : /^(c|x\{)$/.test(body) ? '\0' : /['"?\\]/.test(body) ? body : whole;
  return control !== -1 ? String.fromCharCode(7 + control) : Number.isNaN(code) ? other : String.fromCharCode(code);
}

/** A text with a character for each byte of it: an escape may be only a part of a character. */
function bytesOf(text: string): string {
  return Buffer.from(text).toString('latin1');
}
