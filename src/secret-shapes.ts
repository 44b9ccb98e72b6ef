// What secrets look like, by which one in the wrong place is known.

const shapes: readonly (readonly [what: string, shape: RegExp])[] = [
  ['a JSON Web Token', /^eyJ[\w-]+\.[\w-]+\.[\w-]*$/],
  ['a Fernet token', /^gAAAA[\w-]{40,}={0,2}$/],
  ['a private key', /-----BEGIN [A-Z ]*PRIVATE KEY-----/],
];

/** secretIn returns which kind of secret a text looks like, as words; undefined for any other. */
export function secretIn(text: string): string | undefined {
  return shapes.find(([, shape]) => shape.test(text))?.[0];
}

/**
 * looksSwapped tells whether what is given as an application credential's id and secret looks the other way round. An id
 * is a UUID in hexadecimal; a secret that Keystone made is 64 bytes in base64.
 */
export function looksSwapped(id: string, secret = ''): boolean {
  const isId = /^[\da-f]{32}$/i;
  return /^[\w-]{86}$/.test(id) || (isId.test(secret) && !isId.test(id));
}
