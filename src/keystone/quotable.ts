import { quote } from '../failure.ts';
import type { Login } from '../identity.ts';
import type { Secret } from '../secret.ts';

/**
 * quotable gives a server's text for use in an explanation, or the empty string if it repeats one of the secrets or a
 * good part of it, however spelt: with the escapes of JSON, Python, HTML or URLs, with blanks or case changed, cut short.
 */
export function quotable(text: string, secrets: readonly Secret[]): string {
  // A schema error goes on with the value it does not like.
  const start = text.replace(/^(Invalid input for field[^.:]*).*$/s, '$1');
  return start === '' || secrets.some((secret) => repeats(start, secret.reveal())) ? '' : quote(start);
}

/** secretsOf gives what of a login must not be repeated. */
export function secretsOf(login: Login): readonly Secret[] {
  switch (login.method) {
    case 'password':
      return [login.password];
    case 'application_credential':
      return [login.secret];
    case 'token':
      return [login.token];
    case 'totp':
      return [login.passcode()];
    case 'multifactor':
      return [...login.factors, ...login.held].flatMap(secretsOf);
    case 'federated': {
      const { client, user } = login.assertion;
      return [client.secret, user?.password].filter((secret) => secret !== undefined);
    }
    case 'assume_role':
      return secretsOf(login.by);
  }
}

// So many letters and digits in a row are not the same by chance.
const telling = 8;

function repeats(text: string, secret: string): boolean {
  const spellings = [core(secret), core(decoded(secret))];
  return [core(text), core(decoded(text))].some((said) => spellings.some((spelling) => shares(said, spelling)));
}

function shares(said: string, spelling: string): boolean {
  if (spelling.length <= telling) {
    return said.includes(spelling);
  }
  for (let start = 0; start + telling <= said.length; start++) {
    if (spelling.includes(said.slice(start, start + telling))) {
      return true;
    }
  }
  return false;
}

/** What is left of a text however it was quoted: its letters and digits. A secret without any is taken for repeated. */
function core(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}

const escapes =
  /\\u([\da-fA-F]{4})|\\U([\da-fA-F]{8})|\\x([\da-fA-F]{2})|&#x([\da-fA-F]+);|&#(\d+);|((?:%[\da-fA-F]{2})+)|\\.|&\w+;/gs;

function decoded(text: string): string {
  return text.replace(escapes, (_, u4, u8, x2, hex, decimal, url) => {
    if (url !== undefined) {
      return Buffer.from(url.replaceAll('%', ''), 'hex').toString('utf8');
    }
    const digits: string | undefined = u4 ?? u8 ?? x2 ?? hex;
    const code = digits === undefined ? Number(decimal) : Number.parseInt(digits, 16);
    // The other escapes stand for what core() takes away.
    return code <= 0x10_ffff ? String.fromCodePoint(code) : '';
  });
}
