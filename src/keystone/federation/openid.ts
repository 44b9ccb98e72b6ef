import { Failure, quote } from '../../failure.ts';
import type { Response } from '../../http/http.ts';
import type { Grant } from '../../identity.ts';
import type { Secret } from '../../secret.ts';
import type { Connection } from '../connection.ts';
import { members, parseJson, text } from '../json.ts';

type Means = Pick<Connection, 'http' | 'seal'>;

/**
 * assertionOf asks an OpenID Connect provider for the token that Keystone is to be shown.
 * Throws `identity-provider-refused`. Source: RFC 6749 §2.3.1, §4.3, §4.4; OpenID Connect Discovery 1.0 §4.
 */
export async function assertionOf(means: Means, grant: Grant): Promise<Secret> {
  const { provider, use } = grant;
  const url = 'tokenEndpoint' in provider ? provider.tokenEndpoint : await discover(means, provider.discovery);
  const response = await means.http.send({
    what: `The request for a token at ${url.host}`,
    method: 'POST',
    url,
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...clientHeader(grant) },
    body: () => form(grant).toString(),
  });
  const token = text(members(parseJson(response.body))[use]);
  if (response.status !== 200 || token === '') {
    throw refused(url, response, use);
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

// Each half is form-encoded before it is joined, so that a colon in it stays part of it.
function clientHeader({ client }: Grant): { authorization?: string } {
  if (client.secret === undefined) {
    return {};
  }
  const pair = [client.id, client.secret.reveal()].map((half) => new URLSearchParams({ half }).toString().slice(5));
  return { authorization: `Basic ${Buffer.from(pair.join(':')).toString('base64')}` };
}

async function discover({ http }: Means, discovery: URL): Promise<URL> {
  const response = await http.send({
    what: `The discovery at ${discovery.host}`,
    method: 'GET',
    url: discovery,
  });
  const endpoint = text(members(parseJson(response.body))['token_endpoint']);
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  // Credentials go there, so it is never less protected than the document that names it.
  if (response.status !== 200 || url === undefined || !(url.protocol === 'https:' || url.origin === discovery.origin)) {
    throw new Failure('identity-provider-refused', {
      message: `${discovery.host} answered with ${response.status} and no token endpoint that credentials can be sent to.`,
      advice: [
        'Check `discovery-endpoint`; it mostly ends in /.well-known/openid-configuration.',
        'Or give the token endpoint itself with `access-token-endpoint`.',
      ],
    });
  }
  return url;
}

// RFC 6749 §5.2. The description may repeat what was sent, so only the code is shown.
function refused(url: URL, { status, body }: Response, use: Grant['use']): Failure {
  const code = text(members(parseJson(body))['error']);
  return new Failure('identity-provider-refused', {
    message: `${url.host} answered the request for a token with ${status}${code === '' ? `, without \`${use}\`` : ` ${quote(code)}`}.`,
    advice: ['Check `client-id`, `client-secret` and, for a user, `username` and `password` with that provider.'],
  });
}
