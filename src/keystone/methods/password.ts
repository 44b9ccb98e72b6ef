import type { PasswordLogin } from '../../identity.ts';
import { ownedRef, shown } from '../reference.ts';
import { mistakenIn } from './mistaken.ts';
import type { Method } from './part.ts';

/** The password method. https://docs.openstack.org/api-ref/identity/v3/#password-authentication-with-scoped-authorization */
export const passwordMethod: Method<PasswordLogin> = {
  authMethod: 'v3password',
  inputs: '`password`',
  part: ({ user, password }) => ({ user: { ...ownedRef(user), password: password.reveal() } }),
  secrets: ({ password }) => [password],
  reasons: ({ user, password }) => [
    ...mistakenIn('password', password),
    'The password is wrong.',
    `The user ${shown(user)} does not exist, is disabled, or is locked after wrong passwords.`,
  ],
  byUser: true,
  canBeUnscoped: true,
};
