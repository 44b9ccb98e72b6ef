import { Failure } from '../../failure.ts';
import {
  type Entry,
  gather,
  type Hints,
  hintsOf,
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
interface Sources extends Surroundings {
  /** input gives an input's text, empty if it is not given. */
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
 * gatherOptions gives what the user said: one base (an openrc, a cloud of a clouds.yaml, or, where nothing says where to
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
  if (base === undefined) {
    return inputs['auth-url'] === undefined ? await jobEntries(inputs, sources) : [];
  }
  const [cloud, file] = [sources.input('cloud').trim(), sources.input('clouds-yaml')];
  return await fromCloud(
    { ...regionOf(inputs), ...(cloud && { cloud }), ...(file.trim() && { cloudsYaml: file }) },
    sources,
  );
}

/** The job's own variables; as with openstacksdk, OS_CLOUD names a cloud and leaves the others aside, but the region. */
async function jobEntries(inputs: Options, sources: Sources): Promise<(Entry | UntoldEntry)[]> {
  const cloud = sources.environment['OS_CLOUD']?.trim();
  const variables = Object.entries(sources.environment);
  const entries = variableEntries(variables.map(([name, text = '']) => ({ name, text, from: `variable \`${name}\`` })));
  return cloud
    ? await fromCloud({ ...regionOf(gather(entries, sources.seal)), ...regionOf(inputs), cloud }, sources)
    : entries;
}

// Files are read by code that most steps do not need, and so do not load.
async function fromCloud(given: CloudsGiven, sources: Sources): Promise<Entry[]> {
  const { cloudsYaml } = await import('./clouds-yaml/clouds-yaml.ts');
  return await cloudsYaml(given, sources);
}

function regionOf({ 'region-name': region }: Options): { region?: NonNullable<Options['region-name']> } {
  return region ? { region } : {};
}
