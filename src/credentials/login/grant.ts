import { Failure } from '../../failure.ts';
import type { Grant } from '../../identity.ts';
import { httpUrl, isReadableOnTheWay } from '../auth-url.ts';
import type { Given, Options } from '../options.ts';
import type { Wanting } from '../wanting.ts';
import type { LoginMeans } from './way.ts';

/** grantGiven returns how the user's own OpenID Connect provider is asked for an assertion, without the resource owner. */
export function grantGiven({ options, wanting }: LoginMeans, kind: Grant['kind']): Grant | undefined {
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
