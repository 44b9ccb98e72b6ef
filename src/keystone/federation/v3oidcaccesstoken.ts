import type { FederatedLogin } from '../../identity.ts';
import { at } from '../keystone.ts';
import type { Exchange } from './exchange.ts';

/**
 * The exchange for an unscoped token of a federated user.
 * Source: https://docs.openstack.org/api-ref/identity/v3-ext/#request-an-unscoped-os-federation-token
 */
export const federatedExchange: Exchange<FederatedLogin> = {
  request(endpoint, login, _, next) {
    const provider = encodeURIComponent(login.identityProvider);
    const protocol = encodeURIComponent(login.protocol);
    return {
      url: at(endpoint, `OS-FEDERATION/identity_providers/${provider}/protocols/${protocol}/auth`),
      headers: async () => ({ authorization: `Bearer ${await next()}` }),
    };
  },
  isScoped: false,
  fitsNoRule: () => false,
  counterparts: {
    iss: 'the remote id of the identity provider',
    aud: 'the audience that the web server before Keystone requires; the input `audience` changes it here',
    rest: "the mapping's rules",
  },
};
