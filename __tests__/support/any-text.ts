import fc from 'fast-check';

/**
 * Any text of whole characters, ASCII's more often than others.
 * fast-check's own `unit: 'binary'` has the same range, and takes more than a second to be made.
 */
export const anyText = fc
  .array(fc.oneof(fc.nat(0x7f), fc.nat(0xd7ff), fc.integer({ min: 0xe000, max: 0x10_ffff })), { maxLength: 40 })
  .map((codes) => String.fromCodePoint(...codes));
