import { excludedBy, impliedWay, namedWay, naming, ownWay } from './login/auth-type.ts';
import { type OptionName, type Options, optionNames, Untold } from './options.ts';
import { isTrue } from './truth.ts';

const domainScope = ['domain-id', 'domain-name'] as const;
const otherScopes = ['system-scope', 'trust-id', 'unscoped'] as const;
const scopes: readonly OptionName[] = [
  ...(['project-id', 'project-name', 'project-domain-id', 'project-domain-name'] as const),
  ...domainScope,
  ...otherScopes,
];

/**
 * What an input puts out of force in the base, beside the option of its own name, because the two would contradict each
 * other: an id beats a name, and a token has one scope.
 */
const replaced: { readonly [Name in OptionName]?: readonly OptionName[] } = {
  username: ['user-id'],
  'user-id': ['username', 'user-domain-id', 'user-domain-name'],
  'user-domain-id': ['user-domain-name'],
  'user-domain-name': ['user-domain-id'],
  passcode: ['totp-secret'],
  'totp-secret': ['passcode'],
  'application-credential-id': ['application-credential-name'],
  'application-credential-name': ['application-credential-id'],
  'agency-domain-id': ['agency-domain-name'],
  'agency-domain-name': ['agency-domain-id'],
  // Beside a project, `domain-id` and `domain-name` are no scope.
  'project-id': ['project-name', 'project-domain-id', 'project-domain-name', ...otherScopes],
  'project-name': ['project-id', ...otherScopes],
  'project-domain-id': ['project-domain-name'],
  'project-domain-name': ['project-domain-id'],
  'domain-id': scopes,
  'domain-name': scopes,
  'system-scope': scopes,
  'trust-id': scopes,
  unscoped: scopes,
};

/**
 * overlay returns a base with the inputs laid over it, option by option: the one rule of precedence there is. An input
 * also puts out of force what would contradict it, and one that logs in another way replaces the base's whole login.
 */
export function overlay(base: Options, inputs: Options): Options {
  const dropped = new Set<string>(otherLogin(base, inputs));
  for (const name of optionNames) {
    const input = inputs[name];
    if (input !== undefined && !(name === 'unscoped' && !isTrue(inputs.unscoped))) {
      for (const other of replaced[name] ?? []) {
        dropped.add(other);
      }
    }
  }
  return { ...Object.fromEntries(Object.entries(base).filter(([name]) => !dropped.has(name))), ...inputs };
}

/** What of the base logs in another way than the inputs do; none of it, if they only complete the base's own way. */
function otherLogin(base: Options, inputs: Options): readonly OptionName[] {
  const wanted = namedWay(inputs) ?? impliedWay(inputs);
  const isUntold = naming(base) instanceof Untold;
  // Nobody knows what the way of a base would need that can't be told; an input that names a way decides.
  if (wanted === undefined || (isUntold && naming(inputs) === undefined)) {
    return [];
  }
  const own = isUntold ? impliedWay(base) : ownWay(base);
  const scope = wanted.hasOwnScope?.(inputs) ? scopes : [];
  const completes = own !== undefined && !excludedBy(own, base).some((name) => inputs[name] !== undefined);
  return completes ? scope : ['auth-type', ...excludedBy(wanted, inputs), ...scope];
}
