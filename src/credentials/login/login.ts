import { Failure } from '../../failure.ts';
import type { Factor, Login } from '../../identity.ts';
import type { Given } from '../options.ts';
import { accessToken, idToken, workload } from './assertion.ts';
import type { AuthType } from './auth-type.ts';
import { applicationCredential, passcode, password, type Sources, token } from './factors.ts';
import { clientCredentials, passwordGrant } from './federation.ts';

type MakeFactor = (sources: Sources) => Factor | undefined;

/** The ways to log in: a new one is a line here, and one in the table of types. */
const logins: Readonly<Record<AuthType, (sources: Sources) => Login | undefined>> = {
  v3password: (sources) => holding(password(sources), hasPasscode(sources) ? passcode(sources) : undefined),
  v3applicationcredential: applicationCredential,
  v3token: token,
  v3totp: (sources) => holding(passcode(sources), sources.options.password ? password(sources) : undefined),
  v3multifactor: multifactor,
  v3oidcclientcredentials: clientCredentials,
  v3oidcpassword: passwordGrant,
  v3oidcaccesstoken: accessToken,
  v4jwt: workload,
  v3idtoken: idToken,
};

/** loginGiven gives the login the options make; what is wanting is noted. Throws `input-invalid`. */
export function loginGiven(sources: Sources, type: AuthType): Login | undefined {
  return logins[type](sources);
}

// With one factor named by `auth-type` and another given beside it, the other waits until Keystone asks.
function holding(factor: Factor | undefined, held: Factor | undefined): Login | undefined {
  return factor && held ? { method: 'multifactor', factors: [factor], held: [held] } : factor;
}

function hasPasscode({ options }: Sources): boolean {
  return options.passcode !== undefined || options['totp-secret'] !== undefined;
}

const joinable: ReadonlyMap<string, MakeFactor> = new Map<string, MakeFactor>([
  ['password', password],
  ['totp', passcode],
  ['token', token],
]);

function multifactor(sources: Sources): Login | undefined {
  const named = sources.options['auth-methods'];
  const wanted: readonly MakeFactor[] = named ? factorsNamed(named) : [password, passcode];
  const made = wanted.map((factor) => factor(sources));
  const factors = made.filter((factor) => factor !== undefined);
  return factors.length === made.length ? { method: 'multifactor', factors, held: [] } : undefined;
}

function factorsNamed({ value, from }: Given<string>): readonly MakeFactor[] {
  const names = new Set(value.split(/[\s,]/).map((name) => name.replace(/^v3/, '')));
  names.delete('');
  const factors = [...names].flatMap((name) => joinable.get(name) ?? []);
  if (factors.length === 0 || factors.length < names.size) {
    throw new Failure('input-invalid', {
      message: `The ${from} names no methods, or one that cannot be joined with others.`,
      advice: ['These can: v3password, v3totp, v3token.'],
    });
  }
  return factors;
}
