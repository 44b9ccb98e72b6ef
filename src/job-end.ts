import { Failure } from './failure.ts';
import { givenCredentials } from './given-credentials.ts';
import { createHttp } from './http/http.ts';
import { idTokens } from './id-tokens.ts';
import { authenticate } from './keystone/authenticate.ts';
import type { LogIn } from './leftovers/leftovers.ts';
import { savedLeftovers } from './leftovers/saved.ts';
import { info, seal } from './runner/log.ts';

// A busy Keystone takes more than ten seconds to revoke a token.
const seconds = 30;

/** takeBackSaved undoes what the step left. It never throws. */
export async function takeBackSaved(): Promise<void> {
  await savedLeftovers()?.takeBack(seconds, logInAgain);
}

const unheard = { info: () => {}, warning: () => {}, debug: () => {} };

// The runner hands over the inputs once more, so that they need not be kept. What the state says of the cloud is held
// against them: a login goes nowhere else.
const logInAgain: LogIn = async ({ endpoint, deadline }, leftovers) => {
  const { authUrl, trust, login, scope } = await givenCredentials(unheard);
  if (authUrl.origin !== endpoint.origin) {
    throw new Failure('input-invalid', {
      message: `The step was for ${endpoint.host}, and the inputs name ${authUrl.host}.`,
    });
  }
  const http = createHttp({ cloud: { url: authUrl, trust }, deadline, seal, log: info });
  const keystone = { http, endpoint, seal, idToken: idTokens(deadline), catalog: false, ...leftovers.remembering() };
  const { id } = await authenticate(keystone, login, scope);
  return id;
};
