import type { AgencyLogin, Factor, FederatedLogin, Login, MultifactorLogin, Scope, Token } from '../identity.ts';
import { type Answer, ask, take } from './ask.ts';
import { exchange } from './federation/exchange.ts';
import { at, type Connection } from './keystone.ts';
import { assumeRole } from './methods/assume-role.ts';
import { type IdentityPart, identity } from './methods/methods.ts';
import { completing } from './receipt.ts';
import { checkScope, scopePart } from './scope.ts';

/**
 * authenticate logs in and gives a token for the scope.
 * Throws a Failure that tells why there is none; every token issued on the way has then been told to `issued`.
 * Source: https://docs.openstack.org/api-ref/identity/v3/#authentication-and-token-management
 */
export async function authenticate(keystone: Connection, login: Login, scope: Scope): Promise<Token> {
  const token = await logIn(keystone, login, scope);
  checkScope(token, scope, keystone.endpoint.host);
  return token;
}

function logIn(keystone: Connection, login: Login, scope: Scope): Promise<Token> {
  switch (login.method) {
    case 'federated':
      return federated(keystone, login, scope);
    case 'v4jwt':
    case 'v3idtoken':
      return exchange(keystone, login, scope);
    case 'assume_role':
      return throughAgency(keystone, login, scope);
    default:
      return direct(keystone, login, scope);
  }
}

/** By factors at once, and by those held back if Keystone asks for them. */
async function direct(keystone: Connection, login: Factor | MultifactorLogin, scope: Scope): Promise<Token> {
  const { endpoint } = keystone;
  const answer = await post(keystone, () => identity(login), scope);
  const held = answer.receipt && completing(login, answer);
  if (!held) {
    return take(answer, { endpoint, login, scope });
  }
  const headers = { 'openstack-auth-receipt': answer.receipt.reveal() };
  const completed = await post(keystone, () => identity(held), scope, headers);
  return take(completed, { endpoint, login: held, scope }, [answer.receipt]);
}

/** By an assertion, which becomes an unscoped token, and that one with the scope. */
async function federated(keystone: Connection, login: FederatedLogin, scope: Scope): Promise<Token> {
  const { endpoint } = keystone;
  const unscoped = await exchange(keystone, login, { kind: 'unscoped' });
  if (scope.kind === 'unscoped') {
    return unscoped;
  }
  const answer = await post(keystone, () => identity({ method: 'token', token: unscoped.id }), scope);
  return take(answer, { endpoint, login, scope }, [unscoped.id]);
}

/** By another login, which then assumes the agency. */
async function throughAgency(keystone: Connection, login: AgencyLogin, scope: Scope): Promise<Token> {
  const { endpoint } = keystone;
  const { by, byScope } = login;
  const own = by.method === 'token' ? by.token : (await authenticate(keystone, by, byScope)).id;
  const answer = await post(keystone, () => assumeRole(login), scope, { 'x-auth-token': own.reveal() });
  return take(answer, { endpoint, login, scope }, [own]);
}

function post(
  keystone: Connection,
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
