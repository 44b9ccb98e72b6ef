import type { PasswordLogin } from '../../identity.ts';
import { ownedRef } from '../reference.ts';
import type { IdentityPart } from './methods.ts';

/** password gives the password method's part. https://docs.openstack.org/api-ref/identity/v3/#password-authentication-with-scoped-authorization */
export function password({ user, password: secret }: PasswordLogin): IdentityPart {
  return { methods: ['password'], password: { user: { ...ownedRef(user), password: secret.reveal() } } };
}
