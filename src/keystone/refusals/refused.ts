import type { Explanation, FailureCode } from '../../failure.ts';
import type { Response } from '../../http/request.ts';
import type { Scope } from '../../identity.ts';
import type { Secret } from '../../secret.ts';
import type { ErrorBody } from './error-body.ts';

/** What a login has to say where it is refused. */
export interface Tried {
  /** What must not be repeated. */
  readonly secrets: readonly Secret[];
  /** Why it is likely refused where the server does not say, the likeliest first. */
  readonly reasons: readonly string[];
  /** Whether a user of the cloud's own logs in, who may be locked. */
  readonly byUser: boolean;
  /** Whether it could log in without a scope as well. */
  readonly canBeUnscoped: boolean;
  /** The kinds of refusal it has beside those of every login. */
  readonly refusals: readonly RefusalKind[];
}

/** What was tried when a server refused. */
export interface Attempt {
  readonly endpoint: URL;
  readonly scope: Scope;
  readonly tried: Tried;
}

/** An answer that is no token, and what had been tried. */
export interface Refused extends Attempt {
  readonly response: Response;
  readonly error: ErrorBody;
  /** `cloud.example answered the login with 401 “…”`, and nothing secret. */
  readonly answer: string;
  /** Returns a text of the server's in quotation marks, or nothing where it repeats a secret. */
  readonly quoted: (text: string) => string;
}

/** A kind of refusal: how it is known, and what is said of it; where there is no message, the answer is told. */
export interface RefusalKind {
  readonly code: FailureCode;
  readonly when: (refused: Refused) => boolean;
  readonly tell: (refused: Refused) => Partial<Explanation>;
}

/** says tells a refusal by the server's message: one of keystone/exception.py or keystone/auth. */
export function says(text: RegExp): RefusalKind['when'] {
  return ({ error }) => text.test(error.message);
}

/** isRefusedWith tells a refusal by a Keystone, or a gateway before one, by its status. */
export function isRefusedWith(...statuses: readonly number[]): RefusalKind['when'] {
  return ({ response, error }) => error.known && statuses.includes(response.status);
}
