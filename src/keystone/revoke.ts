import type { Response } from '../http/request.ts';
import type { Secret } from '../secret.ts';
import { members, parseJson } from './json.ts';
import { at, type Keystone } from './keystone.ts';
import { saidBy } from './refusals/explain.ts';

/** What came of a revocation. */
export interface Revocation {
  /**
   * `revoked` now; `ended`: it was revoked or had expired before; `unknown`: Keystone does not find it; `refused`: not by
   * a Keystone, or for another reason.
   */
  readonly outcome: 'revoked' | 'ended' | 'unknown' | 'refused';
  /** The status, and what the server says. */
  readonly answer: string;
}

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
  return { outcome: outcomeOf(response), answer: `${response.status} ${saidBy(response, [token])}`.trimEnd() };
}

function outcomeOf(response: Response): Revocation['outcome'] {
  switch (response.status) {
    case 204:
      return 'revoked';
    case 401:
      return isKeystones(response) ? 'ended' : 'refused';
    case 404:
      return isKeystones(response) ? 'unknown' : 'refused';
    default:
      return 'refused';
  }
}

// A gateway or a portal answers with these too, and knows nothing of tokens. Keystone repeats the status in its error.
// Source: keystone/server/flask/application.py
function isKeystones({ status, body }: Response): boolean {
  const { code, message, title } = members(members(parseJson(body))['error']);
  return code === status && typeof message === 'string' && typeof title === 'string';
}
