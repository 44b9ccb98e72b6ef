import { Failure } from '../failure.ts';
import type { Request, Response } from '../http/request.ts';
import type { Token } from '../identity.ts';
import type { Secret } from '../secret.ts';
import type { Keystone } from './keystone.ts';
import { refusal } from './refusals/explain.ts';
import type { Attempt } from './refusals/refused.ts';
import { issuedTokens, isWellFormed, parseToken, sealToken, soleToken } from './token.ts';

/** An answer to a login, with the secrets its headers carry. */
export interface Answer extends Response {
  readonly token?: Secret;
  /** Stands for the factors that have been accepted, when others are wanted still. */
  readonly receipt?: Secret;
}

/** What of a login's request is its own. */
export type LoginRequest = Omit<Request, 'what' | 'method' | 'received'>;

/** ask sends a login; a token has been told to `issued` before its answer is read to the end, which may never come. */
export async function ask({ http, endpoint, seal, issued }: Keystone, request: LoginRequest): Promise<Answer> {
  let token: Secret | undefined;
  let receipt: Secret | undefined;
  const response = await http.send({
    ...request,
    what: `The login at ${endpoint.host}`,
    method: 'POST',
    received: (head) => {
      const tokens = issuedTokens(head, seal);
      tokens.filter(isWellFormed).forEach(issued);
      token = soleToken(head, tokens, endpoint.host);
      receipt = sealToken(head.headers['openstack-auth-receipt'] ?? '', seal);
    },
  });
  return { ...response, ...(token && { token }), ...(receipt && { receipt }) };
}

/**
 * take returns the token of an answer, which has been told to `described`. Throws the Failure that tells why there is
 * none; `sent` are the secrets that went with the attempt beside the login's own.
 */
export function take(
  { described }: Pick<Keystone, 'described'>,
  answer: Answer,
  attempt: Attempt,
  sent: readonly Secret[] = [],
): Token {
  const { host } = attempt.endpoint;
  // Keystone's v4 workload federation answers 200.
  if (answer.status !== 201 && answer.status !== 200) {
    throw refusal(answer, attempt, sent);
  }
  if (answer.token === undefined) {
    throw new Failure('not-keystone', {
      message: `${host} accepted the login, but its answer carries no token (no X-Subject-Token header).`,
      advice: ['Check that `auth-url` is the Identity endpoint; a proxy in between may drop headers.'],
    });
  }
  const token = parseToken(answer.token, answer, host);
  described(token);
  return token;
}
