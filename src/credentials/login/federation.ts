import { Failure } from '../../failure.ts';
import type { Assertion, AssertionLogin, FederatedLogin, Grant } from '../../identity.ts';
import { httpUrl, isReadableOnTheWay } from '../auth-url.ts';
import type { Given, Options } from '../options.ts';
import type { Wanting } from '../wanting.ts';
import type { Sources } from './factors.ts';

/** clientCredentials gives a login at a provider of one's own as a client; what is wanting is noted. */
export function clientCredentials(sources: Sources): FederatedLogin | undefined {
  return federated(sources, grant(sources, 'client_credentials'));
}

/** passwordGrant gives a login at a provider of one's own as a user, whose domain is of no matter there. */
export function passwordGrant(sources: Sources): FederatedLogin | undefined {
  const { wanting } = sources;
  const base = grant(sources, 'password');
  const name = wanting.option('username');
  const password = wanting.option('password');
  const user = name && password && { name: name.value, password: password.value };
  return federated(sources, base && user && { ...base, user });
}

/** federated gives the login that an assertion makes at Keystone. */
export function federated(sources: Sources, assertion: Assertion | undefined): FederatedLogin | undefined {
  const exchange = exchangeOf(sources, assertion);
  return exchange && { method: 'federated', protocol: sources.options.protocol?.value ?? 'openid', ...exchange };
}

/** exchangeOf gives what every exchange of an assertion needs; what is wanting is noted. */
export function exchangeOf(
  { wanting }: Sources,
  assertion: Assertion | undefined,
): Pick<AssertionLogin, 'identityProvider' | 'assertion'> | undefined {
  const provider = wanting.option(
    'identity-provider',
    "`identity-provider` is the provider's name in Keystone: `openstack identity provider list` shows it to its admins.",
  );
  return provider && assertion && { identityProvider: headerValue(provider), assertion };
}

/** headerValue gives an option's value. Throws `input-invalid` for what a header cannot carry. */
export function headerValue({ value, from }: Given<string>): string {
  if (!/^[\x20-\x7e]+$/.test(value)) {
    throw new Failure('input-invalid', { message: `The ${from} has characters other than ASCII's printable ones.` });
  }
  return value;
}

function grant({ options, wanting }: Sources, kind: Grant['kind']): Grant | undefined {
  const id = wanting.option('client-id');
  const provider = providerGiven(options, wanting);
  const secret = options['client-secret'];
  return (
    id &&
    provider && {
      kind,
      client: { id: id.value, ...(secret && { secret: secret.value }) },
      provider,
      scope: options['openid-scope']?.value ?? 'openid profile',
      use: tokenType(options['access-token-type']),
    }
  );
}

function providerGiven(options: Options, wanting: Wanting): Grant['provider'] | undefined {
  const { 'access-token-endpoint': tokenEndpoint, 'discovery-endpoint': discovery } = options;
  if (tokenEndpoint !== undefined) {
    return { tokenEndpoint: providerUrl(tokenEndpoint) };
  }
  if (discovery !== undefined) {
    return { discovery: providerUrl(discovery) };
  }
  return wanting.note(
    '`discovery-endpoint`',
    "The provider's token endpoint (`access-token-endpoint`) does instead of its `discovery-endpoint` (…/.well-known/openid-configuration).",
  );
}

function providerUrl({ value, from }: Given<string>): URL {
  const url = httpUrl(value);
  if (url === undefined || isReadableOnTheWay(url)) {
    throw new Failure('input-invalid', {
      message: `The ${from} is not a URL that begins with https://, and credentials are sent there.`,
    });
  }
  if (url.username !== '' || url.password !== '') {
    throw new Failure('input-invalid', {
      message: `The ${from} has a user or a password in it.`,
      advice: ['Give them with `client-id` and `client-secret`: URLs are printed and are not masked.'],
    });
  }
  return url;
}

function tokenType(given: Given<string> | undefined): Grant['use'] {
  if (given === undefined) {
    return 'access_token';
  }
  const { value, from } = given;
  if (value !== 'access_token' && value !== 'id_token') {
    throw new Failure('input-invalid', { message: `The ${from} is neither \`access_token\` nor \`id_token\`.` });
  }
  return value;
}
