import type { Response } from '../../http/request.ts';
import type { Patience } from '../../http/retry.ts';
import type { AssertionLogin, Scope, Token } from '../../identity.ts';
import type { Secret } from '../../secret.ts';
import { ask, type LoginRequest, take } from '../ask.ts';
import type { Keystone } from '../keystone.ts';
import type { Tried } from '../refusals/refused.ts';
import { assertionOf, secretsIn } from './assertion.ts';
import type { Exchange, NextAssertion } from './exchange.ts';
import { challenge, exchangeRefusals } from './exchange-refused.ts';
import { idTokenExchange } from './v3idtoken.ts';
import { federatedExchange } from './v3oidcaccesstoken.ts';
import { workloadExchange } from './v4jwt.ts';

type ExchangeName = AssertionLogin['method'];
type Logins = { readonly [Name in ExchangeName]: Extract<AssertionLogin, { method: Name }> };

/** The exchanges of an assertion for a token. */
const exchanges: { readonly [Name in ExchangeName]: Exchange<Logins[Name]> } = {
  federated: federatedExchange,
  v4jwt: workloadExchange,
  v3idtoken: idTokenExchange,
};

/** isScopedAtOnce tells whether the token of an exchange has the scope asked for; else it is unscoped. */
export function isScopedAtOnce({ method }: AssertionLogin): boolean {
  return exchanges[method].isScoped;
}

/**
 * exchange returns the token that a login's assertion is worth at Keystone. Throws `exchange-refused`, which shows what
 * the assertion says.
 */
export async function exchange(keystone: Keystone, login: AssertionLogin, scope: Scope): Promise<Token> {
  const { endpoint } = keystone;
  const shown: Secret[] = [];
  const next: NextAssertion = async () => {
    const assertion = await assertionOf(keystone, login.assertion);
    shown.push(assertion);
    return assertion.reveal();
  };
  const answer = await ask(keystone, {
    patience: (response) => patienceOf(login, response),
    ...request(login.method, login, { endpoint, scope, next }),
  });
  const last = shown.at(-1);
  const refusals = last === undefined ? [] : exchangeRefusals(exchanges[login.method], login, last);
  return take(keystone, answer, { endpoint, scope, tried: { ...triedByAssertion(login), refusals } }, shown);
}

/** triedByAssertion returns what such a login has to say where it is refused once the exchange has succeeded. */
export function triedByAssertion({ assertion }: AssertionLogin): Tried {
  return {
    secrets: secretsIn(assertion),
    reasons: ['The group that the mapping puts this job into has no role in what is asked for.'],
    byUser: false,
    canBeUnscoped: false,
    refusals: [],
  };
}

// A web server that could not fetch the issuer's keys refuses as if the signature were wrong. The runner's ID token is
// good, and no user is locked by it.
function patienceOf({ method, assertion }: AssertionLogin, response: Response): Patience | undefined {
  if (exchanges[method].fitsNoRule(response)) {
    return 'none';
  }
  return assertion.kind === 'runner' && challenge(response) !== undefined ? 'twice' : undefined;
}

interface Asked {
  readonly endpoint: URL;
  readonly scope: Scope;
  readonly next: NextAssertion;
}

function request<Name extends ExchangeName>(
  name: Name,
  login: Logins[Name],
  { endpoint, scope, next }: Asked,
): LoginRequest {
  return exchanges[name].request(endpoint, login, scope, next);
}
