import type { AgencyLogin, Factor, MultifactorLogin } from '../../identity.ts';
import type { Tried } from '../refusals/refused.ts';
import { applicationCredentialMethod } from './application-credential.ts';
import { assumeRoleMethod } from './assume-role.ts';
import type { IdentityPart, Method } from './part.ts';
import { passwordMethod } from './password.ts';
import { tokenMethod } from './token.ts';
import { totpMethod } from './totp.ts';

/** What logs in by one method. */
type MethodLogin = Factor | AgencyLogin;
type MethodName = MethodLogin['method'];
type Logins = { readonly [Name in MethodName]: Extract<MethodLogin, { method: Name }> };

/** The methods, by Keystone's names. */
const methods: { readonly [Name in MethodName]: Method<Logins[Name]> } = {
  password: passwordMethod,
  totp: totpMethod,
  token: tokenMethod,
  application_credential: applicationCredentialMethod,
  assume_role: assumeRoleMethod,
};

/** methodNamed returns a method by Keystone's name of it; undefined for one that this action has not. */
export function methodNamed(name: string): Method<never> | undefined {
  return isMethodName(name) ? methods[name] : undefined;
}

/** identityPart returns the `identity` object of a login. Secrets are in the clear in there: for the request's body only. */
export function identityPart(login: MethodLogin | MultifactorLogin): IdentityPart {
  const factors = factorsOf(login);
  const parts = factors.map((factor) => [factor.method, part(factor.method, factor)]);
  return { methods: factors.map(({ method }) => method), ...Object.fromEntries(parts) };
}

/** triedBy returns what a login by methods has to say where it is refused. */
export function triedBy(login: MethodLogin | MultifactorLogin): Tried {
  const held = login.method === 'multifactor' ? login.held : [];
  const all = factorsOf(login).map((factor) => told(factor.method, factor));
  return {
    secrets: [...all, ...held.map((factor) => told(factor.method, factor))].flatMap(({ secrets }) => secrets),
    reasons: [...new Set(all.flatMap(({ reasons }) => reasons))],
    byUser: all.some(({ byUser }) => byUser),
    canBeUnscoped: all.every(({ canBeUnscoped }) => canBeUnscoped),
    refusals: all.flatMap(({ refusals }) => refusals),
  };
}

function factorsOf(login: MethodLogin | MultifactorLogin): readonly MethodLogin[] {
  return login.method === 'multifactor' ? login.factors : [login];
}

function part<Name extends MethodName>(name: Name, login: Logins[Name]): unknown {
  return methods[name].part(login);
}

function told<Name extends MethodName>(name: Name, login: Logins[Name]): Tried {
  const { secrets, reasons, byUser, canBeUnscoped, refusals } = methods[name];
  return { secrets: secrets(login), reasons: reasons(login), byUser, canBeUnscoped, refusals: refusals?.(login) ?? [] };
}

function isMethodName(name: string): name is MethodName {
  return Object.hasOwn(methods, name);
}
