import { Failure } from '../../failure.ts';
import type { Assertion, FederatedLogin, IdTokenLogin, WorkloadLogin } from '../../identity.ts';
import type { Secret } from '../../secret.ts';
import { authUrl } from '../auth-url.ts';
import type { Given } from '../options.ts';
import type { Sources } from './factors.ts';
import { exchangeOf, federated, headerValue } from './federation.ts';

/** accessToken gives a login by the token one has or, without one, by the one the runner has for the job. */
export function accessToken(sources: Sources): FederatedLogin | undefined {
  return federated(sources, assertionGiven(sources));
}

/** workload gives the same at a Keystone v4. */
export function workload(sources: Sources): WorkloadLogin | undefined {
  const exchange = exchangeOf(sources, assertionGiven(sources));
  const { mapping } = sources.options;
  return exchange && { method: 'v4jwt', ...exchange, ...(mapping && { mapping: headerValue(mapping) }) };
}

/** idToken gives the same at Open Telekom Cloud and Huawei Cloud. */
export function idToken(sources: Sources): IdTokenLogin | undefined {
  const exchange = exchangeOf(sources, assertionGiven(sources));
  return exchange && { method: 'v3idtoken', ...exchange };
}

// Made out to the one cloud, it is of no use at another.
function assertionGiven({ options }: Sources): Assertion | undefined {
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
