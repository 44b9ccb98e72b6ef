import type { Login } from '../../identity.ts';
import { password } from './password.ts';

/** One or several methods' part of a request's `identity` object; parts of several methods can be joined. */
export interface IdentityPart {
  readonly methods: readonly string[];
  readonly [method: string]: unknown;
}

/** The methods by name: a new one is a file and a line here. */
const methods = { password } satisfies { [Name in Login['method']]: (login: Login) => IdentityPart };

/** identity gives the `identity` object for a login. It holds its secrets in the clear: for the request's body only. */
export function identity(login: Login): IdentityPart {
  return methods[login.method](login);
}
