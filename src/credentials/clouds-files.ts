import { Failure } from '../failure.ts';
import type { Seal } from '../secret.ts';
import type { ReadFile } from './pem.ts';
import { emptyMapping, growTree, isMapping, type Mapping, mergeTrees, TreeTooLarge, type Value } from './tree.ts';

/** What a source of credentials finds around it. */
export interface Surroundings {
  readonly readFile: ReadFile;
  /** The job's variables, without those this action has set itself. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly seal: Seal;
}

/** What the files say, secure.yaml merged in. */
export interface CloudsFiles {
  /** How the file with the clouds is called in messages; none if there is no such file. */
  readonly from?: string;
  readonly clouds: Mapping;
  /** The profiles of clouds-public.yaml. */
  readonly publicClouds: Mapping;
}

const suffixes = ['yaml', 'yml', 'json'];

/**
 * readCloudsFiles gives the clouds of the input `clouds-yaml`, which is the content or the path of a clouds.yaml, or of
 * the file in the standard places if it is not given. A content stands alone; beside a file, secure.yaml and
 * clouds-public.yaml are looked for as well, each for itself. Source: openstacksdk openstack/config/loader.py.
 *
 * Throws `clouds-yaml-invalid`.
 */
export async function readCloudsFiles(given: string | undefined, around: Surroundings): Promise<CloudsFiles> {
  if (given !== undefined && isContent(given)) {
    const from = 'the input `clouds-yaml`';
    return { from, clouds: cloudsOf(await grow(given, from, around), from), publicClouds: emptyMapping };
  }
  const { environment } = around;
  const file =
    given === undefined ? find('clouds', [environment['OS_CLIENT_CONFIG_FILE']], around) : open(given, around);
  const beside = given === undefined ? [] : suffixes.map((suffix) => `${folderOf(given)}secure.${suffix}`);
  const secure = find('secure', [environment['OS_CLIENT_SECURE_FILE'], ...beside], around);
  const profiles = find('clouds-public', [], around);

  const secrets = secure && section(await grow(secure.text, secure.path, around), 'clouds');
  const clouds = file && cloudsOf(await grow(file.text, file.path, around), file.path);
  const publicClouds = profiles && section(await grow(profiles.text, profiles.path, around), 'public-clouds');
  const from = file?.path ?? secure?.path;
  return {
    ...(from && { from }),
    clouds: mergeTrees(clouds ?? emptyMapping, secrets ?? emptyMapping),
    publicClouds: publicClouds ?? emptyMapping,
  };
}

/** A path has no line break, and no colon but a drive's. */
function isContent(text: string): boolean {
  return /[\n{]|:(\s|$)/.test(text);
}

function folderOf(path: string): string {
  return path.replace(/[^/\\]*$/, '');
}

interface File {
  readonly path: string;
  readonly text: string;
}

function open(path: string, around: Surroundings): File {
  const file = readIfThere(expandHome(path, around), around);
  if (file === undefined) {
    // What is neither may be a secret: it is quoted only if it looks like a path.
    const shown = /^[\w./\\:~ -]{1,200}\.(ya?ml|json)$/i.test(path) ? `: ${path}` : '';
    throw new Failure('clouds-yaml-invalid', {
      message: `The input \`clouds-yaml\` is neither the content of a clouds.yaml nor the path of a file that can be read${shown}.`,
      advice: [
        'Paths are relative to the workspace: check out the repository first.',
        'If it is a secret, it must hold the whole file, with its line breaks.',
      ],
    });
  }
  return file;
}

function find(stem: string, first: readonly (string | undefined)[], around: Surroundings): File | undefined {
  const standard = folders(around).flatMap((folder) => suffixes.map((suffix) => `${folder}${stem}.${suffix}`));
  for (const path of [...first, ...standard]) {
    const file = path && readIfThere(path, around);
    if (file) {
      return file;
    }
  }
  return undefined;
}

/** The working directory, the user's and the machine's configuration: openstacksdk's CONFIG_SEARCH_PATH on Linux. */
function folders({ environment }: Surroundings): string[] {
  const user = expandHome('~/.config', { environment });
  const site = (environment['XDG_CONFIG_DIRS'] || '/etc/xdg').split(':');
  return [
    '',
    ...[environment['XDG_CONFIG_HOME'] || user, user, ...site, '/etc'].map((folder) => `${folder}/openstack/`),
  ];
}

/** expandHome gives a path with the user's home for a leading `~`. */
export function expandHome(path: string, { environment }: Pick<Surroundings, 'environment'>): string {
  const home = environment['HOME'] ?? environment['USERPROFILE'];
  return home === undefined ? path : path.replace(/^~(?=[/\\])/, () => home);
}

function readIfThere(path: string, { readFile }: Surroundings): File | undefined {
  try {
    return { path, text: readFile(path) };
  } catch (error) {
    if (error instanceof Failure) {
      throw error;
    }
    return undefined;
  }
}

const maxLength = 1024 * 1024;

async function grow(text: string, from: string, { seal }: Surroundings): Promise<Value> {
  if (text.length > maxLength) {
    throw invalid(from, 'is larger than 1 MiB');
  }
  // Evaluated only here, because it costs some 10 ms. `eager` leaves it in the one file of dist/, and so minified.
  const { parseYaml, YamlError } = await import(/* webpackMode: "eager" */ './yaml.ts');
  try {
    return growTree(parseYaml(text), from, seal);
  } catch (error) {
    if (error instanceof TreeTooLarge) {
      throw invalid(from, 'holds too many values, or aliases that multiply');
    }
    if (error instanceof YamlError) {
      throw invalid(from, `is not valid YAML: ${error.message}`, [
        'Line breaks and the indentation are part of YAML: paste the file as it is.',
        'A value that begins with one of `* & ! % @ [ {` or a backtick, or has `: ` or ` #` in it, must be in quotes.',
      ]);
    }
    throw error;
  }
}

function cloudsOf(tree: Value, from: string): Mapping {
  const clouds = section(tree, 'clouds');
  if (clouds === undefined) {
    throw invalid(from, 'has no `clouds` mapping', ['It begins with `clouds:`; each cloud stands indented below.']);
  }
  return clouds;
}

function section(tree: Value, name: string): Mapping | undefined {
  const found = isMapping(tree) ? tree.get(name) : undefined;
  return isMapping(found) ? found : undefined;
}

function invalid(from: string, what: string, advice: readonly string[] = []): Failure {
  const name = `${from.charAt(0).toUpperCase()}${from.slice(1)}`;
  return new Failure('clouds-yaml-invalid', { message: `${name} ${what}.`, advice });
}
