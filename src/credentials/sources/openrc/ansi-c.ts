const escapes = /\\(?:x([0-9a-fA-F]{1,2})|([0-7]{1,3})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|c(.)|(.))/gsu;
const letters: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  e: '\x1b',
  E: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/**
 * ansiText gives what stands inside `$'…'`, or undefined where that is no text (bytes that are not UTF-8, NUL).
 * Source: https://www.gnu.org/software/bash/manual/bash.html#ANSI_002dC-Quoting
 */
export function ansiText(source: string): string | undefined {
  const bytes: Buffer[] = [];
  let end = 0;
  for (const match of source.matchAll(escapes)) {
    const decoded = decode(match);
    if (decoded === undefined || decoded.includes(0)) {
      return undefined;
    }
    bytes.push(Buffer.from(source.slice(end, match.index)), decoded);
    end = match.index + match[0].length;
  }
  const all = Buffer.concat([...bytes, Buffer.from(source.slice(end))]);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(all);
  } catch {
    return undefined;
  }
}

function decode([, hex, octal, short, long, control, letter = '']: RegExpMatchArray): Buffer | undefined {
  const byte = hex === undefined ? octal && Number.parseInt(octal, 8) : Number.parseInt(hex, 16);
  if (typeof byte === 'number') {
    return Buffer.from([byte & 0xff]);
  }
  const point = Number.parseInt(short ?? long ?? '', 16);
  if (!Number.isNaN(point)) {
    const isCharacter = point <= 0x10ffff && !(point >= 0xd800 && point <= 0xdfff);
    return isCharacter ? Buffer.from(String.fromCodePoint(point)) : undefined;
  }
  if (control !== undefined) {
    return undefined;
  }
  return Buffer.from(letters[letter] ?? (/['"?\\]/.test(letter) ? letter : `\\${letter}`));
}
