import { isUtf8 } from 'node:buffer';

/**
 * textOf returns bytes as text, without a byte order mark: of UTF-8, of UTF-16 as Windows saves it, or else one character a
 * byte, so that none is lost.
 */
export function textOf(bytes: Buffer): string {
  const [first, second] = bytes;
  const encoding =
    second === 0 || (first === 0xff && second === 0xfe)
      ? 'utf-16le'
      : first === 0 || (first === 0xfe && second === 0xff)
        ? 'utf-16be'
        : 'utf-8';
  return encoding === 'utf-8' && !isUtf8(bytes) ? bytes.toString('latin1') : new TextDecoder(encoding).decode(bytes);
}

/**
 * plainText returns the text that people mean with a text of theirs: a file as it is, or base64 of one, which must have
 * `mark` in it. Line breaks are LF, whatever they were, and there is no byte order mark.
 */
export function plainText(given: string, mark: RegExp): string {
  const decoded = /^[\w+/\s-]+=*$/.test(given.trim()) ? textOf(Buffer.from(given, 'base64')) : '';
  return (mark.test(decoded) ? decoded : given).replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
}
