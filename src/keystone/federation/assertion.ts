import type { Assertion } from '../../identity.ts';
import type { Secret } from '../../secret.ts';
import type { Keystone } from '../keystone.ts';
import { requestAssertion } from './openid.ts';

/** assertionOf returns what is to be shown to Keystone: the user's own token, the runner's, or that of a provider. */
export async function assertionOf(keystone: Keystone, assertion: Assertion): Promise<Secret> {
  switch (assertion.kind) {
    case 'given':
      return assertion.token;
    case 'runner':
      return keystone.idToken(assertion.audience);
    default:
      return requestAssertion(keystone, assertion);
  }
}

/** secretsIn returns what of an assertion's origin must not be repeated. */
export function secretsIn(assertion: Assertion): readonly Secret[] {
  switch (assertion.kind) {
    case 'given':
      return [assertion.token];
    case 'runner':
      return [];
    default:
      return [assertion.client.secret, assertion.user?.password].filter((secret) => secret !== undefined);
  }
}
