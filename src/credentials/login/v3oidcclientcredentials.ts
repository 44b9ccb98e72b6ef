import { federatedLogin } from './exchange.ts';
import { grantGiven } from './grant.ts';
import type { Way } from './way.ts';

/** v3oidcclientcredentials logs in at the user's own OpenID Connect provider as a client. */
export const v3oidcclientcredentials: Way = {
  names: ['v3oidcclientcredentials'],
  impliedBy: [['client-id']],
  secrets: () => ['client-secret'],
  login: (means) => federatedLogin(means, grantGiven(means, 'client_credentials')),
};
