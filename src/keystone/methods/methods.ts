import type { Factor, MultifactorLogin } from '../../identity.ts';
import { applicationCredential } from './application-credential.ts';
import { password } from './password.ts';
import { token } from './token.ts';
import { totp } from './totp.ts';

/** One or several methods' part of a request's `identity` object; parts of several methods can be joined. */
export interface IdentityPart {
  readonly methods: readonly string[];
  readonly [method: string]: unknown;
}

/** identity gives the `identity` object for a login. It holds its secrets in the clear: for the request's body only. */
export function identity(login: Factor | MultifactorLogin): IdentityPart {
  switch (login.method) {
    case 'password':
      return password(login);
    case 'application_credential':
      return applicationCredential(login);
    case 'token':
      return token(login);
    case 'totp':
      return totp(login);
    case 'multifactor':
      return joined(login.factors.map(identity));
  }
}

function joined(parts: readonly IdentityPart[]): IdentityPart {
  return Object.assign({}, ...parts, { methods: parts.flatMap(({ methods }) => methods) });
}
