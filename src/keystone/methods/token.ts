import type { TokenLogin } from '../../identity.ts';
import type { IdentityPart } from './methods.ts';

/** token gives the token method's part. https://docs.openstack.org/api-ref/identity/v3/#token-authentication-with-scoped-authorization */
export function token({ token: secret }: TokenLogin): IdentityPart {
  return { methods: ['token'], token: { id: secret.reveal() } };
}
