import { assertionGiven } from './assertion.ts';
import { federatedLogin } from './exchange.ts';
import type { Way } from './way.ts';

/** v3oidcaccesstoken logs in by the token one has or, without one, by the one the runner has for the job. */
export const v3oidcaccesstoken: Way = {
  names: ['v3oidcaccesstoken'],
  impliedBy: [['identity-provider'], ['access-token']],
  secrets: () => ['access-token'],
  login: (means) => federatedLogin(means, assertionGiven(means)),
};
