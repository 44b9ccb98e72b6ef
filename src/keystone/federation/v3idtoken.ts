import type { DomainRef, IdTokenLogin, OwnedRef, Scope } from '../../identity.ts';
import type { Exchange } from './exchange.ts';

/**
 * The exchange for the scoped token that Open Telekom Cloud and Huawei Cloud have for an ID token.
 * Source: https://docs.otc.t-systems.com/identity-access-management/api-ref/apis/federated_identity_authentication_management/token/obtaining_a_token_with_an_openid_connect_id_token.html
 */
export const idTokenExchange: Exchange<IdTokenLogin> = {
  request: (endpoint, login, scope, next) => ({
    // Beside /v3, at the host's root.
    url: new URL('/v3.0/OS-AUTH/id-token/tokens', endpoint),
    headers: { 'content-type': 'application/json;charset=utf8', 'x-idp-id': login.identityProvider },
    body: async () => JSON.stringify({ auth: { id_token: { id: await next() }, scope: scopeInAccount(scope) } }),
  }),
  isScoped: true,
  fitsNoRule: () => false,
  counterparts: {
    iss: "the identity provider's URL",
    aud: "the identity provider's client ID; the input `audience` changes it here",
    rest: 'the identity conversion rules',
  },
};

// The project and the domain are in the provider's own account, so a name says enough there.
function scopeInAccount(scope: Scope): unknown {
  switch (scope.kind) {
    case 'project':
      return { project: exact(scope.project) };
    case 'domain':
      return { domain: exact(scope.domain) };
    default:
      return undefined;
  }
}

function exact(ref: OwnedRef | DomainRef): { id: string } | { name: string } {
  return 'id' in ref ? { id: ref.id } : { name: ref.name };
}
