import type { PasswordLogin } from '../../identity.ts';
import { owned } from '../owned.ts';
import { holding, passcodeGiven } from './passcode.ts';
import type { FactorWay, LoginMeans } from './way.ts';

/** v3password logs in by a user's password; a passcode given beside it waits until Keystone asks. */
export const v3password: FactorWay = {
  names: ['v3password', 'password'],
  impliedBy: [['password']],
  suggestedBy: ['username', 'user-id'],
  secrets: () => ['password', 'passcode', 'totp-secret'],
  login: (means) => holding(passwordFactor(means), passcodeGiven(means)),
  factorSecrets: ['password'],
  factor: passwordFactor,
};

/** passwordFactor returns the factor of a user's password. */
export function passwordFactor({ options, wanting }: LoginMeans): PasswordLogin | undefined {
  const user = owned(options, 'user', wanting);
  const given = wanting.option('password');
  return user && given && { method: 'password', user, password: given.value };
}
