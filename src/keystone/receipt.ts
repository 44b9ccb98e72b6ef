import type { Response } from '../http/request.ts';
import type { Factor, Login, MultifactorLogin } from '../identity.ts';
import { list, members, parseJson, text } from './json.ts';

/** What a 401 says that has accepted some methods and wants others. */
interface Receipt {
  readonly accepted: readonly string[];
  /** The ways to complete the login, each by the methods that are wanting. */
  readonly required: readonly (readonly string[])[];
  /** The id of the user. */
  readonly user: string;
}

// A user has a few rules of a few methods.
const most = 10;

/**
 * receiptIn returns what an answer's body says of its receipt; without ways to complete the login where there is none.
 * Source: https://docs.openstack.org/keystone/latest/user/multi-factor-authentication.html
 */
export function receiptIn({ body }: Response): Receipt {
  const answer = members(parseJson(body));
  const { methods, user } = members(answer['receipt']);
  const accepted = namesIn(methods);
  const required = list(answer['required_auth_methods'])
    .slice(0, most)
    .map((rule) => namesIn(rule).filter((name) => !accepted.includes(name)))
    .filter((rule) => rule.length > 0);
  return { accepted, required, user: text(members(user)['id']) };
}

function namesIn(value: unknown): readonly string[] {
  return list(value)
    .slice(0, most)
    .map(text)
    .filter((name) => /^\w{1,64}$/.test(name));
}

/**
 * completing returns the login by the factors held back that completes this one; undefined if they do not. An application
 * credential goes along once more: it has the scope, and without it the token is unscoped (observed with Keystone 22).
 */
export function completing(login: Login, answer: Response): MultifactorLogin | undefined {
  if (login.method !== 'multifactor') {
    return undefined;
  }
  const { held } = login;
  const { required, user } = receiptIn(answer);
  const way = required.find((names) => names.every((name) => held.some(({ method }) => method === name)));
  const scoped = login.factors.filter(({ method }) => method === 'application_credential');
  const added = held.filter(({ method }) => way?.includes(method)).map((factor) => ofUser(factor, user));
  return way && { method: 'multifactor', factors: [...scoped, ...added], held: [] };
}

/** A passcode that was given without a user is for the one who has begun to log in. */
function ofUser(factor: Factor, id: string): Factor {
  return factor.method === 'totp' ? { user: { id }, ...factor } : factor;
}
