import type { Assertion } from '../../identity.ts';
import type { Secret } from '../../secret.ts';
import type { Connection } from '../keystone.ts';
import { requestAssertion } from './openid.ts';

/** assertionOf gives what is to be shown to Keystone: the user's own token, the runner's, or that of a provider. */
export async function assertionOf(keystone: Connection, assertion: Assertion): Promise<Secret> {
  switch (assertion.kind) {
    case 'given':
      return assertion.token;
    case 'runner':
      return keystone.idToken(assertion.audience);
    default:
      return requestAssertion(keystone, assertion);
  }
}
