import { Failure } from '../../failure.ts';
import { type Given, loginSecretNames, type OptionName, type Options } from '../options.ts';
import { v3applicationcredential } from './v3applicationcredential.ts';
import { v3idtoken } from './v3idtoken.ts';
import { v3multifactor } from './v3multifactor.ts';
import { v3oidcaccesstoken } from './v3oidcaccesstoken.ts';
import { v3oidcclientcredentials } from './v3oidcclientcredentials.ts';
import { v3oidcpassword } from './v3oidcpassword.ts';
import { v3password } from './v3password.ts';
import { v3token } from './v3token.ts';
import { v3totp } from './v3totp.ts';
import { v4jwt } from './v4jwt.ts';
import type { Way } from './way.ts';

const multifactor = v3multifactor([v3applicationcredential, v3password, v3totp, v3token]);

/** The ways to log in. Where nothing is named, the first that is implied counts: the better credential comes first. */
const ways: readonly Way[] = [
  v3applicationcredential,
  v3oidcpassword,
  v3oidcclientcredentials,
  v4jwt,
  v3oidcaccesstoken,
  multifactor,
  v3password,
  v3totp,
  v3token,
  v3idtoken,
];

/** Which way to log in. */
interface Choice {
  readonly way: Way;
  /** Which way it is and why, and which secrets it leaves alone: for the log. */
  readonly note: string;
}

/**
 * chooseWay returns the way to log in: the one `auth-type` names, else what is given decides; undefined if nothing that
 * could decide is given. Throws `input-invalid` for a type that is not known or that takes a person.
 */
export function chooseWay(options: Options): Choice | undefined {
  const given = naming(options);
  if (given !== undefined) {
    return choice(options, namedWay(options) ?? unknown(given), `as the ${given.from} says`);
  }
  const found = deciding(options);
  return found && choice(options, found.way, `because of the ${sources(options, found.names).join(' and the ')}`);
}

/** impliedWay returns the way to log in that options decide for, whatever `auth-type` says. */
export function impliedWay(options: Options): Way | undefined {
  return deciding(options)?.way;
}

/** namedWay returns the way to log in that `auth-type` names, or `auth-methods` in its place; undefined if they name none. */
export function namedWay(options: Options): Way | undefined {
  const { 'auth-type': type, 'auth-methods': methods } = options;
  return type === undefined && methods !== undefined
    ? multifactor
    : ways.find(({ names }) => names.includes(type?.value.toLowerCase() ?? ''));
}

/** ownWay returns the way of a source's own: one that it names badly is none. */
export function ownWay(options: Options): Way | undefined {
  return naming(options) === undefined ? impliedWay(options) : namedWay(options);
}

/** naming returns the option that names a way to log in. */
export function naming(options: Options): Given<string> | undefined {
  return options['auth-type'] ?? options['auth-methods'];
}

/** excludedBy returns the options that decide for, or are a secret of, another way to log in than this one. */
export function excludedBy(way: Way, options: Options): readonly OptionName[] {
  const kept: readonly OptionName[] = [...way.secrets(options), ...way.impliedBy.flat()];
  return [...loginSecretNames, ...ways.flatMap(({ impliedBy }) => impliedBy.flat())].filter(
    (name) => !kept.includes(name),
  );
}

function deciding(options: Options): { way: Way; names: readonly OptionName[] } | undefined {
  const given = (name: OptionName): boolean => options[name] !== undefined;
  const implied = ways.flatMap((way) => way.impliedBy.map((names) => ({ way, names })));
  const suggested = ways.flatMap((way) => (way.suggestedBy ?? []).map((name) => ({ way, names: [name] })));
  return [...implied, ...suggested].find(({ names }) => names.every(given));
}

function choice(options: Options, way: Way, why: string): Choice {
  const used = way.secrets(options);
  const unused = sources(
    options,
    loginSecretNames.filter((name) => !used.includes(name)),
  );
  const rest = unused.length === 0 ? '' : ` Not used: the ${unused.join(', the ')}.`;
  return { way, note: `The way to log in is ${way.names[0]}, ${why}.${rest}` };
}

function sources(options: Options, names: readonly OptionName[]): string[] {
  return names.flatMap((name) => options[name]?.from ?? []);
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
    advice: [`Use one of ${ways.flatMap(({ names }) => names).join(', ')}, or leave it out.`],
  });
}
