import { federatedLogin } from './exchange.ts';
import { grantGiven } from './grant.ts';
import type { Way } from './way.ts';

/** v3oidcpassword logs in at the user's own OpenID Connect provider as a user, who has no domain there. */
export const v3oidcpassword: Way = {
  names: ['v3oidcpassword'],
  impliedBy: [['client-id', 'password']],
  secrets: () => ['password', 'client-secret'],
  login(means) {
    const base = grantGiven(means, 'password');
    const name = means.wanting.option('username');
    const password = means.wanting.option('password');
    const user = name && password && { name: name.value, password: password.value };
    return federatedLogin(means, base && user && { ...base, user });
  },
};
