import type { Response } from '../http/request.ts';
import type { Login, MultifactorLogin } from '../identity.ts';
import { list, members, parseJson, text } from './json.ts';

/**
 * stillRequired gives what a 401 with a receipt asks for beside the methods it has accepted: each entry is one way to
 * complete the login. Source: https://docs.openstack.org/keystone/latest/user/multi-factor-authentication.html
 */
export function stillRequired({ body }: Response): readonly (readonly string[])[] {
  const answer = members(parseJson(body));
  const accepted = list(members(answer['receipt'])['methods']);
  return list(answer['required_auth_methods'])
    .map((rule) => list(rule).flatMap((name) => (accepted.includes(name) ? [] : text(name))))
    .filter((rule) => rule.length > 0);
}

/** completing gives the login by the factors held back that completes this one; undefined if they do not. */
export function completing(login: Login, answer: Response): MultifactorLogin | undefined {
  const held = login.method === 'multifactor' ? login.held : [];
  const way = stillRequired(answer).find((names) => names.every((name) => held.some(({ method }) => method === name)));
  return way && { method: 'multifactor', factors: held.filter(({ method }) => way.includes(method)), held: [] };
}
