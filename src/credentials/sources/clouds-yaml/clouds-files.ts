import { Failure } from '../../../failure.ts';
import type { Seal } from '../../../secret.ts';
import type { ReadFile } from '../../trust/pem.ts';
import { emptyMapping, growTree, isMapping, type Leaf, type Mapping, mergeTrees, type Value } from './tree.ts';

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
    const content = { text: given, from: 'input `clouds-yaml`' };
    return {
      from: content.from,
      clouds: cloudsOf(await grow(content, around), content.from),
      publicClouds: emptyMapping,
    };
  }
  const path = given && expandHome(given.trim(), around);
  const folders = [...(path ? [folderOf(path)] : []), ...standardFolders(around)];
  const { OS_CLIENT_CONFIG_FILE: config, OS_CLIENT_SECURE_FILE: secrets } = around.environment;
  const clouds = path ? open(path, around) : find('clouds', folders, config, around);
  const secure = find('secure', folders, secrets, around);
  const profiles = find('clouds-public', folders, undefined, around);

  const secureClouds = secure && section(await grow(secure, around), 'clouds');
  const ownClouds = clouds && cloudsOf(await grow(clouds, around), clouds.from);
  const publicClouds = profiles && section(await grow(profiles, around), 'public-clouds');
  const from = clouds?.from ?? secure?.from;
  return {
    ...(from && { from }),
    clouds: mergeTrees(ownClouds ?? emptyMapping, secureClouds ?? emptyMapping),
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

function open(path: string, around: Surroundings): Leaf {
  const file = readIfThere(path, around);
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

function find(
  stem: string,
  folders: readonly string[],
  first: string | undefined,
  around: Surroundings,
): Leaf | undefined {
  const paths = folders.flatMap((folder) => suffixes.map((suffix) => `${folder}${stem}.${suffix}`));
  for (const path of first ? [first, ...paths] : paths) {
    const file = readIfThere(path, around);
    if (file) {
      return file;
    }
  }
  return undefined;
}

/** The working directory, the user's and the machine's configuration: openstacksdk's CONFIG_SEARCH_PATH on Linux. */
function standardFolders({ environment }: Surroundings): string[] {
  const user = expandHome('~/.config', { environment });
  const site = (environment['XDG_CONFIG_DIRS'] || '/etc/xdg').split(':');
  const folders = [environment['XDG_CONFIG_HOME'] || user, user, ...site, '/etc'];
  return ['', ...folders.map((folder) => `${folder}/openstack/`)];
}

/** expandHome gives a path with the user's home for a leading `~`. */
export function expandHome(path: string, { environment }: Pick<Surroundings, 'environment'>): string {
  const home = environment['HOME'] ?? environment['USERPROFILE'];
  return home === undefined ? path : path.replace(/^~(?=[/\\])/, () => home);
}

function readIfThere(path: string, { readFile }: Surroundings): Leaf | undefined {
  try {
    return { text: readFile(path), from: `file ${path}` };
  } catch (error) {
    if (error instanceof Failure) {
      throw error;
    }
    return undefined;
  }
}

const maxLength = 1024 * 1024;

async function grow({ text, from }: Leaf, { seal }: Surroundings): Promise<Value> {
  if (text.length > maxLength) {
    throw invalid(from, 'is larger than 1 MiB');
  }
  // Loaded only here, because it costs some 10 ms.
  const { parseYaml } = await import('./yaml.ts');
  return growTree(parseYaml(text, from), from, seal);
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
  return new Failure('clouds-yaml-invalid', { message: `The ${from} ${what}.`, advice });
}
