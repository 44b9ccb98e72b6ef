/** How PEM calls what DER begins with, after its outermost length. Source: RFC 5208, 5915, 5958, 7292, 8017. */
const kinds: readonly (readonly [RegExp, string])[] = [
  [/^02010030/, 'PRIVATE KEY'],
  [/^02010002/, 'RSA PRIVATE KEY'],
  [/^02010104/, 'EC PRIVATE KEY'],
  [/^020103/, 'PKCS12'],
  [/^06092a864886f70d0107/, 'PKCS7'],
  [/^30(8.)?..06/, 'ENCRYPTED PRIVATE KEY'],
];

/** derAsPem returns DER as PEM, or undefined for bytes that are not one DER sequence. */
export function derAsPem(bytes: Buffer): string | undefined {
  const [tag, length = 0] = bytes;
  const more = length > 0x80 && length < 0x85 ? length - 0x80 : 0;
  if (
    tag !== 0x30 ||
    bytes.length < 2 + more ||
    2 + more + (more ? bytes.readUIntBE(2, more) : length) !== bytes.length
  ) {
    return undefined;
  }
  const content = bytes.toString('hex', 2 + more, 16);
  const kind = kinds.find(([pattern]) => pattern.test(content));
  return asPem(kind?.[1] ?? 'CERTIFICATE', bytes.toString('base64'));
}

/** asPem returns base64 as PEM, in lines of 64 characters (RFC 7468). */
export function asPem(label: string, base64: string): string {
  return `-----BEGIN ${label}-----\n${base64.replace(/.{64}(?=.)/g, '$&\n')}\n-----END ${label}-----`;
}
