import fc from 'fast-check';

/** A secret with a part that is nowhere else, so that a leak is known in whatever clothes. */
export interface Marked {
  readonly text: string;
  readonly core: string;
  /** Whether the runner is asked to mask it in any case: `false` where no secret belongs, or where it may not be read. */
  readonly isMasked?: boolean;
}

const letters = [...'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789'];
const awkward = [...'"\'`\\%$&<>{}[]()#:;,.=+-_ \t~^|/@!?*éß漢🔑\u00a0\u202e\u001b\u2028'];

const core = fc.string({ unit: fc.constantFrom(...letters), minLength: 14, maxLength: 14 });
const junk = fc.string({ unit: fc.constantFrom(...awkward, ...letters), maxLength: 6 });
const lineBreak = fc.constantFrom('', '', '', '\n', '\r\n', '\r', '::', '##[', '%0A');

/** Anything a user may have for a password. */
export const anySecret: fc.Arbitrary<Marked> = fc
  .tuple(junk, lineBreak, core, lineBreak, junk)
  .map(([before, first, marked, second, after]) => ({
    text: `${before}${first}${marked}${second}${after}x`,
    core: marked,
  }));

/** What can be sent in a header: a token, or a receipt. */
export const headerSecret: fc.Arbitrary<Marked> = fc
  .tuple(fc.constantFrom('gAAAAA', 'MII', 'eyJhbGciOi', ''), core, fc.constantFrom('', '-_=', '.a.b'))
  .map(([before, marked, after]) => ({ text: `${before}${marked}${after}`, core: marked }));

/** The key of an authenticator. */
export const base32Secret: fc.Arbitrary<Marked> = fc
  .string({ unit: fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'), minLength: 32, maxLength: 32 })
  .map((text) => ({ text, core: text.slice(4, 28) }));

/** tracesOf gives the texts that would give a secret away: its core as it is, in other letters, and in other encodings. */
export function tracesOf({ core: marked }: Marked): readonly string[] {
  const bytes = Buffer.from(marked);
  const base64 = [0, 1, 2].map((offset) =>
    Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .slice(4, -4),
  );
  const reversed = [...marked].reverse().join('');
  return [marked, marked.toLowerCase(), marked.toUpperCase(), reversed, bytes.toString('hex'), ...base64];
}
