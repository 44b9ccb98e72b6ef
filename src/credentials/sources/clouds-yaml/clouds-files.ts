import { resolve } from 'node:path';
import { Failure } from '../../../failure.ts';
import { plainText } from '../plain-text.ts';
import {
  expandHome,
  type File,
  find,
  folderOf,
  isInWorkspace,
  readIfThere,
  type Surroundings,
  standardFolders,
} from './places.ts';
import { isBuiltIn } from './profiles.ts';
import {
  emptyMapping,
  growTree,
  isMapping,
  isSecretKey,
  kebab,
  type Leaf,
  type Mapping,
  mergeTrees,
  type Value,
} from './tree.ts';

/** Which files are asked for. */
interface Asked {
  /** The input `clouds-yaml`: the content of a clouds.yaml, or the path of one. */
  readonly cloudsYaml?: string;
  /** The cloud that is wanted. */
  readonly cloud?: string;
}

/** What the files say, secure.yaml merged in. */
export interface CloudsFiles {
  /** How the file with the clouds is called in messages; none if there is no such file. */
  readonly from?: string;
  readonly clouds: Mapping;
  /** The profiles of clouds-public.yaml. */
  readonly publicClouds: Mapping;
  /** The paths of the files that nobody named and that a checkout may have brought. */
  readonly inWorkspace: readonly string[];
}

/**
 * readCloudsFiles returns the clouds of the input `clouds-yaml`, or of the file in the standard places if it is not given.
 * A content stands alone; beside a file, secure.yaml and clouds-public.yaml are looked for as well, each for itself.
 * Source: openstacksdk openstack/config/loader.py.
 *
 * There a checkout could redirect a credential. Here a file that merely lies in the workspace counts neither for a
 * built-in name nor as the profile of a cloud from elsewhere, and a secure.yaml that is not beside its clouds.yaml says
 * who logs in, with what secret, and no more.
 *
 * Throws `clouds-yaml-invalid`.
 */
export async function readCloudsFiles({ cloudsYaml, cloud = '' }: Asked, around: Surroundings): Promise<CloudsFiles> {
  const given = plainText(cloudsYaml ?? '', mark);
  if (isContent(given.trim())) {
    const content = { text: given, from: 'input `clouds-yaml`' };
    const clouds = cloudsOf(await grow(content, around), content.from);
    return { from: content.from, clouds, publicClouds: emptyMapping, inWorkspace: [] };
  }
  const path = expandHome(given.trim(), around);
  const { OS_CLIENT_CONFIG_FILE: config, OS_CLIENT_SECURE_FILE: secrets } = around.environment;
  const standard = standardFolders(around);
  const outside = standard.filter((folder) => !isInWorkspace(folder));
  const folders = isBuiltIn(cloud) ? outside : standard;
  const beside = path ? [folderOf(path)] : [];
  const clouds = path ? open(path, around) : find('clouds', folders, around, config);
  const secure = find('secure', [...beside, ...folders], around, secrets);
  const profiles = find(
    'clouds-public',
    [...beside, ...(clouds && !isInWorkspace(clouds.path) ? outside : folders)],
    around,
  );

  const passed = isBuiltIn(cloud) && !path && find('clouds', [''], around);
  if (passed && passed.path !== clouds?.path) {
    around.info(
      `Left out: ${passed.path} in the workspace, because ${cloud} is a built-in name. If it is meant, set \`clouds-yaml: ${passed.path}\`.`,
    );
  }

  const ownClouds = clouds && cloudsOf(await grow(clouds, around), clouds.from);
  const secureClouds = secure && section(await grow(secure, around), 'clouds');
  const publicClouds = profiles && section(await grow(profiles, around), 'public-clouds');
  const from = clouds?.from ?? secure?.from;
  const isElsewhere = clouds && secure && folderOf(resolve(clouds.path)) !== folderOf(resolve(secure.path));
  return {
    ...(from && { from }),
    clouds: mergeTrees(
      ownClouds ?? emptyMapping,
      (isElsewhere && secureClouds ? secretsOf(secureClouds, secure.from, around) : secureClouds) ?? emptyMapping,
    ),
    publicClouds: new Map([...(publicClouds ?? [])].filter(([name]) => !(profiles?.isWorkspaces && isBuiltIn(name)))),
    inWorkspace: [clouds, secure, profiles].flatMap((file) => (file?.isWorkspaces ? file.path : [])),
  };
}

/** secretsOf returns of the clouds of a secure.yaml who logs in, and with what secret. */
function secretsOf(clouds: Mapping, from: string, { warning }: Surroundings): Mapping {
  const others = new Set<string>();
  const secrets = (mapping: Mapping): Mapping =>
    new Map(
      [...mapping].flatMap(([key, value]): [string, Value][] => {
        if (isMapping(value) && key === 'auth') {
          return [[key, secrets(value)]];
        }
        if (isSecretKey(key) || /^(user|application-credential|client-id)/.test(kebab(key))) {
          return [[key, value]];
        }
        others.add(`\`${key}\``);
        return [];
      }),
    );
  const found = new Map([...clouds].flatMap(([name, cloud]) => (isMapping(cloud) ? [[name, secrets(cloud)]] : [])));
  if (others.size > 0) {
    warning(
      `The ${from} is not beside the clouds.yaml, so it only says who logs in and with what secret. Not used: ${[...others].join(', ')}.`,
    );
  }
  return found;
}

/** What base64 must hold to be that of a clouds.yaml. */
const mark = /\bclouds["']?\s*:/;

/** A path has no line break, and no colon but a drive's. */
function isContent(text: string): boolean {
  return /[\n{]|:(\s|$)/.test(text);
}

function open(path: string, around: Surroundings): File {
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

const maxLength = 1024 * 1024;

async function grow({ text, from }: Leaf, { seal }: Surroundings): Promise<Value> {
  if (text.length > maxLength) {
    throw invalid(from, 'is larger than 1 MiB');
  }
  // Loaded only here, because it costs some 10 ms.
  const { parseYaml } = await import('./yaml.ts');
  return growTree(parseYaml(plainText(text, mark), from), from, seal);
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
