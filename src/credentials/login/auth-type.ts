import { Failure } from '../../failure.ts';
import { type Given, type OptionName, type Options, type SecretName, secretNames } from '../options.ts';

/** The ways to log in, by keystoneauth's names, and the secrets each uses; others are left alone if they are given. */
const secretsOf = {
  v3password: ['password', 'passcode', 'totp-secret'],
  v3applicationcredential: ['application-credential-secret'],
  v3token: ['token'],
  v3totp: ['passcode', 'totp-secret', 'password'],
  v3multifactor: ['password', 'passcode', 'totp-secret', 'token'],
  v3oidcclientcredentials: ['client-secret'],
  v3oidcpassword: ['password', 'client-secret'],
  v3oidcaccesstoken: ['access-token'],
  v4jwt: ['access-token'],
  v3idtoken: ['access-token'],
} as const satisfies Readonly<Record<string, readonly SecretName[]>>;

export type AuthType = keyof typeof secretsOf;

const aliases: ReadonlyMap<string, AuthType> = new Map([
  ['password', 'v3password'],
  ['token', 'v3token'],
  ['jwt', 'v4jwt'],
]);

// The first row of which every option is given decides: the better credential comes before the poorer one.
const implied: readonly (readonly [AuthType, ...OptionName[]])[] = [
  ['v3applicationcredential', 'application-credential-id'],
  ['v3applicationcredential', 'application-credential-name'],
  ['v3applicationcredential', 'application-credential-secret'],
  ['v3oidcpassword', 'client-id', 'password'],
  ['v3oidcclientcredentials', 'client-id'],
  ['v4jwt', 'identity-provider', 'mapping'],
  ['v3oidcaccesstoken', 'identity-provider'],
  ['v3oidcaccesstoken', 'access-token'],
  ['v3multifactor', 'auth-methods'],
  ['v3multifactor', 'password', 'totp-secret'],
  ['v3multifactor', 'password', 'passcode'],
  ['v3password', 'password'],
  ['v3totp', 'totp-secret'],
  ['v3totp', 'passcode'],
  ['v3token', 'token'],
  ['v3password', 'username'],
  ['v3password', 'user-id'],
];

/** Which way to log in. */
export interface Choice {
  readonly type: AuthType;
  /** Which way it is and why, and which secrets it leaves alone: for the log. */
  readonly note: string;
}

/**
 * chooseAuthType gives the way to log in: the one `auth-type` names, else what is given decides; undefined if nothing
 * that could decide is given. Throws `input-invalid` for a type that is not known or that takes a person.
 */
export function chooseAuthType(options: Options): Choice | undefined {
  const given = options['auth-type'];
  if (given !== undefined) {
    return choice(options, namedType(options) ?? unknown(given), `as the ${given.from} says`);
  }
  const row = deciding(options);
  if (row === undefined) {
    return undefined;
  }
  const [type, ...names] = row;
  return choice(options, type, `because of the ${sources(options, names).join(' and the ')}`);
}

/** impliedType gives the way to log in that options decide for, whatever `auth-type` says. */
export function impliedType(options: Options): AuthType | undefined {
  return deciding(options)?.[0];
}

/** namedType gives the way to log in that `auth-type` names, if it is one this action has. */
export function namedType({ 'auth-type': given }: Options): AuthType | undefined {
  const text = given?.value.toLowerCase() ?? '';
  return isAuthType(text) ? text : aliases.get(text);
}

/** excludedBy gives the options that decide for, or are a secret of, another way to log in than this one. */
export function excludedBy(type: AuthType): readonly OptionName[] {
  const own = implied.flatMap(([decided, ...names]) => (decided === type ? names : []));
  const kept = new Set<OptionName>([...secretsOf[type], ...own, 'username', 'user-id']);
  return [...secretNames, ...implied.flatMap(([, ...names]) => names)].filter((name) => !kept.has(name));
}

function deciding(options: Options): (typeof implied)[number] | undefined {
  return implied.find(([, ...names]) => names.every((name) => options[name] !== undefined));
}

function choice(options: Options, type: AuthType, why: string): Choice {
  const used: readonly SecretName[] = secretsOf[type];
  const unused = sources(
    options,
    secretNames.filter((name) => !used.includes(name)),
  );
  const rest = unused.length === 0 ? '' : ` Not used: the ${unused.join(', the ')}.`;
  return { type, note: `The way to log in is ${type}, ${why}.${rest}` };
}

function sources(options: Options, names: readonly OptionName[]): string[] {
  return names.flatMap((name) => options[name]?.from ?? []);
}

function isAuthType(text: string): text is AuthType {
  return Object.hasOwn(secretsOf, text);
}

// Why a name that keystoneauth knows is none here.
const elsewhere: readonly (readonly [RegExp, string])[] = [
  [/^v2/, 'Identity v2 is no longer part of Keystone.'],
  [/^(none|http_basic|admin_token)$/, 'With it nobody logs in at Keystone, so there is no token.'],
  [/authcode|deviceauthz|kerberos|fedkerb|saml|adfs/, 'It takes a person at a browser, or a desktop session.'],
];

function unknown({ value, from }: Given<string>): never {
  throw new Failure('input-invalid', {
    message: `The ${from} names no way to log in that this action has.`,
    reasons: elsewhere.flatMap(([pattern, why]) => (pattern.test(value.toLowerCase()) ? [why] : [])),
    advice: [`Use one of ${[...aliases.keys(), ...Object.keys(secretsOf)].join(', ')}, or leave it out.`],
  });
}
