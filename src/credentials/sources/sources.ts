import { Failure } from '../../failure.ts';
import {
  type Entry,
  gather,
  type Hints,
  hintsOf,
  loginSecretNames,
  type OptionName,
  type Options,
  optionNames,
  shortSecrets,
  type UntoldEntry,
} from '../options.ts';
import { overlay } from '../precedence.ts';
import type { CloudsGiven } from './clouds-yaml/clouds-yaml.ts';
import type { Surroundings } from './clouds-yaml/places.ts';
import { fromInputs } from './inputs.ts';
import { misspelt } from './misspelt.ts';
import { variableEntries } from './variables.ts';

/** What the sources of credentials are read with. */
export interface Sources extends Surroundings {
  /** input returns an input's text, empty if it is not given. */
  readonly input: (name: string) => string;
  readonly debug: (text: string) => void;
}

/** What the user said, and what to say of what is wanting. */
interface Gathered {
  readonly options: Options;
  readonly hints: Hints;
}

/** The inputs that are the base of all others. */
export const baseNames = ['openrc', 'clouds-yaml', 'cloud'] as const;

/**
 * gatherOptions returns what the user said: one base (an openrc, a cloud of a clouds.yaml, or, where nothing says where to
 * go, the job's own variables) with the inputs laid over it. Every secret is sealed on the way.
 * Throws `input-invalid` for two bases, and what the base's own source throws.
 */
export async function gatherOptions(sources: Sources): Promise<Gathered> {
  const inputs = fromInputs(sources.input, sources.seal);
  const entries = await baseEntries(inputs, sources);
  const base = gather(entries, sources.seal);
  const options = overlay(base, inputs);
  for (const name of optionNames) {
    const used = options[name] ?? base[name];
    if (used !== undefined) {
      sources.debug(`${name}: ${options[name] ? '' : 'replaced by other inputs, not '}from ${used.from}`);
    }
  }
  for (const text of shortSecrets(options)) {
    sources.warning(text);
  }
  return { options, hints: new Map([...misspelt(sources.environment), ...hintsOf(entries)]) };
}

async function baseEntries(inputs: Options, sources: Sources): Promise<(Entry | UntoldEntry)[]> {
  const [base, other] = baseNames.filter((name) => sources.input(name).trim() !== '');
  if (base === 'openrc' && other !== undefined) {
    throw new Failure('input-invalid', {
      message: `The inputs \`${base}\` and \`${other}\` are both given, and each says where to go and who logs in.`,
      advice: ['Give one of them. An input of its own can replace any value of it, for example `project-id`.'],
    });
  }
  if (base === 'openrc') {
    const { readOpenrc } = await import('./openrc/openrc.ts');
    const { variables, warnings } = readOpenrc(sources.input(base), sources);
    for (const warning of warnings) {
      sources.warning(warning);
    }
    return variableEntries(variables);
  }
  if (base === undefined && inputs['auth-url'] !== undefined) {
    return [];
  }
  const [cloud, file] = [sources.input('cloud').trim(), sources.input('clouds-yaml')];
  const given = { ...regionOf(inputs), ...(file.trim() && { cloudsYaml: file }) };
  if (cloud && (file.trim() || cloud !== ownCloud(sources))) {
    return await fromCloud({ ...given, cloud }, sources);
  }
  return await jobEntries(given, cloud || sources.environment['OS_CLOUD']?.trim(), sources);
}

/** The name under which openstacksdk has the variables themselves as a cloud. */
function ownCloud({ environment }: Sources): string {
  return environment['OS_CLOUD_NAME']?.trim() || 'envvars';
}

/**
 * The job's own variables, unless they name a cloud of a file (or are given a file that has only one). Then, as with
 * openstacksdk, they say no more than the region, and, as with the openstack command, a password that the cloud lacks.
 */
async function jobEntries(
  given: CloudsGiven,
  named: string | undefined,
  sources: Sources,
): Promise<(Entry | UntoldEntry)[]> {
  const variables = Object.entries(sources.environment);
  const entries = variableEntries(variables.map(([name, text = '']) => ({ name, text, from: `variable \`${name}\`` })));
  const own = (option: OptionName): (Entry | UntoldEntry)[] => entries.filter(({ name }) => name === option);
  const withRegion = { ...regionOf(gather(own('region-name'), sources.seal)), ...given };
  if (!named || named === ownCloud(sources)) {
    if (given.cloudsYaml !== undefined) {
      return await fromCloud(given, sources);
    }
    const isInFile = !named && sources.environment['OS_CLIENT_CONFIG_FILE'] && own('auth-url').length === 0;
    return isInFile ? await fromCloud(withRegion, sources) : entries;
  }
  const found = await fromCloud({ ...withRegion, cloud: named, cloudFrom: 'variable `OS_CLOUD`' }, sources);
  const has = (option: OptionName): boolean => found.some(({ name }) => name === option);
  const lacksPassword = has('auth-type') ? !has('password') : !loginSecretNames.some(has);
  return lacksPassword ? [...found, ...own('password')] : found;
}

// Files are read by code that most steps do not need, and so do not load.
async function fromCloud(given: CloudsGiven, sources: Sources): Promise<Entry[]> {
  const { cloudsYaml } = await import('./clouds-yaml/clouds-yaml.ts');
  return await cloudsYaml(given, sources);
}

function regionOf({ 'region-name': region }: Options): { region?: NonNullable<Options['region-name']> } {
  return region ? { region } : {};
}
