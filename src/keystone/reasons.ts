import type { Explanation } from '../failure.ts';
import type { Login, Scope } from '../identity.ts';
import { shown } from './reference.ts';
import { scopeName } from './scope.ts';

/**
 * reasons gives the likely reasons for a 401 that names none, the likeliest first. Keystone gives one and the same
 * answer to all of them, so that nobody can try out which users there are.
 */
export function reasons(login: Login, scope: Scope): Required<Omit<Explanation, 'message'>> {
  return {
    reasons: [...ofLogin(login), ...ofScope(scope)],
    advice: [
      'Keystone does not say which of these it is. Try the same values in the dashboard or with `openstack token issue`.',
      'The login is not tried again, because many clouds lock a user after a few wrong ones.',
    ],
  };
}

function ofLogin(login: Login): readonly string[] {
  switch (login.method) {
    case 'password':
      return [
        'The password is wrong.',
        `The user ${shown(login.user)} does not exist, is disabled, or is locked after wrong passwords.`,
      ];
    case 'totp':
      return [
        'The passcode is wrong or too old: check `totp-secret`, and the clock of a self-hosted runner.',
        `The user ${shown(login.user)} does not exist, is disabled, or has no TOTP credential.`,
      ];
    case 'application_credential':
      return [
        'The secret of the application credential is wrong.',
        'The application credential has expired, or its user or project is disabled.',
      ];
    case 'token':
      return ['The token has expired or was revoked.'];
    case 'multifactor':
      return login.factors.flatMap(ofLogin);
    case 'federated':
      return [`Keystone does not accept what the identity provider ${shown({ id: login.identityProvider })} issued.`];
    case 'assume_role':
      return [
        `There is no agency ${shown({ name: login.agency })} in the domain ${shown(login.domain)}.`,
        'The user lacks the permission to assume agencies (Agent Operator).',
      ];
  }
}

function ofScope(scope: Scope): readonly string[] {
  switch (scope.kind) {
    case 'unscoped':
    case 'inherent':
      return [];
    case 'trust':
      return [`The user is not the trustee of ${scopeName(scope)}, or it does not exist or has expired.`];
    case 'system':
      return ['The user has no role on the system.'];
    default:
      return [`The user has no role in ${scopeName(scope)}, or that does not exist or is disabled.`];
  }
}
