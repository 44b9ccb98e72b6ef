import { Failure } from '../../failure.ts';
import type { Response } from '../../http/request.ts';
import type { Secret } from '../../secret.ts';
import { errorBody } from './error-body.ts';
import { kindOf } from './kinds.ts';
import { quotable } from './quotable.ts';
import type { Attempt } from './refused.ts';

/**
 * refusal returns the Failure for an answer to a login that is no token. `sent` are the secrets that went with the
 * attempt beside the login's own.
 */
export function refusal(response: Response, attempt: Attempt, sent: readonly Secret[] = []): Failure {
  const secrets = [...attempt.tried.secrets, ...sent];
  const quoted = (text: string): string => quotable(text, secrets);
  const error = errorBody(response);
  const said = [error.code, error.message].map(quoted).filter((text) => text !== '');
  const id = quoted(response.headers['x-openstack-request-id'] ?? '');
  const answer = [`${attempt.endpoint.host} answered the login with ${response.status}`, ...said].join(' ');
  const refused = { ...attempt, response, error, answer, quoted };
  const { code, tell } = kindOf(refused);
  const { message = `${answer}${id && ` (request ${id})`}.`, ...rest } = tell(refused);
  return new Failure(code, { message: [message, response.gaveUp ?? ''].join(' ').trimEnd(), ...rest });
}

/** saidBy returns what a server says in its error, in quotation marks; nothing where it says nothing or repeats a secret. */
export function saidBy(response: Response, secrets: readonly Secret[]): string {
  return quotable(errorBody(response).message, secrets);
}
