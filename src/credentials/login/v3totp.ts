import { holding, passcodeFactor } from './passcode.ts';
import { passwordFactor } from './v3password.ts';
import type { FactorWay } from './way.ts';

/** v3totp logs in by a passcode; a password given beside it waits until Keystone asks. */
export const v3totp: FactorWay = {
  names: ['v3totp'],
  impliedBy: [['totp-secret'], ['passcode']],
  secrets: () => ['passcode', 'totp-secret', 'password'],
  login: (means) => holding(passcodeFactor(means), means.options.password && passwordFactor(means)),
  factorSecrets: ['passcode', 'totp-secret'],
  factor: passcodeFactor,
};
