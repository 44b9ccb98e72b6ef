import type { Response } from '../../http/request.ts';
import type { WorkloadLogin } from '../../identity.ts';
import type { LoginRequest } from '../ask.ts';
import { at } from '../keystone.ts';
import type { NextAssertion } from './exchange.ts';

/**
 * workloadRequest asks for the token that Keystone v4 has for a workload; its scope is the mapping's, and none can be
 * asked for. Source: openstack-experimental/keystone, doc/src/user/features/federation/jwt.md and
 * crates/keystone/src/federation/api/jwt.rs (34d5fb9d).
 */
export function workloadRequest(endpoint: URL, login: WorkloadLogin, next: NextAssertion): LoginRequest {
  const { identityProvider, mapping } = login;
  const v4 = new URL(endpoint.href.replace(/\/v3$/, '/v4'));
  return {
    url: at(v4, `federation/identity_providers/${encodeURIComponent(identityProvider)}/jwt`),
    isFinal: fitsNoRule,
    headers: async () => ({
      authorization: `Bearer ${await next()}`,
      ...(mapping !== undefined && { 'openstack-mapping': mapping }),
    }),
  };
}

/** fitsNoRule tells whether Keystone v4 has no rule for what it was shown, which it answers as an error of its own (500). */
export function fitsNoRule({ body }: Response): boolean {
  return body.includes('no matching rule');
}
