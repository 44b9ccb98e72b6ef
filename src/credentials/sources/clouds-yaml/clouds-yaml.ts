import { Failure } from '../../../failure.ts';
import type { Entry, Given } from '../../options.ts';
import { cloudConfig } from './cloud-config.ts';
import { cloudOptions } from './cloud-options.ts';
import { type CloudsFiles, readCloudsFiles } from './clouds-files.ts';
import type { Surroundings } from './places.ts';
import { builtInNames, builtInProfile } from './profiles.ts';
import type { Mapping } from './tree.ts';

/** What the user said of clouds. */
export interface CloudsGiven {
  /** The input `clouds-yaml`: the content of a clouds.yaml, or the path of one. */
  readonly cloudsYaml?: string;
  /** The cloud's name. */
  readonly cloud?: string;
  /** Where that is from, if it is not the input `cloud`. */
  readonly cloudFrom?: string;
  /** The input `region-name`, which chooses among the cloud's regions. */
  readonly region?: Given<string>;
}

/**
 * cloudsYaml returns what a cloud's entry in a clouds.yaml says, or the built-in profile of that name where no file has
 * one. Every secret in the files is sealed as soon as they are read.
 *
 * Throws `clouds-yaml-invalid`, `cloud-unknown`, and `input-invalid` for a region the cloud does not have.
 */
export async function cloudsYaml(given: CloudsGiven, around: Surroundings): Promise<Entry[]> {
  const files = await readCloudsFiles(given, around);
  const { cloud, clouds } = chosen(given, files);
  const region = given.region && { text: given.region.value, from: given.region.from };
  const config = cloudConfig(cloud, { ...files, clouds }, region);
  const entries = cloudOptions(config);
  const url = entries.find(({ name }) => name === 'auth-url')?.text ?? '';
  if (files.inWorkspace.length > 0) {
    around.info(
      `Found in the workspace: ${files.inWorkspace.join(', ')}. The cloud ${cloud} is at ${URL.canParse(url) ? new URL(url).host : 'no address'}.`,
    );
  }
  return entries;
}

function chosen({ cloud, cloudFrom, cloudsYaml }: CloudsGiven, files: CloudsFiles): { cloud: string; clouds: Mapping } {
  const { clouds, publicClouds } = files;
  const name = cloud ?? onlyCloud(files);
  if (clouds.has(name)) {
    return { cloud: name, clouds };
  }
  // A file that was named is all there is; one that merely lies there is not.
  if (cloudsYaml === undefined && (publicClouds.has(name) || builtInProfile(name))) {
    const profile = { text: name, from: 'input `cloud`' };
    return { cloud: name, clouds: new Map([[name, new Map([['profile', profile]])]]) };
  }
  throw unknown(name, cloudFrom, files, cloudsYaml !== undefined);
}

function onlyCloud({ clouds, from }: CloudsFiles): string {
  const [only, ...others] = clouds.keys();
  if (only === undefined || others.length > 0) {
    throw new Failure('cloud-unknown', {
      message: `The input \`cloud\` is not given, and ${from ? `the ${from}` : 'no clouds.yaml'} has ${listed(clouds.keys())}.`,
      advice: ['Name one of them with `cloud`.'],
    });
  }
  return only;
}

function unknown(
  cloud: string,
  cloudFrom: string | undefined,
  { clouds, from, places }: CloudsFiles,
  named: boolean,
): Failure {
  const wanted = cloudFrom ? [`It is the ${cloudFrom} that names it.`] : [];
  if (named) {
    return new Failure('cloud-unknown', {
      reasons: wanted,
      message: `There is no cloud ${cloud} in the ${from}: it has ${listed(clouds.keys())}.`,
      advice: builtInNames.includes(cloud)
        ? [`${cloud} is also a built-in profile: leave \`clouds-yaml\` out, and it is taken.`]
        : [],
    });
  }
  return new Failure('cloud-unknown', {
    message: `There is no cloud ${cloud}: ${from ? `the ${from} has ${listed(clouds.keys())}` : 'no clouds.yaml was found'}, and no built-in profile is called so.`,
    reasons: from
      ? wanted
      : [
          ...wanted,
          'The repository with the clouds.yaml has not been checked out before this step.',
          `It lies somewhere else. It was looked for in ${places.join(', ')}.`,
        ],
    advice: [`The built-in profiles are ${listed(builtInNames)}.`],
  });
}

function listed(names: Iterable<string>): string {
  const shown = [...names].map((name) => name.replace(/\s+/g, ' ').slice(0, 64));
  const more = shown.length - 100;
  return shown.length === 0 ? 'no clouds' : `${shown.slice(0, 100).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
