import { Failure } from '../../failure.ts';
import type { Assertion } from '../../identity.ts';
import type { Secret } from '../../secret.ts';
import { authUrl } from '../auth-url.ts';
import type { Given } from '../options.ts';
import type { LoginMeans } from './way.ts';

/** assertionGiven returns the token that is given or, without one, the runner's, made out to this cloud alone. */
export function assertionGiven({ options }: LoginMeans): Assertion | undefined {
  const { 'access-token': token, audience, 'auth-url': where } = options;
  if (token !== undefined) {
    return { kind: 'given', token: sendable(token) };
  }
  return where && { kind: 'runner', audience: audience?.value ?? authUrl(where).origin };
}

// RFC 6750 §2.1: b64token.
function sendable({ value, from }: Given<Secret>): Secret {
  if (!/^[\w.~+/-]+=*$/.test(value.reveal())) {
    throw new Failure('input-invalid', {
      message: `The ${from} has characters that no token has, blanks or line breaks perhaps.`,
      advice: ['Give the token alone, without `Bearer`, quotation marks or JSON around it.'],
    });
  }
  return value;
}
