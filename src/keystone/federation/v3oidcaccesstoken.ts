import type { FederatedLogin } from '../../identity.ts';
import type { LoginRequest } from '../ask.ts';
import { at } from '../keystone.ts';
import type { NextAssertion } from './exchange.ts';

/**
 * federationRequest asks for the unscoped token of a federated user.
 * Source: https://docs.openstack.org/api-ref/identity/v3-ext/#request-an-unscoped-os-federation-token
 */
export function federationRequest(endpoint: URL, login: FederatedLogin, next: NextAssertion): LoginRequest {
  const provider = encodeURIComponent(login.identityProvider);
  const protocol = encodeURIComponent(login.protocol);
  return {
    url: at(endpoint, `OS-FEDERATION/identity_providers/${provider}/protocols/${protocol}/auth`),
    headers: async () => ({ authorization: `Bearer ${await next()}` }),
  };
}
