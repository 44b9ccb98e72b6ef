import { resolve } from 'node:path';
import { Failure } from '../../../failure.ts';
import { plainText } from '../plain-text.ts';
import { type File, findFiles, folderOf, readIfThere, type Surroundings } from './places.ts';
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

/** What the files say, secure.yaml merged in. */
export interface CloudsFiles {
  /** How the file with the clouds is called in messages; none if there is no such file. */
  readonly from?: string;
  readonly clouds: Mapping;
  /** The profiles of clouds-public.yaml. */
  readonly publicClouds: Mapping;
  /** The paths of the files that nobody named and that a checkout may have brought. */
  readonly inWorkspace: readonly string[];
  /** Where a clouds.yaml was looked for, in the user's words. */
  readonly places: readonly string[];
}

/**
 * readCloudsFiles returns the clouds of the input `clouds-yaml`, the content or the path of a clouds.yaml, or of the file in
 * the standard places if it is not given. A content stands alone. secure.yaml is laid over a file; one that is not beside
 * it only says who logs in and with what secret. Source: openstacksdk openstack/config/loader.py.
 *
 * Throws `clouds-yaml-invalid`.
 */
export async function readCloudsFiles(
  { cloudsYaml = '', cloud = '' }: { readonly cloudsYaml?: string; readonly cloud?: string },
  around: Surroundings,
): Promise<CloudsFiles> {
  const given = plainText(cloudsYaml, mark);
  if (isContent(given.trim())) {
    const from = 'input `clouds-yaml`';
    const clouds = section(await grow({ text: given, from }, around), 'clouds') ?? noClouds(from);
    return { from, clouds, publicClouds: emptyMapping, inWorkspace: [], places: [] };
  }
  const named = given.trim() ? open(given.trim(), around) : undefined;
  const { clouds, secure, profiles, places } = findFiles(named, cloud, around);
  const secureClouds = secure && section(await grow(secure, around), 'clouds');
  const ownClouds = clouds && section(await grow(clouds, around), 'clouds');
  if (clouds && !ownClouds && !secureClouds) {
    noClouds(clouds.from);
  }
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
    places,
  };
}

/** secretsOf returns the part of a secure.yaml's clouds that says who logs in, and with what secret. */
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

const openrc = /\bOS_\w+["'}]?\s*=/;
/** What base64 must hold to be that of a file. */
const mark = new RegExp(`\\bclouds["']?\\s*:|${openrc.source}`);

/** A path has no line break, and no colon but a drive's. */
function isContent(text: string): boolean {
  return /[\n{]|:(\s|$)/.test(text) || openrc.test(text);
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

async function grow({ text: given, from }: Leaf, { seal }: Surroundings): Promise<Value> {
  if (given.length > maxLength) {
    throw invalid(from, 'is larger than 1 MiB');
  }
  const text = withLineBreaks(plainText(given, mark));
  const [, what, instead] = otherFiles.find(([pattern]) => pattern.test(text)) ?? [];
  if (what !== undefined && instead !== undefined) {
    throw invalid(from, what, [instead]);
  }
  // Loaded only here, because it costs some 10 ms.
  const { parseYaml } = await import('./yaml.ts');
  const parsed = parseYaml(text, from);
  // As toJSON makes of it in a workflow.
  return growTree(typeof parsed === 'string' && mark.test(parsed) ? parseYaml(parsed, from) : parsed, from, seal);
}

/** What people give for a clouds.yaml, and what to give instead. */
const otherFiles: readonly (readonly [RegExp, string, string])[] = [
  [
    new RegExp(`^(?!.*\\bclouds).*${openrc.source}`, 's'),
    'is an openrc file and no clouds.yaml',
    'Give it with the input `openrc`.',
  ],
  [
    /^\$ANSIBLE_VAULT|: *(!vault|ENC\[AES)|^-----BEGIN (PGP|AGE)/m,
    'is encrypted, or a value in it is',
    'Decrypt it before this step.',
  ],
  [/^kind: *Secret/m, 'is a Kubernetes object', 'Give what stands under `clouds.yaml` in it.'],
  [/^\[Global\]/im, 'is a cloud.conf and no clouds.yaml', 'Give its values as inputs.'],
];

/**
 * A file that was taken for a string on its way has `\n` where it had line breaks; one that was copied from a page may have
 * a fence around it, and no-break spaces for its indentation.
 */
function withLineBreaks(text: string): string {
  const isOneLine = !text.trim().includes('\n') && /\bclouds:\s*(\\r)?\\n/.test(text) && !/^\s*"/.test(text);
  const whole = isOneLine ? text.replaceAll('\\r', '').replaceAll('\\n', '\n') : text;
  return whole.replace(/^```.*$/gm, '').replace(/^[ \u00a0]+/gm, (blanks) => ' '.repeat(blanks.length));
}

function noClouds(from: string): never {
  throw invalid(from, 'has no `clouds` mapping', ['It begins with `clouds:`; each cloud stands indented below.']);
}

function section(tree: Value, name: string): Mapping | undefined {
  const found = isMapping(tree) ? tree.get(name) : undefined;
  return isMapping(found) ? found : undefined;
}

function invalid(from: string, what: string, advice: readonly string[] = []): Failure {
  return new Failure('clouds-yaml-invalid', { message: `The ${from} ${what}.`, advice });
}
