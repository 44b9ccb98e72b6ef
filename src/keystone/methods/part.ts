import type { Secret } from '../../secret.ts';
import type { RefusalKind } from '../refusals/refused.ts';

/** The `identity` object of a request. */
export interface IdentityPart {
  readonly methods: readonly string[];
  readonly [method: string]: unknown;
}

/** A method by which Keystone lets somebody log in: a file of its own, and a line in the table of methods.ts. */
export interface Method<Login> {
  /** keystoneauth's name of it, as `auth-methods` takes it. */
  readonly authMethod: string;
  /** The inputs that it takes its secret from. */
  readonly inputs: string;
  /** Returns its part of the `identity` object. Secrets are in the clear in there: for the request's body only. */
  readonly part: (login: Login) => unknown;
  /** Returns which of the login's values are secret. */
  readonly secrets: (login: Login) => readonly Secret[];
  /** Returns why it is likely refused where Keystone does not say, the likeliest first. */
  readonly reasons: (login: Login) => readonly string[];
  /** Whether a user of the cloud's own logs in by it, who may be locked. */
  readonly byUser: boolean;
  /** Whether it can log in without a scope as well. */
  readonly canBeUnscoped: boolean;
  /** Returns the kinds of refusal that only it has. */
  readonly refusals?: (login: Login) => readonly RefusalKind[];
}
