import { createHmac } from 'node:crypto';

// Keystone's TOTP is the one every authenticator application uses: HMAC-SHA-1, 6 digits, 30 s.
const digits = 6;
const step = 30_000;

/** timeBasedPassword returns the passcode of a key for a moment in milliseconds since 1970 (RFC 6238, RFC 4226 §5.3). */
export function timeBasedPassword(key: Buffer, moment: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(moment / step)));
  const mac = createHmac('sha1', key).update(counter).digest();
  const offset = mac.readUInt8(mac.length - 1) & 0xf;
  const number = mac.readUInt32BE(offset) & 0x7fff_ffff;
  return String(number % 10 ** digits).padStart(digits, '0');
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/**
 * base32 returns the bytes of a base32 text (RFC 4648 §6) as people paste it: in lower case, in groups, without its
 * padding; undefined if it is none.
 */
export function base32(text: string): Buffer | undefined {
  const characters = text.replace(/[\s-]/g, '').replace(/=+$/, '').toUpperCase();
  // Eight characters are five bytes; 1, 3 or 6 left over are a text that was cut.
  if (!/^[A-Z2-7]+$/.test(characters) || [1, 3, 6].includes(characters.length % 8)) {
    return undefined;
  }
  const bits = Array.from(characters, (character) => alphabet.indexOf(character).toString(2).padStart(5, '0')).join('');
  return Buffer.from(Array.from(bits.matchAll(/[01]{8}/g), ([byte]) => Number.parseInt(byte, 2)));
}
