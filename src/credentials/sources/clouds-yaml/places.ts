import { isAbsolute, relative } from 'node:path';
import type { Environment } from '../../../exported.ts';
import { Failure } from '../../../failure.ts';
import type { Seal } from '../../../secret.ts';
import type { ReadFile } from '../../trust/pem.ts';
import { expandHome } from '../read-file.ts';
import { isBuiltIn } from './profiles.ts';
import type { Leaf } from './tree.ts';

/** What a source of credentials finds around it. */
export interface Surroundings {
  readonly readFile: ReadFile;
  /** The job's variables, without those this action has set itself. */
  readonly environment: Environment;
  readonly seal: Seal;
  readonly info: (text: string) => void;
  readonly warning: (text: string) => void;
}

/** A file's text, how the file is called in messages, and where it is. */
export interface File extends Leaf {
  readonly path: string;
  /** Nobody named it, and a checkout may have brought it: a step's working directory is the workspace. */
  readonly isWorkspaces: boolean;
}

const suffixes = ['yaml', 'yml', 'json'];

/**
 * Where openstacksdk looks (CONFIG_SEARCH_PATH, with the folders of platformdirs): the working directory, the user's and
 * the machine's configuration.
 */
function standardFolders({ environment }: Surroundings): string[] {
  const { XDG_CONFIG_HOME: home, XDG_CONFIG_DIRS: sites } = environment;
  const [ownHome, ownSite] = ownFolders(environment);
  const folders = [home || ownHome, '~/.config', ...(sites ? sites.split(':') : [ownSite]), '/etc'];
  return ['', ...new Set(folders.map((folder) => `${expandHome(folder, environment)}/openstack/`))];
}

/** The folders of the user and of the machine, where no variable says otherwise. */
function ownFolders({ LOCALAPPDATA: user, ProgramData: all }: Surroundings['environment']): [string, string] {
  switch (process.platform) {
    case 'win32':
      return [`${user}/OpenStack`, `${all}/OpenStack`];
    case 'darwin':
      return ['~/Library/Application Support', '/Library/Application Support'];
    default:
      return ['~/.config', '/etc/xdg'];
  }
}

/** The files that belong together. */
interface Files {
  readonly clouds?: File | undefined;
  readonly secure?: File | undefined;
  readonly profiles?: File | undefined;
  /** Where a clouds.yaml was looked for, in the user's words. */
  readonly places: readonly string[];
}

/**
 * findFiles returns the clouds.yaml that is `named`, or else the one in the standard places, and secure.yaml and
 * clouds-public.yaml, each for itself. What merely lies in the workspace does not count for a cloud with a built-in name,
 * nor as a profile beside a clouds.yaml from elsewhere.
 */
export function findFiles(named: File | undefined, cloud: string, around: Surroundings): Files {
  const { OS_CLIENT_CONFIG_FILE: config, OS_CLIENT_SECURE_FILE: secrets } = around.environment;
  const standard = standardFolders(around);
  const outside = standard.filter((folder) => !isInWorkspace(folder));
  const folders = isBuiltIn(cloud) ? outside : standard;
  const clouds = named ?? find('clouds', folders, around, config);
  const beside = named ? [folderOf(named.path)] : [];
  const ofProfiles = clouds && !isInWorkspace(clouds.path) ? outside : folders;
  const leftOut = isBuiltIn(cloud) && !named ? find('clouds', [''], around) : undefined;
  if (leftOut && leftOut.path !== clouds?.path) {
    around.info(
      `Left out: ${leftOut.path} in the workspace, because ${cloud} is a built-in name. If it is meant, set \`clouds-yaml: ${leftOut.path}\`.`,
    );
  }
  return {
    clouds,
    secure: find('secure', [...beside, ...folders], around, secrets),
    profiles: find('clouds-public', [...beside, ...ofProfiles], around),
    places: [...(config ? [config] : []), ...folders.map((folder) => folder || 'the workspace')],
  };
}

/** The file that a variable names, or else the first of this stem in the folders. */
function find(stem: string, folders: readonly string[], around: Surroundings, named?: string): File | undefined {
  const own = named ? readIfThere(named, around) : undefined;
  if (own) {
    return own;
  }
  for (const path of folders.flatMap((folder) => suffixes.map((suffix) => `${folder}${stem}.${suffix}`))) {
    const file = readIfThere(path, around);
    if (file) {
      return { ...file, isWorkspaces: isInWorkspace(path) };
    }
  }
  return undefined;
}

/** readIfThere returns a file that the user names, if it can be read. Throws a Failure for one that must not be. */
export function readIfThere(given: string, { readFile, environment }: Surroundings): File | undefined {
  const path = expandHome(given, environment);
  try {
    return { text: readFile(path), from: `file ${path}`, path, isWorkspaces: false };
  } catch (error) {
    if (error instanceof Failure) {
      throw error;
    }
    return undefined;
  }
}

/** folderOf returns the folder of a path, with its last slash; nothing for a file of the working directory. */
export function folderOf(path: string): string {
  return path.replace(/[^/\\]*$/, '');
}

/** Whether a path lies in the working directory or below it. */
function isInWorkspace(path: string): boolean {
  const way = relative(process.cwd(), path);
  return !way.startsWith('..') && !isAbsolute(way);
}
