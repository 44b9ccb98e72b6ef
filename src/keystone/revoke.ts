import type { Secret } from '../secret.ts';
import { at, type Keystone } from './keystone.ts';
import { saidBy } from './refusals/explain.ts';

/** How a revocation ended: `gone` is a token that had been revoked or had expired before. */
type Revocation =
  | { readonly outcome: 'revoked' | 'gone' }
  | { readonly outcome: 'failed'; readonly status: number; readonly reason: string };

/**
 * revoke ends a token's life; every token may revoke itself. Throws a Failure when there is no answer.
 * Source: https://docs.openstack.org/api-ref/identity/v3/#revoke-token
 */
export async function revoke(
  { http, endpoint }: Pick<Keystone, 'http' | 'endpoint'>,
  token: Secret,
): Promise<Revocation> {
  const response = await http.send({
    what: `The revocation at ${endpoint.host}`,
    method: 'DELETE',
    url: at(endpoint, 'auth/tokens'),
    headers: { 'x-auth-token': token.reveal(), 'x-subject-token': token.reveal() },
  });
  switch (response.status) {
    case 200:
    case 204:
      return { outcome: 'revoked' };
    case 401:
    case 404:
      return { outcome: 'gone' };
    default:
      return { outcome: 'failed', status: response.status, reason: saidBy(response, [token]) };
  }
}
