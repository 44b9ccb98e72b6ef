import type { Explanation } from '../../failure.ts';
import type { Scope } from '../../identity.ts';
import { scopeName } from '../scope.ts';
import { hintsFor } from './cloud-hints.ts';
import type { Attempt, Tried } from './refused.ts';

/**
 * likelyReasons returns the reasons for a refusal that names none, the likeliest first. Keystone has one and the same
 * answer to all of them, so that nobody can try out which users there are.
 */
export function likelyReasons({ endpoint, tried, scope }: Attempt): Omit<Explanation, 'message'> {
  const { reasons, advice } = hintsFor(endpoint);
  return {
    reasons: [...tried.reasons, ...(tried.byUser ? reasons : []), ...ofScope(scope)],
    advice: [
      ...(tried.byUser ? advice : []),
      'Keystone does not say which of these it is. Try the same values in the dashboard or with `openstack token issue`.',
      ...(diagnosable(tried, scope) ? [debugLogging] : []),
      'The login is not tried again, because many clouds lock a user after a few wrong ones.',
    ],
  };
}

const debugLogging =
  'With debug logging (re-run the job) the action logs in once more without the scope, which tells a wrong password from ' +
  'a missing role, and counts towards a lock.';

/** diagnosable tells whether a login without the scope would tell more of a refusal. */
export function diagnosable({ canBeUnscoped }: Tried, scope: Scope): boolean {
  return canBeUnscoped && ofScope(scope).length > 0;
}

/** ofScope returns the reasons why a login that is good is not good for a scope. */
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
