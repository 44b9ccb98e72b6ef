import { Failure } from '../../../failure.ts';
import type { CloudsFiles } from './clouds-files.ts';
import { builtInProfile } from './profiles.ts';
import {
  cite,
  emptyMapping,
  isList,
  isMapping,
  kebabKeys,
  type Leaf,
  leafOf,
  type Mapping,
  type Value,
} from './tree.ts';

// One cloud of a clouds.yaml: its entry over its profile, and its region's values over both. The rules are
// openstacksdk's (openstack/config/loader.py), where docs/clouds-yaml.md does not say otherwise.

/** A cloud's settings, with kebab-cased keys. */
export interface CloudConfig {
  readonly cloud: string;
  /** Everything beside `auth`. */
  readonly top: Mapping;
  readonly auth: Mapping;
  /** The region's name. */
  readonly region?: Leaf;
}

/**
 * cloudConfig returns the settings of a cloud in a region: the one `wanted`, else the first.
 *
 * Throws `cloud-unknown` for a profile that is not there or whose cloud is closed, `clouds-yaml-invalid` for settings
 * that are malformed, and `input-invalid` for a region that is not among those listed.
 */
export function cloudConfig(cloud: string, files: CloudsFiles, wanted: Leaf | undefined): CloudConfig {
  const own = mappingOf(files.clouds.get(cloud), `The cloud ${cloud}`);
  const profile = profileOf(cloud, own, files);
  const region = chosenRegion(cloud, own, profile, wanted);
  const top = [own, withoutNulls(region.values)].reduce((below, over) => layOver(below, over, cloud), profile.config);
  return {
    cloud,
    top,
    auth: authOf(top, cloud),
    ...(region.name && { region: region.name }),
  };
}

/** Only `auth` is merged; all else is replaced. */
function layOver(below: Mapping, over: Mapping, cloud: string): Mapping {
  return new Map([...below, ...over, ['auth', new Map([...authOf(below, cloud), ...authOf(over, cloud)])]]);
}

function authOf(config: Mapping, cloud: string): Mapping {
  return mappingOf(config.get('auth'), `\`auth\` of the cloud ${cloud}`);
}

/** In a region's values, null means that the cloud's own value stays. */
function withoutNulls(values: Mapping): Mapping {
  return new Map([...values].filter(([, value]) => value !== null));
}

interface Profile {
  readonly config: Mapping;
  /** The list of regions is ours, and may be behind the cloud's. */
  readonly builtIn?: true;
}

function profileOf(cloud: string, own: Mapping, { publicClouds }: CloudsFiles): Profile {
  const name = leafOf(own.get('profile')) ?? leafOf(own.get('cloud'));
  if (name === undefined) {
    return { config: emptyMapping };
  }
  const published = publicClouds.get(name.text);
  if (published !== undefined) {
    return { config: mappingOf(published, `The profile ${name.text}`) };
  }
  const known = builtInProfile(name.text);
  if (known !== undefined) {
    return { config: known, builtIn: true };
  }
  const remote = name.text.includes('://');
  if (remote || (!authOf(own, cloud).has('auth-url') && !own.has('auth-url'))) {
    throw new Failure('cloud-unknown', {
      message: `The cloud ${cloud} refers to the profile ${name.text}, which is neither built in nor in a clouds-public.yaml.`,
      reasons: remote ? ['Profiles are not fetched: the answer would decide where the password goes.'] : [],
      advice: [`Give \`auth_url\` under \`auth\` of the cloud ${cloud}, and take the line \`profile\` out.`],
    });
  }
  return { config: emptyMapping };
}

interface Region {
  readonly name?: Leaf;
  readonly values: Mapping;
}

function chosenRegion(cloud: string, own: Mapping, profile: Profile, wanted: Leaf | undefined): Region {
  const listed = regionsOf(own, cloud);
  const known = listed.length > 0 ? listed : regionsOf(profile.config, cloud);
  const found = wanted ? known.find(({ name }) => name?.text === wanted.text) : known[0];
  const names = known.map(({ name }) => name?.text);
  // One region is the file's choice, and an input may choose otherwise; several are all there are.
  if (wanted && !found && known.length > 1 && (listed.length > 0 || !profile.builtIn)) {
    throw new Failure('input-invalid', {
      message: `The ${wanted.from} is no region of the cloud ${cloud}: it has ${names.join(', ')}.`,
      advice: ['Upper and lower case count in the names of regions.'],
    });
  }
  return found ?? { ...(wanted && { name: wanted }), values: emptyMapping };
}

function regionsOf(config: Mapping, cloud: string): readonly Region[] {
  const key = config.get('regions') ? 'regions' : 'region-name';
  const listed = config.get(key);
  const names = leafOf(listed);
  if (names) {
    const { from } = cite(key, names);
    return names.text.split(',').map((name) => ({ name: { text: name.trim(), from }, values: emptyMapping }));
  }
  return isList(listed) ? listed.map((region) => regionOf(region, key, cloud)) : [];
}

function regionOf(region: Value, key: string, cloud: string): Region {
  const fields = isMapping(region) ? region : new Map([['name', region]]);
  const name = leafOf(fields.get('name'));
  if (name === undefined || [...fields.keys()].some((key) => key !== 'name' && key !== 'values')) {
    throw new Failure('clouds-yaml-invalid', {
      message: `A region of the cloud ${cloud} is neither a name nor a mapping with \`name\` and \`values\` alone.`,
    });
  }
  return { name: cite(key, name), values: mappingOf(fields.get('values'), `\`values\` of the region ${name.text}`) };
}

/** mappingOf returns a mapping with kebab-cased keys; what is null or absent is an empty one. */
function mappingOf(value: Value | undefined, what: string): Mapping {
  if (isMapping(value)) {
    return kebabKeys(value);
  }
  if (value === null || value === undefined) {
    return emptyMapping;
  }
  throw new Failure('clouds-yaml-invalid', { message: `${what} is not a mapping of keys to values.` });
}
