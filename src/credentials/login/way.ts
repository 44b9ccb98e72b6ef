import type { Factor, Login } from '../../identity.ts';
import type { Seal } from '../../secret.ts';
import type { LoginSecretName, OptionName, Options } from '../options.ts';
import type { ScopeRule } from '../scope.ts';
import type { Wanting } from '../wanting.ts';

/** What a login is made from. */
export interface LoginMeans {
  readonly options: Options;
  /** Told of everything that is wanting. */
  readonly wanting: Wanting;
  readonly seal: Seal;
}

/** One way to log in: a file of its own, and a line in the table of auth-type.ts. */
export interface Way {
  /** keystoneauth's name, and others it goes by. */
  readonly names: readonly [string, ...string[]];
  /** Rows of options: it is implied where each option of a row is given. */
  readonly impliedBy: readonly (readonly OptionName[])[];
  /** Options that imply it where nothing implies any way. */
  readonly suggestedBy?: readonly OptionName[];
  /** The secrets it uses; others are left alone if they are given. */
  readonly secrets: (options: Options) => readonly LoginSecretName[];
  /** Whether its token has a scope of its own, and none may be asked for. */
  readonly hasOwnScope?: (options: Options) => boolean;
  /** Returns the scope asked for, where the way has a say in it. */
  readonly scope?: ScopeRule;
  /** Returns the scope in which an agency is assumed; the user's domain unless given. */
  readonly agencyScope?: ScopeRule;
  /** Returns the login; undefined where something is wanting. Throws `input-invalid`. */
  readonly login: (means: LoginMeans) => Login | undefined;
}

/** A way that can be joined with others in one request. */
export interface FactorWay extends Way {
  /** The secrets that its factor uses. */
  readonly factorSecrets: readonly LoginSecretName[];
  readonly factor: (means: LoginMeans) => Factor | undefined;
}
