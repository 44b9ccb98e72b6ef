import type { TotpLogin } from '../../identity.ts';
import { ownedRef } from '../reference.ts';
import type { IdentityPart } from './methods.ts';

/** totp gives the TOTP method's part, with a passcode for now. https://docs.openstack.org/keystone/latest/admin/auth-totp.html */
export function totp({ user, passcode }: TotpLogin): IdentityPart {
  return { methods: ['totp'], totp: { user: { ...ownedRef(user), passcode: passcode().reveal() } } };
}
