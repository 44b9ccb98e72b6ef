import type { Explanation } from '../../failure.ts';
import type { AssertionLogin, Login, Scope } from '../../identity.ts';
import type { Secret } from '../../secret.ts';
import { shown } from '../reference.ts';
import { scopeName } from '../scope.ts';
import { hintsFor } from './clouds.ts';

/** What was tried when a server refused. */
export interface Attempt {
  readonly endpoint: URL;
  readonly login: Login;
  readonly scope: Scope;
  /** For an exchange: the assertion that was shown last. */
  readonly shown?: Shown | undefined;
}

/** An assertion, and the login it was shown for. */
export interface Shown {
  readonly login: AssertionLogin;
  readonly assertion: Secret;
}

/**
 * likelyReasons gives the reasons for a refusal that names none, the likeliest first. Keystone gives one and the same
 * answer to all of them, so that nobody can try out which users there are.
 */
export function likelyReasons({ endpoint, login, scope }: Attempt): Omit<Explanation, 'message'> {
  const { reasons, advice } = hintsFor(endpoint);
  const ofCloud = byUser(login);
  return {
    reasons: [...ofLogin(login, scope), ...(ofCloud ? reasons : []), ...ofScope(scope)],
    advice: [
      ...(ofCloud ? advice : []),
      'Keystone does not say which of these it is. Try the same values in the dashboard or with `openstack token issue`.',
      ...(diagnosable(login, scope) ? [debugLogging] : []),
      'The login is not tried again, because many clouds lock a user after a few wrong ones.',
    ],
  };
}

const debugLogging =
  'With debug logging (re-run the job) the action logs in once more without the scope, which tells a wrong password from ' +
  'a missing role, and counts towards a lock.';

/** diagnosable tells whether a login without the scope would tell more of a refusal. */
export function diagnosable(login: Login, scope: Scope): boolean {
  return ofScope(scope).length > 0 && (byUser(login) || login.method === 'token');
}

function byUser({ method }: Login): boolean {
  return method === 'password' || method === 'totp' || method === 'multifactor';
}

function ofLogin(login: Login, scope: Scope): readonly string[] {
  switch (login.method) {
    case 'password':
      return [
        'The password is wrong.',
        `The user ${shown(login.user)} does not exist, is disabled, or is locked after wrong passwords.`,
      ];
    case 'totp':
      return [
        'The passcode is wrong or too old: check `totp-secret`, and the clock of a self-hosted runner.',
        `The user ${shown(login.user)} does not exist, is disabled or locked, or has no TOTP credential.`,
      ];
    case 'application_credential':
      return [
        'The secret of the application credential is wrong.',
        'The application credential has expired.',
        ...('user' in login.credential
          ? [`The user ${shown(login.credential.user)} does not exist, or has no application credential of that name.`]
          : []),
        'Its user or its project is disabled.',
      ];
    case 'token':
      return ['The token in `token` has expired, was revoked, or is of another cloud.'];
    case 'multifactor':
      return [...new Set(login.factors.flatMap((factor) => ofLogin(factor, scope)))];
    // An exchange has refusals of its own (federation/refusals.ts): here it has succeeded.
    case 'federated':
    case 'v4jwt':
    case 'v3idtoken':
      return ['The group that the mapping puts this job into has no role in what is asked for.'];
    case 'assume_role':
      return [
        `There is no agency ${shown({ name: login.agency })} in the domain ${shown(login.domain)}, or it is for another account.`,
        'The user lacks the permission to assume agencies (Agent Operator).',
      ];
  }
}

/** ofScope gives the reasons why a login that is good is not good for a scope. */
export function ofScope(scope: Scope): readonly string[] {
  switch (scope.kind) {
    case 'unscoped':
    case 'inherent':
      return [];
    case 'trust':
      return ['The trust is for another user, has expired or is used up, or its trustor has lost the roles.'];
    case 'system':
      return ['The user has no role on the system.'];
    default:
      return [`The user has no role in ${scopeName(scope)}, or that does not exist or is disabled.`];
  }
}
