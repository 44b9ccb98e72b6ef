import { Failure } from '../../../failure.ts';
import { type Entry, type OptionName, optionNames } from '../../options.ts';
import { truth } from '../../truth.ts';
import type { CloudConfig } from './cloud-config.ts';
import { cite, isList, isMapping, isSecretKey, kebab, type Leaf, leafOf, snake, type Value } from './tree.ts';

type Found = Map<OptionName, Leaf>;

/** cloudOptions returns the options that a cloud's settings say. Throws `clouds-yaml-invalid`. */
export function cloudOptions(config: CloudConfig): Entry[] {
  const found: Found = new Map();
  for (const name of optionNames) {
    const value = name === 'region-name' ? config.region : pick(config, placesOf(name));
    if (value) {
      found.set(name, value);
    }
  }
  trust(config, found);
  for (const name of ['auth-url', 'cacert', 'cert', 'key'] as const) {
    const template = found.get(name);
    if (template) {
      found.set(name, fill(config, template));
    }
  }
  return [...found].map(([name, { text, from }]) => ({ name, text, from }));
}

type Place = readonly ['top' | 'auth', string];

/** Where an option may stand, the first that has a value wins. */
function placesOf(name: OptionName): readonly Place[] {
  const former = formerNames[name];
  const keys = former === undefined ? [name] : [name, former];
  if (name === 'interface') {
    return [
      ['top', 'endpoint-type'],
      ['top', name],
    ];
  }
  if (sessionNames.has(name)) {
    return keys.map((key) => ['top', key]);
  }
  if (topFirst.has(name)) {
    return keys.flatMap((key): Place[] => [
      ['top', key],
      ['auth', key],
    ]);
  }
  return (['auth', 'top'] as const).flatMap((section) => keys.map((key): Place => [section, key]));
}

const formerNames: { readonly [Name in OptionName]?: string } = {
  'auth-type': 'auth-plugin',
  username: 'user-name',
  token: 'auth-token',
  // The openstack command takes it for an id, as it does OS_DEFAULT_DOMAIN.
  'default-domain-id': 'default-domain',
  'project-id': 'tenant-id',
  'project-name': 'tenant-name',
};

/** These say how to connect, and are never read under `auth`. */
const sessionNames: ReadonlySet<OptionName> = new Set(['auth-type', 'cacert', 'cert', 'key', 'insecure']);

/** For these, what stands beside `auth` beats what stands in it; for all others it is the other way round. */
const topFirst: ReadonlySet<OptionName> = new Set([
  'domain-id',
  'domain-name',
  'user-domain-id',
  'user-domain-name',
  'project-domain-id',
  'project-domain-name',
  'project-id',
  'project-name',
  'token',
  'passcode',
]);

function pick(config: CloudConfig, places: readonly Place[]): Leaf | undefined {
  for (const [section, key] of places) {
    const value = scalar(config.cloud, key, config[section].get(key));
    if (value) {
      return cite(key, value);
    }
  }
  return undefined;
}

/** A list stands for its items with commas between, as in `auth_methods`. */
function scalar(cloud: string, key: string, value: Value | undefined): Leaf | undefined {
  if (isMapping(value)) {
    throw new Failure('clouds-yaml-invalid', {
      message: `\`${snake(key)}\` of the cloud ${cloud} is not a single value.`,
    });
  }
  if (!isList(value)) {
    return leafOf(value);
  }
  const items = value.flatMap((item) => leafOf(item) ?? []);
  return items[0] && { text: items.map(({ text }) => text).join(','), from: items[0].from };
}

/** `insecure` beats `verify`; a `verify` that is neither true nor false is the path of the certificates to trust. */
function trust({ top }: CloudConfig, found: Found): void {
  const insecure = leafOf(top.get('insecure'));
  const verify = leafOf(top.get('verify'));
  const isInsecure = insecure && truth(insecure.text);
  const isVerified = verify && truth(verify.text);
  if (insecure && isInsecure) {
    found.set('insecure', { ...cite('insecure', insecure), text: 'true' });
  } else if (verify && isVerified === false) {
    found.set('insecure', { ...cite('verify', verify), text: 'true' });
  } else if (isInsecure === false) {
    found.delete('insecure');
  }
  if (verify && isVerified === undefined && !found.has('cacert')) {
    found.set('cacert', cite('verify', verify));
  }
}

/**
 * fill returns a text with `{region_name}`, or another plain setting of the cloud, filled in (Python's str.format).
 * A region is part of a host's name, so it must not be able to end it.
 */
function fill({ cloud, top, region }: CloudConfig, template: Leaf): Leaf {
  const text = template.text.replace(/\{\{|\}\}|\{([^{}]*)\}|[{}]/g, (braces: string, name?: string) => {
    if (braces === '{{' || braces === '}}') {
      return braces.charAt(0);
    }
    const key = kebab(name ?? '');
    const value = key === 'region-name' ? region : isSecretKey(key) ? undefined : leafOf(top.get(key));
    if (value === undefined || (key === 'region-name' && !/^[\w.-]+$/.test(value.text))) {
      throw new Failure('clouds-yaml-invalid', {
        message: `The ${template.from} has ${braces} in it, for which the cloud ${cloud} has no value that fits.`,
        advice:
          key === 'region-name' ? ['Give the input `region-name`.'] : ['Braces that stand for themselves are doubled.'],
      });
    }
    return value.text;
  });
  return { ...template, text };
}
