import type { AgencyLogin, AssertionLogin, Factor, Login, MultifactorLogin, Scope, Token } from '../identity.ts';
import { type Answer, ask, take } from './ask.ts';
import { exchange, isScopedAtOnce, triedByAssertion } from './federation/federation.ts';
import { at, type Keystone } from './keystone.ts';
import { identityPart, triedBy } from './methods/methods.ts';
import type { IdentityPart } from './methods/part.ts';
import { completing } from './receipt.ts';
import type { Tried } from './refusals/refused.ts';
import { checkScope, scopePart } from './scope.ts';

/**
 * authenticate logs in and returns a token for the scope.
 * Throws a Failure that tells why there is none; every token issued on the way has then been told to `issued`.
 * Source: https://docs.openstack.org/api-ref/identity/v3/#authentication-and-token-management
 */
export async function authenticate(keystone: Keystone, login: Login, scope: Scope): Promise<Token> {
  const token = await logIn(keystone, login, scope);
  checkScope(token, scope, keystone.endpoint.host);
  return token;
}

/** triedOf returns what a login has to say where it is refused. */
export function triedOf(login: Login): Tried {
  if ('assertion' in login) {
    return triedByAssertion(login);
  }
  const tried = triedBy(login);
  return login.method === 'assume_role' ? { ...tried, secrets: triedOf(login.by).secrets } : tried;
}

function logIn(keystone: Keystone, login: Login, scope: Scope): Promise<Token> {
  if ('assertion' in login) {
    return byAssertion(keystone, login, scope);
  }
  return login.method === 'assume_role' ? byAgency(keystone, login, scope) : byFactors(keystone, login, scope);
}

/** By factors at once, and by those held back if Keystone asks for them. */
async function byFactors(keystone: Keystone, login: Factor | MultifactorLogin, scope: Scope): Promise<Token> {
  const { endpoint } = keystone;
  const answer = await post(keystone, () => identityPart(login), scope);
  const held = answer.receipt && completing(login, answer);
  if (!held) {
    return take(keystone, answer, { endpoint, scope, tried: triedOf(login) });
  }
  const headers = { 'openstack-auth-receipt': answer.receipt.reveal() };
  const completed = await post(keystone, () => identityPart(held), scope, headers);
  return take(keystone, completed, { endpoint, scope, tried: triedOf(held) }, [answer.receipt]);
}

/** By an assertion; where it becomes an unscoped token only, by that one. */
async function byAssertion(keystone: Keystone, login: AssertionLogin, scope: Scope): Promise<Token> {
  if (isScopedAtOnce(login) || scope.kind === 'unscoped') {
    return exchange(keystone, login, scope);
  }
  const { endpoint } = keystone;
  const { id } = await exchange(keystone, login, { kind: 'unscoped' });
  const answer = await post(keystone, () => identityPart({ method: 'token', token: id }), scope);
  return take(keystone, answer, { endpoint, scope, tried: triedOf(login) }, [id]);
}

/** By another login, which then assumes the agency. */
async function byAgency(keystone: Keystone, login: AgencyLogin, scope: Scope): Promise<Token> {
  const { endpoint } = keystone;
  const { by, byScope } = login;
  const own = by.method === 'token' ? by.token : (await authenticate(keystone, by, byScope)).id;
  const answer = await post(keystone, () => identityPart(login), scope, { 'x-auth-token': own.reveal() });
  return take(keystone, answer, { endpoint, scope, tried: triedOf(login) }, [own]);
}

function post(
  keystone: Keystone,
  identity: () => IdentityPart,
  scope: Scope,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  return ask(keystone, {
    url: at(keystone.endpoint, keystone.catalog ? 'auth/tokens' : 'auth/tokens?nocatalog=true'),
    headers: { 'content-type': 'application/json', ...headers },
    body: () => JSON.stringify({ auth: { identity: identity(), scope: scopePart(scope) } }),
  });
}
