import { Failure } from '../../failure.ts';
import type { Factor, Login, TotpLogin } from '../../identity.ts';
import type { Secret } from '../../secret.ts';
import { owned } from '../owned.ts';
import { base32, timeBasedPassword } from './totp.ts';
import type { LoginMeans } from './way.ts';

/** passcodeFactor returns the factor of a passcode, given or made from its secret. Throws `input-invalid`. */
export function passcodeFactor(means: LoginMeans): TotpLogin | undefined {
  const { options, wanting } = means;
  const user = owned(options, 'user', wanting);
  const passcode = passcodeMaker(means) ?? wanting.note('`totp-secret` (or `passcode`)', undefined, true);
  return user && passcode && { method: 'totp', user, passcode };
}

/**
 * passcodeGiven returns the factor of a passcode to hold back, if one is given. Where no user is named, it is for the
 * one whom Keystone names when it asks.
 */
export function passcodeGiven(means: LoginMeans): TotpLogin | undefined {
  const passcode = passcodeMaker(means);
  const { username, 'user-id': id } = means.options;
  return passcode && (username || id ? passcodeFactor(means) : { method: 'totp', passcode });
}

/** holding returns a login by one factor, with another that waits until Keystone asks for it. */
export function holding(factor: Factor | undefined, held: Factor | undefined): Login | undefined {
  return factor && held ? { method: 'multifactor', factors: [factor], held: [held] } : factor;
}

function passcodeMaker({ options, seal }: LoginMeans): (() => Secret) | undefined {
  const { passcode: given, 'totp-secret': secret } = options;
  if (secret === undefined) {
    // Applications show it in two groups.
    const code = given?.value.reveal().replace(/\s/g, '');
    return code === undefined ? undefined : () => seal(code);
  }
  const key = base32(secret.value.reveal());
  if (key === undefined) {
    throw new Failure('input-invalid', {
      message: `The ${secret.from} is not base32 (A to Z and 2 to 7).`,
      advice: ['Give the key that the cloud showed beside the QR code, or what follows `secret=` in it; not a code.'],
    });
  }
  return () => seal(timeBasedPassword(key, Date.now()));
}
