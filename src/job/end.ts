import { Failure } from '../failure.ts';
import { createHttp } from '../http/http.ts';
import { authenticate } from '../keystone/authenticate.ts';
import type { LogIn } from '../leftovers/leftovers.ts';
import { savedLeftovers } from '../leftovers/saved.ts';
import { info, seal } from '../runner/log.ts';
import { fingerprintOf, givenCredentials } from './given-credentials.ts';
import { idTokenSource } from './id-token-source.ts';

// A busy Keystone takes more than ten seconds to revoke a token.
const seconds = 30;

/** takeBackSaved undoes what the step left. It never throws. */
export async function takeBackSaved(): Promise<void> {
  await savedLeftovers()?.takeBack(seconds, logInAgain);
}

const unheard = { info: () => {}, warning: () => {}, debug: () => {} };

// The runner hands over the inputs once more, so that they need not be kept. They may name files and variables that later
// steps have changed, and the state may be forged: where they do not agree, nobody logs in.
const logInAgain: LogIn = async ({ endpoint, deadline, login: before }, leftovers) => {
  const given = await givenCredentials(unheard);
  const { authUrl, trust, login, scope } = given;
  if (authUrl.origin !== endpoint.origin) {
    throw new Failure('input-invalid', {
      message: `The step was for ${endpoint.host}, and the inputs name ${authUrl.host}.`,
    });
  }
  if (fingerprintOf(given) !== before) {
    throw new Failure('input-invalid', {
      message:
        'Who logs in, or how the cloud is trusted, is not what it was at the step: a file or a variable has changed.',
    });
  }
  const http = createHttp({ cloud: { url: authUrl, trust }, deadline, seal, log: info });
  const keystone = {
    http,
    endpoint,
    seal,
    idToken: idTokenSource(deadline),
    catalog: false,
    ...leftovers.remembering(),
  };
  const { id } = await authenticate(keystone, login, scope);
  return id;
};
