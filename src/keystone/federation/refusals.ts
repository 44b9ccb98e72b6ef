import { quote } from '../../failure.ts';
import type { Response } from '../../http/request.ts';
import type { AssertionLogin } from '../../identity.ts';
import type { Secret } from '../../secret.ts';
import type { Kind, Refused } from '../refusals/kinds.ts';
import type { Shown } from '../refusals/reasons.ts';
import { type ClaimName, claimsOf, expiryOf } from './claims.ts';
import { fitsNoRule } from './v4jwt.ts';

// How an exchange is refused. Observed with Keystone 22 behind mod_auth_openidc 2.4; for v4, its federation/api/error.rs
// and api-types/src/error_conv.rs.

const logged = "The web server's error log has the reason.";

/** exchangeRefusals gives the kinds of refusal that an exchange has beside those of every login. The first that fits. */
export function exchangeRefusals({ login, assertion }: Shown): readonly Kind[] {
  const provider = quote(login.identityProvider);
  const protocol = login.method === 'federated' ? quote(login.protocol) : '';
  return [
    {
      code: 'exchange-refused',
      when: ({ response, error }) =>
        challenge(response) !== undefined || (response.status === 400 && /\b(JWT|JWK|iat)\b/.test(error.message)),
      tell: (refused) => ({
        message: withChallenge(refused),
        reasons: [
          ...expired(assertion),
          'The token is not by the issuer whose keys the cloud has (`OIDCOAuthVerifyJwksUri`, `jwks_url`).',
          'The cloud cannot fetch those keys, or its clock is wrong.',
        ],
        advice: [logged, ...comparison(login, assertion)],
      }),
    },
    {
      code: 'exchange-refused',
      when: ({ response, error }) => response.status === 401 && !error.known,
      tell: () => ({
        reasons: [
          'The web server before Keystone wants another audience or issuer: see its `Require` lines.',
          'Nothing there lets ID tokens in at this path.',
        ],
        advice: [logged, ...comparison(login, assertion)],
      }),
    },
    {
      code: 'exchange-refused',
      when: ({ error }) => error.methods.length > 0,
      tell: ({ error, quoted }) => ({
        reasons: [
          `The methods of that Keystone (\`[auth] methods\`) are ${error.methods.map(quoted).join(', ')}${protocol && `, without ${protocol}`}.`,
        ],
        advice: ["Check `protocol` with the cloud's operator, who may have to add it to the methods."],
      }),
    },
    {
      code: 'exchange-refused',
      when: ({ response }) => [400, 401].includes(response.status) || fitsNoRule(response),
      tell: () => ({
        reasons: [
          'No rule of the cloud fits what the token says.',
          'The group or the project that the rule names does not exist.',
          'The web server before Keystone does not pass on what the token says.',
        ],
        advice: comparison(login, assertion),
      }),
    },
    {
      code: 'exchange-refused',
      when: ({ response, error }) => response.status === 403 && error.known,
      tell: () => ({
        reasons: [
          `The identity provider ${provider} is disabled.`,
          'The issuer of the token is not one of its remote ids.',
        ],
        advice: comparison(login, assertion),
      }),
    },
    {
      code: 'exchange-refused',
      when: ({ response, error }) => response.status === 404 && error.known,
      tell: () => ({
        reasons: [`There is no identity provider ${provider}${protocol && `, or it has no protocol ${protocol}`}.`],
        advice: ["Check `identity-provider` and `protocol` with the cloud's operator."],
      }),
    },
  ];
}

// RFC 6750 §3: Bearer realm="github", error="invalid_token", error_description="…"
function challenge({ headers }: Response): string | undefined {
  const bearer = /\bbearer\b.*/i.exec(headers['www-authenticate'] ?? '')?.[0] ?? '';
  const error = /\berror="([^"]*)"/.exec(bearer)?.[1];
  const description = /\berror_description="([^"]*)"/.exec(bearer)?.[1];
  return description === undefined ? error : `${error}: ${description}`;
}

function withChallenge({ answer, response, quoted }: Refused): string {
  const said = quoted(challenge(response) ?? '');
  return `${answer}${said && ` ${said}`}.`;
}

function expired(assertion: Secret): readonly string[] {
  const end = expiryOf(assertion);
  return end && end.getTime() < Date.now() ? [`It expired at ${end.toISOString()}.`] : [];
}

type Counterparts = Readonly<Partial<Record<ClaimName, string>> & { rest: string }>;

/** Where the cloud has what a claim is compared with. */
const counterparts: Readonly<Record<AssertionLogin['method'], Counterparts>> = {
  federated: {
    iss: 'the remote id of the identity provider',
    aud: 'the audience that the web server before Keystone requires; the input `audience` changes it here',
    rest: "the mapping's rules",
  },
  v4jwt: { iss: '`bound_issuer` of the identity provider', rest: "the rules of the mapping's ruleset" },
  v3idtoken: {
    iss: "the identity provider's URL",
    aud: "the identity provider's client ID; the input `audience` changes it here",
    rest: 'the identity conversion rules',
  },
};

function comparison({ method }: AssertionLogin, assertion: Secret): readonly string[] {
  const { rest, ...own } = counterparts[method];
  const claims = claimsOf(assertion);
  const lines = claims.map(([name, value]) => `  ${name} ${quote(value)}${own[name] ? ` (${own[name]})` : ''}`);
  return claims.length === 0
    ? []
    : [[`Compare what the token says with what the cloud expects, mostly ${rest}:`, ...lines].join('\n')];
}
