import { generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';
import { once } from 'node:events';
import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { newAuthority, newCertificate } from './certificates.ts';

/** What an ID token says. GitHub writes numbers and booleans as texts, but for the time stamps. */
export type Claims = Readonly<Record<string, string | number>>;

/** How a token is spoilt: signed by a key that is not the issuer's, or not at all. */
export type Forgery = 'signature' | 'none';

/** What the runner gives to the steps of a job that has `id-token: write`. */
export interface RequestVariables extends Readonly<Record<string, string>> {
  readonly ACTIONS_ID_TOKEN_REQUEST_URL: string;
  readonly ACTIONS_ID_TOKEN_REQUEST_TOKEN: string;
}

/** A running stand-in for GitHub's OpenID Connect provider. */
export interface GitHubOidc extends AsyncDisposable {
  /** The `iss` of its tokens, over TLS; discovery and the key set are below it, as with GitHub. */
  readonly issuer: string;
  /** The certificate authority to trust, PEM. */
  readonly ca: string;
  /** The key set, as it is served. */
  readonly keys: { readonly keys: readonly Readonly<Record<string, unknown>>[] };
  /** The audiences that were asked for so far, in order; undefined where none was named. */
  readonly audiences: readonly (string | undefined)[];
  /** job gives the variables of a job; the tokens asked for with them say what `claims` says, over the sample's. */
  job(claims?: Claims): RequestVariables;
  /** idToken gives a token for an audience without asking for it. */
  idToken(claims: Claims, forgery?: Forgery): string;
  stop(): Promise<void>;
}

/**
 * The claims of a job, after the example in GitHub's reference; its repository has the immutable subject.
 * Source: https://docs.github.com/en/actions/reference/security/oidc
 */
export const sampleClaims = {
  sub: 'repo:octo-org@65/octo-repo@74:environment:production',
  environment: 'production',
  ref: 'refs/heads/main',
  ref_type: 'branch',
  ref_protected: 'true',
  sha: 'ffac537e6cbbf934b08745a378932722df287a53',
  repository: 'octo-org/octo-repo',
  repository_id: '74',
  repository_owner: 'octo-org',
  repository_owner_id: '65',
  repository_visibility: 'private',
  actor: 'octocat',
  actor_id: '12',
  workflow: 'Deploy',
  workflow_ref: 'octo-org/octo-repo/.github/workflows/deploy.yml@refs/heads/main',
  workflow_sha: 'ffac537e6cbbf934b08745a378932722df287a53',
  job_workflow_ref: 'octo-org/octo-automation/.github/workflows/deploy.yml@refs/heads/main',
  job_workflow_sha: '7b1e1d0b7d5b0a8a5a6f5b6ad0a3f8e0c1c2d3e4',
  head_ref: '',
  base_ref: '',
  event_name: 'workflow_dispatch',
  run_id: '1658821493',
  run_number: '3',
  run_attempt: '1',
  runner_environment: 'github-hosted',
} as const satisfies Claims;

// Of GitHub's tokens: good for five minutes, and valid from ten minutes before, for clocks that are behind.
const lifetime = 300;
const leeway = 600;

/**
 * startGitHubOidc starts the stand-in on free ports of loopback: the issuer over TLS, with discovery and its key set
 * (RS256), and the endpoint that a runner asks for a job's ID token.
 */
export async function startGitHubOidc(): Promise<GitHubOidc> {
  const authority = await newAuthority('GitHub stand-in');
  const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const kid = randomUUID();
  const keySet = { keys: [{ ...keys.publicKey.export({ format: 'jwk' }), alg: 'RS256', use: 'sig', kid, x5t: kid }] };
  const jobs = new Map<string, Claims>();
  const audiences: (string | undefined)[] = [];

  const idToken = (claims: Claims, forgery?: Forgery): string => {
    const header = { typ: 'JWT', alg: forgery === 'none' ? 'none' : 'RS256', x5t: kid, kid };
    const payload = { jti: randomUUID(), ...sampleClaims, iss: issuer, ...times(), ...claims };
    const signed = `${base64url(header)}.${base64url(payload)}`;
    return `${signed}.${forgery === 'none' ? '' : signature(signed, forgery ? stranger.privateKey : keys.privateKey)}`;
  };

  const provider = createHttpsServer(await newCertificate(authority), ({ url }, response) => {
    const documents: Readonly<Record<string, object>> = {
      '/.well-known/openid-configuration': {
        issuer,
        jwks_uri: `${issuer}/.well-known/jwks`,
        subject_types_supported: ['public', 'pairwise'],
        response_types_supported: ['id_token'],
        claims_supported: ['sub', 'aud', 'exp', 'iat', 'iss', 'jti', 'nbf', ...Object.keys(sampleClaims)],
        id_token_signing_alg_values_supported: ['RS256'],
        scopes_supported: ['openid'],
      },
      '/.well-known/jwks': keySet,
    };
    const document = documents[url ?? ''];
    response.writeHead(document ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify(document));
  });
  const endpoint = createHttpServer(
    tokenEndpoint((secret, audience) => {
      const claims = jobs.get(secret);
      if (claims === undefined) {
        return undefined;
      }
      audiences.push(audience);
      return idToken({ aud: audience ?? 'https://github.com/octo-org', ...claims });
    }),
  );
  const issuer = `https://127.0.0.1:${await listen(provider)}`;
  const requestUrl = `http://127.0.0.1:${await listen(endpoint)}/idtoken/7a1/octo-repo?api-version=2.0`;

  const stop = async (): Promise<void> => {
    for (const server of [provider, endpoint]) {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    }
  };
  return {
    issuer,
    ca: authority.cert,
    keys: keySet,
    audiences,
    idToken,
    job: (claims = {}) => {
      const secret = randomUUID();
      jobs.set(secret, claims);
      return { ACTIONS_ID_TOKEN_REQUEST_URL: requestUrl, ACTIONS_ID_TOKEN_REQUEST_TOKEN: secret };
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

/** tokenEndpoint answers as the endpoint does that GitHub gives to each job; `issue` knows the jobs by their secret. */
function tokenEndpoint(issue: (secret: string, audience: string | undefined) => string | undefined): RequestListener {
  return ({ method, url, headers }, response) => {
    const [, secret = ''] = /^bearer (.+)$/i.exec(headers.authorization ?? '') ?? [];
    const { searchParams } = new URL(url ?? '', 'http://runner.invalid');
    const value =
      method === 'GET' && searchParams.get('api-version') === '2.0'
        ? issue(secret, searchParams.get('audience') ?? undefined)
        : undefined;
    response
      .writeHead(value === undefined ? 401 : 200, { 'content-type': 'application/json; charset=utf-8' })
      .end(value === undefined ? '' : JSON.stringify({ count: value.length, value }));
  };
}

function times(): Claims {
  const iat = Math.floor(Date.now() / 1000);
  return { nbf: iat - leeway, iat, exp: iat + lifetime };
}

function base64url(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

function signature(text: string, key: KeyObject): string {
  return sign('sha256', Buffer.from(text), key).toString('base64url');
}

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) {
    throw new Error('the system gave no port');
  }
  return address.port;
}
