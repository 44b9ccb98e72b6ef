import type { TotpLogin } from '../../identity.ts';
import { ownedRef, shown } from '../reference.ts';
import type { Method } from './part.ts';

/** The TOTP method, with a passcode for now. https://docs.openstack.org/keystone/latest/admin/auth-totp.html */
export const totpMethod: Method<TotpLogin> = {
  authMethod: 'v3totp',
  inputs: '`totp-secret` (or `passcode`)',
  part: ({ user, passcode }) => ({ user: { ...(user && ownedRef(user)), passcode: passcode().reveal() } }),
  secrets: ({ passcode }) => [passcode()],
  reasons: ({ user }) => [
    'The passcode is wrong or too old: check `totp-secret`, and the clock of a self-hosted runner.',
    `The user${user ? ` ${shown(user)}` : ''} does not exist, is disabled or locked, or has no TOTP credential.`,
  ],
  byUser: true,
  canBeUnscoped: true,
};
