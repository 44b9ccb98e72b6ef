import { Failure } from '../failure.ts';
import type { Seal, Secret } from '../secret.ts';
import { secretIn } from '../secret-shapes.ts';

/**
 * Every option that says where, who and what for, under keystoneauth's name, kebab-cased. It is the name of the
 * action's input, of the `OS_` variable (upper-cased, `-` → `_`) and of the clouds.yaml key (`-` → `_`).
 * Source: keystoneauth1 loading/opts.py; `totp-secret`, `unscoped`, `audience`, `mapping` and `agency-…` are our own.
 */
export const optionNames = [
  // Where.
  'auth-url',
  'region-name',
  'interface',
  // Who.
  'auth-type',
  'auth-methods',
  'username',
  'user-id',
  'user-domain-name',
  'user-domain-id',
  'password',
  'passcode',
  'totp-secret',
  'application-credential-id',
  'application-credential-name',
  'application-credential-secret',
  'token',
  'identity-provider',
  'protocol',
  'client-id',
  'client-secret',
  'discovery-endpoint',
  'access-token-endpoint',
  'access-token-type',
  'openid-scope',
  'access-token',
  'audience',
  'mapping',
  'agency-name',
  'agency-domain-name',
  'agency-domain-id',
  // What for.
  'project-id',
  'project-name',
  'project-domain-name',
  'project-domain-id',
  'domain-id',
  'domain-name',
  'system-scope',
  'trust-id',
  'unscoped',
  'default-domain-id',
  'default-domain-name',
  // How.
  'cacert',
  'cert',
  'key',
  'insecure',
] as const;

/** The name of an option. */
export type OptionName = (typeof optionNames)[number];

/** The secrets by which somebody logs in. */
export const loginSecretNames = [
  'password',
  'passcode',
  'totp-secret',
  'application-credential-secret',
  'token',
  'client-secret',
  'access-token',
] as const satisfies readonly OptionName[];

/** The name of such a secret. */
export type LoginSecretName = (typeof loginSecretNames)[number];

/** The options whose value is sealed the moment it is read. */
const secretNames = [...loginSecretNames, 'key'] as const;

/** The name of an option that holds a secret. */
export type SecretName = (typeof secretNames)[number];

/** The name of an option that holds none. */
export type PlainName = Exclude<OptionName, SecretName>;

/** A value and where it came from, in the user's words: `input password`, `openrc line 12`. */
export interface Given<Value> {
  readonly value: Value;
  readonly from: string;
}

/**
 * A value that a file has and that only running the file would tell. It counts as given, so that precedence holds for it
 * as for any other, until the login needs it: reading its value throws it, and Wanting notes it as missing.
 */
export class Untold extends Error implements Given<never> {
  readonly option: OptionName;
  readonly from: string;

  constructor(option: OptionName, from: string) {
    super(`${from} can't be told without running the file`);
    this.option = option;
    this.from = from;
  }

  get value(): never {
    throw this;
  }
}

/** What to tell the user where an option is wanting: a sentence for each that a file could have given. */
export type Hints = ReadonlyMap<OptionName, string>;

/** What one source says. An option that is absent was not given; a given one is never empty. */
export type Options = { readonly [Name in PlainName]?: Given<string> } & {
  readonly [Name in SecretName]?: Given<Secret>;
};

/** isSecretName tells whether a source's key is an option whose value must be sealed. */
export function isSecretName(name: string | undefined): name is SecretName {
  return secretNames.some((known) => known === name);
}

/** One value as a source found it, before it is known to be secret or not. */
export interface Entry {
  readonly name: OptionName;
  readonly text: string;
  readonly from: string;
  /** What to tell the user where the option is wanting. */
  readonly hint?: string;
}

/** A value that only running the file would tell. */
export type UntoldEntry = Omit<Entry, 'text'> & { readonly text: undefined };

/**
 * gather returns the options of a source's entries; a later entry wins, an empty one counts as not given. Blanks around
 * a value count in secrets only. Throws `input-invalid` for a secret in the place of what is none.
 */
export function gather(entries: Iterable<Entry | UntoldEntry>, seal: Seal): Options {
  const untold: { [Name in OptionName]?: Untold } = {};
  const plain: { [Name in PlainName]?: Given<string> } = {};
  const secret: { [Name in SecretName]?: Given<Secret> } = {};
  for (const { name, text, from } of entries) {
    if (text === undefined) {
      untold[name] = new Untold(name, from);
    } else if (isSecretName(name)) {
      if (text !== '') {
        secret[name] = { value: seal(text), from };
      }
    } else if (text.trim() !== '') {
      plain[name] = { value: plainText({ name, text: text.trim(), from }, seal), from };
    }
  }
  return { ...plain, ...secret, ...untold };
}

/** hintsOf returns what a source's entries tell of options that may be wanting. */
export function hintsOf(entries: readonly (Entry | UntoldEntry)[]): Hints {
  return new Map(entries.flatMap(({ name, hint }) => (hint === undefined ? [] : [[name, hint] as const])));
}

/** shortSecrets returns a warning, a sentence, for each secret so short that its mask hides parts of other words. */
export function shortSecrets(options: Options): readonly string[] {
  return loginSecretNames.flatMap((name) => {
    const given = options[name];
    const isShort = given && !(given instanceof Untold) && /^.{1,3}$/m.test(given.value.reveal());
    return isShort
      ? [
          `The ${given.from} has fewer than four characters, or a line that has. They are hidden wherever they stand in the log.`,
        ]
      : [];
  });
}

// A certificate may bring its key along.
const mayHoldKey: readonly OptionName[] = ['cacert', 'cert'];

function plainText({ name, text, from }: Entry, seal: Seal): string {
  const secret = secretIn(text);
  if (secret !== undefined) {
    seal(text);
  }
  if (secret !== undefined && !mayHoldKey.includes(name)) {
    throw new Failure('input-invalid', {
      message: `The ${from} holds ${secret}, which is a secret, and \`${name}\` is shown in logs.`,
      advice: ['Check which value belongs where. It is masked in this log; if it was shown in another, replace it.'],
    });
  }
  return text;
}
