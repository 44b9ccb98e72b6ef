import { Failure, quote } from '../failure.ts';
import type { Login, Scope, Token } from '../identity.ts';
import type { Secret } from '../secret.ts';
import { authenticate, triedOf } from './authenticate.ts';
import type { Keystone } from './keystone.ts';
import { listProjects } from './projects.ts';
import { diagnosable, ofScope } from './refusals/likely-reasons.ts';

/**
 * authenticateOrDiagnose returns what authenticate returns. Where Keystone refuses and does not say why, it logs in once
 * more without the scope, which tells credentials that are wrong from a role that is missing. Every try counts towards
 * a lock of the user, so this is for a job with debug logging alone.
 */
export async function authenticateOrDiagnose(keystone: Keystone, login: Login, scope: Scope): Promise<Token> {
  try {
    return await authenticate(keystone, login, scope);
  } catch (error) {
    const unexplained =
      error instanceof Failure && error.code === 'login-refused' && diagnosable(triedOf(login), scope);
    throw unexplained ? await diagnose(keystone, login, scope, error) : error;
  }
}

const onceMore =
  'Because debug logging is on, the action logged in once more, without the scope. That counts towards a lock of the user.';

async function diagnose(keystone: Keystone, login: Login, scope: Scope, refused: Failure): Promise<Failure> {
  const outcome = await withoutScope(keystone, login);
  if (outcome instanceof Failure) {
    return refusedAgain(refused, outcome);
  }
  return new Failure('login-refused', {
    message: `${refused.message} Without the scope it accepts the login, so nothing is wrong with the credentials.`,
    reasons: ofScope(scope),
    advice: [await usable(keystone, outcome), onceMore],
  });
}

async function withoutScope(keystone: Keystone, login: Login): Promise<Secret | Failure> {
  const tokens: Secret[] = [];
  const issued = (token: Secret): void => {
    tokens.push(token);
    keystone.issued(token);
  };
  try {
    const { id } = await authenticate({ ...keystone, issued }, login, { kind: 'unscoped' });
    return id;
  } catch (error) {
    if (!(error instanceof Failure)) {
      throw error;
    }
    // A cloud that issues a token with a scope all the same has accepted the login too.
    return tokens.at(-1) ?? error;
  }
}

function refusedAgain({ message, reasons }: Failure, again: Failure): Failure {
  const alike = again.code === 'login-refused';
  return new Failure('login-refused', {
    message: alike
      ? `${message} Without the scope it refuses the login too, so it is not for a missing role.`
      : `${message} Without the scope it was another thing: ${again.message}`,
    reasons: alike ? again.reasons : reasons,
    advice: ['Try the same values in the dashboard or with `openstack token issue`.', onceMore],
  });
}

// A list that is longer does not help, and an annotation is short.
const most = 30;

async function usable(keystone: Keystone, token: Secret): Promise<string> {
  try {
    const projects = await listProjects(keystone, token);
    const names = projects.slice(0, most).map(({ id, name }) => `${quote(name)} (${id})`);
    const more = projects.length > most ? `, and ${projects.length - most} more` : '';
    return names.length === 0
      ? 'The user has no role in any project.'
      : `The projects the user may use: ${names.join(', ')}${more}.`;
  } catch (error) {
    if (!(error instanceof Failure)) {
      throw error;
    }
    return `The projects the user may use could not be listed: ${error.message}`;
  }
}
