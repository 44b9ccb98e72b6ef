import { Failure } from '../failure.ts';
import type { Login, OwnedRef, Scope, Token } from '../identity.ts';
import type { Secret } from '../secret.ts';
import { at, type Connection } from './connection.ts';
import { identity } from './methods/methods.ts';
import { ownedRef } from './reference.ts';
import { refusal } from './refusal.ts';
import { issuedToken, parseToken } from './token.ts';

/**
 * authenticate logs in and gives a token for the scope.
 * Throws a Failure that tells why there is none; a token that was issued all the same has then been told to `issued`.
 * Source: https://docs.openstack.org/api-ref/identity/v3/#authentication-and-token-management
 */
export async function authenticate(keystone: Connection, login: Login, scope: Scope): Promise<Token> {
  const { http, endpoint, seal, issued } = keystone;
  const { host } = endpoint;
  let token: Secret | undefined;
  const response = await http.send({
    what: `The login at ${host}`,
    method: 'POST',
    url: at(endpoint, 'auth/tokens'),
    headers: { 'content-type': 'application/json' },
    body: () => JSON.stringify({ auth: { identity: identity(login), scope: { project: ownedRef(scope.project) } } }),
    received: (head) => {
      token = issuedToken(head, host, seal);
      if (token !== undefined) {
        issued(token);
      }
    },
  });
  // Keystone's v4 workload federation answers 200.
  if (response.status !== 201 && response.status !== 200) {
    throw refusal(response, { endpoint, login, scope });
  }
  if (token === undefined) {
    throw new Failure('not-keystone', {
      message: `${host} accepted the login, but its answer carries no token (no X-Subject-Token header).`,
      advice: ['Check that `auth-url` is the Identity endpoint; a proxy in between may drop headers.'],
    });
  }
  const given = parseToken(token, response, host);
  checkScope(given, scope, host);
  return given;
}

function checkScope({ project }: Token, scope: Scope, host: string): void {
  const asked: OwnedRef = scope.project;
  const same = 'id' in asked ? project?.id === asked.id : project?.name === asked.name;
  if (!same) {
    throw new Failure('scope-mismatch', {
      message: `${host} gave a token for ${project ? `the project ${project.id}` : 'no project'}, not for the one asked for.`,
      advice: ['Check `project-id` (or `project-name`), and that `auth-url` is the Identity endpoint.'],
    });
  }
}
