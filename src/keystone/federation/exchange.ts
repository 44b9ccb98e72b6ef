import type { FederatedLogin, Token } from '../../identity.ts';
import { ask, take } from '../ask.ts';
import { at, type Connection } from '../connection.ts';
import { requestAssertion } from './openid.ts';

/**
 * exchange gives the unscoped token that a login's assertion is worth at Keystone.
 * Source: https://docs.openstack.org/api-ref/identity/v3-ext/#request-an-unscoped-os-federation-token
 */
export async function exchange(keystone: Connection, login: FederatedLogin): Promise<Token> {
  const { endpoint } = keystone;
  const provider = encodeURIComponent(login.identityProvider);
  const protocol = encodeURIComponent(login.protocol);
  const assertion = await requestAssertion(keystone, login.assertion);
  const answer = await ask(keystone, {
    url: at(endpoint, `OS-FEDERATION/identity_providers/${provider}/protocols/${protocol}/auth`),
    headers: { authorization: `Bearer ${assertion.reveal()}` },
  });
  return take(answer, { endpoint, login, scope: { kind: 'unscoped' } }, [assertion]);
}
