import { quote } from '../../failure.ts';
import type { Response } from '../../http/request.ts';
import type { AssertionLogin } from '../../identity.ts';
import type { Secret } from '../../secret.ts';
import type { RefusalKind, Refused } from '../refusals/refused.ts';
import { claimsOf, expiryOf } from './claims.ts';
import type { Counterparts, Exchange } from './exchange.ts';

// How an exchange is refused. Observed with Keystone 22 behind mod_auth_openidc 2.4; for v4, its federation/api/error.rs
// and api-types/src/error_conv.rs.

const logged = "The web server's error log has the reason.";

/** exchangeRefusals returns the kinds of refusal that an exchange of an assertion has; the first that fits counts. */
export function exchangeRefusals(
  { counterparts, fitsNoRule }: Pick<Exchange<never>, 'counterparts' | 'fitsNoRule'>,
  login: AssertionLogin,
  assertion: Secret,
): readonly RefusalKind[] {
  const provider = quote(login.identityProvider);
  const protocol = login.method === 'federated' ? quote(login.protocol) : '';
  const comparison = comparisonOf(counterparts, assertion);
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
        advice: [logged, ...comparison],
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
        advice: [logged, ...comparison],
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
        advice: comparison,
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
        advice: comparison,
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

/**
 * challenge returns why a web server refuses a bearer token, if it says so: Bearer error="invalid_token",
 * error_description="…". Source: RFC 6750 §3.
 */
export function challenge({ headers }: Response): string | undefined {
  const bearer = /\bbearer\b.*/i.exec((headers['www-authenticate'] ?? '').slice(0, 4096))?.[0] ?? '';
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

function comparisonOf({ rest, ...own }: Counterparts, assertion: Secret): readonly string[] {
  const claims = claimsOf(assertion);
  const lines = claims.map(([name, value]) => `  ${name} ${quote(value)}${own[name] ? ` (${own[name]})` : ''}`);
  return claims.length === 0
    ? []
    : [[`Compare what the token says with what the cloud expects, usually ${rest}:`, ...lines].join('\n')];
}
