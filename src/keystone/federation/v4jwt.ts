import type { WorkloadLogin } from '../../identity.ts';
import { at } from '../keystone.ts';
import type { Exchange } from './exchange.ts';

/**
 * The exchange for the token that Keystone v4 has for a workload; its scope is the mapping's, and none can be asked for.
 * Source: openstack-experimental/keystone, doc/src/user/features/federation/jwt.md and
 * crates/keystone/src/federation/api/jwt.rs (34d5fb9d).
 */
export const workloadExchange: Exchange<WorkloadLogin> = {
  request(endpoint, { identityProvider, mapping }, _, next) {
    const v4 = new URL(endpoint.href.replace(/\/v3$/, '/v4'));
    return {
      url: at(v4, `federation/identity_providers/${encodeURIComponent(identityProvider)}/jwt`),
      headers: async () => ({
        authorization: `Bearer ${await next()}`,
        ...(mapping !== undefined && { 'openstack-mapping': mapping }),
      }),
    };
  },
  isScoped: true,
  // It answers so as an error of its own (500).
  fitsNoRule: ({ body }) => body.includes('no matching rule'),
  counterparts: { iss: '`bound_issuer` of the identity provider', rest: "the rules of the mapping's ruleset" },
};
