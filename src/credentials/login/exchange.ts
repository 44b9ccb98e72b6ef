import { Failure } from '../../failure.ts';
import type { Assertion, AssertionLogin, FederatedLogin } from '../../identity.ts';
import type { Given } from '../options.ts';
import type { LoginMeans } from './way.ts';

/** federatedLogin returns the login that an assertion makes at Keystone. */
export function federatedLogin(means: LoginMeans, assertion: Assertion | undefined): FederatedLogin | undefined {
  const exchange = exchangeGiven(means, assertion);
  return exchange && { method: 'federated', protocol: means.options.protocol?.value ?? 'openid', ...exchange };
}

/** exchangeGiven returns what every exchange of an assertion needs. Throws `input-invalid`. */
export function exchangeGiven(
  { wanting }: LoginMeans,
  assertion: Assertion | undefined,
): Pick<AssertionLogin, 'identityProvider' | 'assertion'> | undefined {
  const provider = wanting.option(
    'identity-provider',
    "`identity-provider` is the provider's name in Keystone: `openstack identity provider list` shows it to its admins.",
  );
  return provider && assertion && { identityProvider: headerValue(provider), assertion };
}

/** headerValue returns an option's value. Throws `input-invalid` for what a header cannot carry. */
export function headerValue({ value, from }: Given<string>): string {
  if (!/^[\x20-\x7e]+$/.test(value)) {
    throw new Failure('input-invalid', { message: `The ${from} has characters other than ASCII's printable ones.` });
  }
  return value;
}
