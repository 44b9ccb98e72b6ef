import type { Response } from '../../http/request.ts';
import type { Scope } from '../../identity.ts';
import type { LoginRequest } from '../ask.ts';
import type { ClaimName } from './claims.ts';

/** Returns the assertion in the clear, a new one for each attempt: GitHub's lives for five minutes. */
export type NextAssertion = () => Promise<string>;

/** How a Keystone exchanges an assertion for a token: a file of its own, and a line in the table of federation.ts. */
export interface Exchange<Login> {
  /** Returns the request. The assertion is the one thing in it that is secret. */
  readonly request: (endpoint: URL, login: Login, scope: Scope, next: NextAssertion) => LoginRequest;
  /** Whether the token has the scope asked for; else it is unscoped, and is exchanged once more. */
  readonly isScoped: boolean;
  /** Tells an answer that says that no rule of the cloud fits, and that no other attempt would change. */
  readonly fitsNoRule: (response: Response) => boolean;
  readonly counterparts: Counterparts;
}

/** Where the cloud has what a claim is compared with, and all others. */
export type Counterparts = Readonly<Partial<Record<ClaimName, string>> & { rest: string }>;
