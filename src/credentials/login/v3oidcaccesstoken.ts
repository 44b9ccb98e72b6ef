import { assertionGiven } from './assertion.ts';
import { federatedLogin } from './exchange.ts';
import type { Way } from './way.ts';

/** v3oidcaccesstoken logs in by the token that is given or, without one, the runner's for the job. */
export const v3oidcaccesstoken: Way = {
  names: ['v3oidcaccesstoken'],
  impliedBy: [['identity-provider'], ['access-token']],
  secrets: () => ['access-token'],
  login: (means) => federatedLogin(means, assertionGiven(means)),
};
