import type { AssertionLogin, Scope, Token } from '../../identity.ts';
import { ask, type LoginRequest, take } from '../ask.ts';
import type { Connection } from '../keystone.ts';
import type { Shown } from '../refusals/reasons.ts';
import { assertionOf } from './assertion.ts';
import { idTokenRequest } from './v3idtoken.ts';
import { federationRequest } from './v3oidcaccesstoken.ts';
import { workloadRequest } from './v4jwt.ts';

/** Gives the assertion in the clear, a new one for each attempt: GitHub's lives for five minutes. */
export type NextAssertion = () => Promise<string>;

/**
 * exchange gives the token that a login's assertion is worth at Keystone. Throws `exchange-refused`, which shows what
 * the assertion says.
 */
export async function exchange(keystone: Connection, login: AssertionLogin, scope: Scope): Promise<Token> {
  const { endpoint } = keystone;
  const shown: Shown[] = [];
  const next: NextAssertion = async () => {
    const assertion = await assertionOf(keystone, login.assertion);
    shown.push({ login, assertion });
    return assertion.reveal();
  };
  const answer = await ask(keystone, request(endpoint, login, scope, next));
  const assertions = shown.map(({ assertion }) => assertion);
  return take(answer, { endpoint, login, scope, shown: shown.at(-1) }, assertions);
}

function request(endpoint: URL, login: AssertionLogin, scope: Scope, next: NextAssertion): LoginRequest {
  switch (login.method) {
    case 'federated':
      return federationRequest(endpoint, login, next);
    case 'v4jwt':
      return workloadRequest(endpoint, login, next);
    case 'v3idtoken':
      return idTokenRequest(endpoint, login, scope, next);
  }
}
