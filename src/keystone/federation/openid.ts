import { Failure } from '../../failure.ts';
import type { Response } from '../../http/request.ts';
import type { Grant } from '../../identity.ts';
import type { Seal, Secret } from '../../secret.ts';
import { list, type Members, members, parseJson, text } from '../json.ts';
import type { Keystone } from '../keystone.ts';
import { quotable } from '../refusals/quotable.ts';

type ProviderMeans = Pick<Keystone, 'http' | 'seal'>;

/**
 * requestAssertion asks an OpenID Connect provider for the token that Keystone is to be shown.
 * Throws `identity-provider-refused`. Source: RFC 6749 §4.3 and §4.4.
 */
export async function requestAssertion(means: ProviderMeans, grant: Grant): Promise<Secret> {
  const { provider, use } = grant;
  const [url, setting] =
    'tokenEndpoint' in provider
      ? [provider.tokenEndpoint, '`access-token-endpoint`']
      : [await discover(means, provider.discovery, grant), 'the token endpoint that `discovery-endpoint` names'];
  const basic = basicOf(grant, means.seal);
  const response = await means.http.send({
    what: `The request for a token at ${url.host}`,
    method: 'POST',
    url,
    setting,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      ...(basic && { authorization: `Basic ${basic.reveal()}` }),
    },
    body: () => form(grant).toString(),
  });
  const token = text(members(parseJson(response.body))[use]);
  // RFC 6750 §2.1: it becomes part of a header. A shorter one would hide words of the log.
  if (response.status !== 200 || !/^[\w.~+/-]{8,}=*$/.test(token)) {
    throw refused(url, response, grant, basic);
  }
  return means.seal(token);
}

function form({ kind, client, user, scope }: Grant): URLSearchParams {
  return new URLSearchParams({
    grant_type: kind,
    scope,
    ...(user && { username: user.name, password: user.password.reveal() }),
    ...(client.secret === undefined && { client_id: client.id }),
  });
}

// Both halves are form-encoded before they are joined: RFC 6749 §2.3.1.
function basicOf({ client }: Grant, seal: Seal): Secret | undefined {
  if (client.secret === undefined) {
    return undefined;
  }
  const halves = [client.id, client.secret.reveal()].map((half) =>
    new URLSearchParams([['', half]]).toString().slice(1),
  );
  return seal(Buffer.from(halves.join(':')).toString('base64'));
}

/** The token endpoint of a provider. Source: OpenID Connect Discovery 1.0 §3 and §4. */
async function discover({ http }: ProviderMeans, discovery: URL, { kind }: Grant): Promise<URL> {
  const what = `The discovery at ${discovery.host}`;
  const response = await http.send({ what, method: 'GET', url: discovery, setting: '`discovery-endpoint`' });
  const document = members(parseJson(response.body));
  const endpoint = text(document['token_endpoint']);
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  // It may be on another host, as Google's is; but credentials go there, so it is no less protected than its document.
  if (response.status !== 200 || url === undefined || !(url.protocol === 'https:' || url.origin === discovery.origin)) {
    throw new Failure('identity-provider-refused', {
      message: `${discovery.host} answered the discovery with ${response.status}, and with no token endpoint at https://.`,
      advice: [
        'Check `discovery-endpoint`: it usually ends in /.well-known/openid-configuration.',
        'Or give the token endpoint itself with `access-token-endpoint`.',
      ],
    });
  }
  if (!allows(document, kind)) {
    throw new Failure('identity-provider-refused', {
      message: `${discovery.host} does not offer the grant \`${kind}\`.`,
      advice: [`Ask whoever runs the provider to enable it, or log in with something else.`],
    });
  }
  return url;
}

function allows({ grant_types_supported: offered }: Members, kind: Grant['kind']): boolean {
  return offered === undefined || list(offered).includes(kind);
}

// RFC 6749 §5.2.
const reasons: ReadonlyMap<string, string> = new Map([
  ['invalid_client', 'The provider does not know the client, or `client-secret` is wrong or wanted.'],
  ['invalid_grant', 'The name or the password of the user is wrong, or the user has to do something first.'],
  ['invalid_scope', 'The provider does not know the scope, or does not allow it: see `openid-scope`.'],
  ['unauthorized_client', 'The client may not use this grant.'],
  ['unsupported_grant_type', 'The provider does not offer this grant.'],
]);

function refused(url: URL, { status, body }: Response, { client, user, use }: Grant, basic?: Secret): Failure {
  const code = text(members(parseJson(body))['error']);
  const secrets = [client.secret, user?.password, basic].filter((secret) => secret !== undefined);
  const said = quotable(code, secrets);
  return new Failure('identity-provider-refused', {
    message: `${url.host} answered the request for a token with ${status}${said === '' ? `, without \`${use}\`` : ` ${said}`}.`,
    reasons: [reasons.get(code) ?? []].flat(),
    advice: ['Try the same values with the provider itself; Keystone has not been asked yet.'],
  });
}
