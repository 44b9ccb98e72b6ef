import { type Entry, isSecretName, type OptionName, optionNames, type UntoldEntry } from '../options.ts';

/** An `OS_` variable as a file or the environment sets it. */
export interface Variable {
  readonly name: string;
  /** The empty string counts as not set; undefined, only running the file would tell. */
  readonly text: string | undefined;
  /** Where it is set, in the user's words. */
  readonly from: string;
  /** What to tell the user where its option is wanting. */
  readonly hint?: string;
}

/**
 * Names that once were, or that one client has for itself, and the option they mean. Where both are given, the option's
 * own name counts. Sources: keystoneauth1 loading (tenant-*, user-name, OS_AUTH_PLUGIN), openstacksdk config
 * (endpoint_type, auth_token), gophercloud (OS_USERID).
 */
const otherNames: ReadonlyMap<string, OptionName> = new Map([
  ['OS_AUTH_PLUGIN', 'auth-type'],
  ['OS_AUTH_TOKEN', 'token'],
  // The openstack command takes it for an id.
  ['OS_DEFAULT_DOMAIN', 'default-domain-id'],
  ['OS_ENDPOINT_TYPE', 'interface'],
  ['OS_TENANT_ID', 'project-id'],
  ['OS_TENANT_NAME', 'project-name'],
  ['OS_USER_NAME', 'username'],
  ['OS_USERID', 'user-id'],
]);

const meanings: ReadonlyMap<string, OptionName> = new Map([
  ...otherNames,
  ...optionNames.map((name) => [`OS_${name.toUpperCase().replaceAll('-', '_')}`, name] as const),
]);

/** inputOf returns the name of the input that stands for a variable, if there is one. */
export function inputOf(name: string): OptionName | undefined {
  return meanings.get(name);
}

/** isSecretVariable tells whether a variable holds a secret; OS_PASSWORD_INPUT holds a password too. */
export function isSecretVariable(name: string): boolean {
  return isSecretName(meanings.get(name.replace(/_INPUT$/, '')));
}

/**
 * isPlaceholder tells whether a variable says of a secret that there is none, as Chameleon's files do of a client that
 * has none. As a mask it would hide a word of every log.
 */
export function isPlaceholder(name: string, text: string): boolean {
  return name === 'OS_CLIENT_SECRET' && text === 'none';
}

/**
 * variableEntries returns what OpenStack's variables say as options, under whichever of its names a variable goes; other
 * variables are passed over. Blanks around a value count in secrets only.
 */
export function variableEntries(variables: readonly Variable[]): (Entry | UntoldEntry)[] {
  const found = new Map<OptionName, Entry | UntoldEntry>();
  for (const { name, text, ...rest } of variables.toSorted((one, other) => rank(one) - rank(other))) {
    const option = meanings.get(name);
    const value = isSecretName(option) ? text : text?.trim();
    const isGiven = value !== '' && !(value !== undefined && isPlaceholder(name, value));
    if (option !== undefined && (isGiven || (rest.hint !== undefined && !found.has(option)))) {
      found.set(option, { name: option, text: value, ...rest });
    }
  }
  return [...found.values()];
}

/** Other names come first, so that the option's own one, read later, counts. */
function rank({ name }: Variable): number {
  return otherNames.has(name) ? 0 : 1;
}
