import { isAbsolute, relative } from 'node:path';
import { Failure } from '../../../failure.ts';
import type { Seal } from '../../../secret.ts';
import type { ReadFile } from '../../trust/pem.ts';
import type { Leaf } from './tree.ts';

/** What a source of credentials finds around it. */
export interface Surroundings {
  readonly readFile: ReadFile;
  /** The job's variables, without those this action has set itself. */
  readonly environment: Readonly<Record<string, string | undefined>>;
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

/** The working directory, the user's and the machine's configuration: openstacksdk's CONFIG_SEARCH_PATH on Linux. */
export function standardFolders({ environment }: Surroundings): string[] {
  const user = expandHome('~/.config', { environment });
  const site = (environment['XDG_CONFIG_DIRS'] || '/etc/xdg').split(':');
  const folders = [environment['XDG_CONFIG_HOME'] || user, user, ...site, '/etc'];
  return ['', ...folders.map((folder) => `${folder}/openstack/`)];
}

/** find returns the file that a variable names, or else the first of this stem in the folders. */
export function find(stem: string, folders: readonly string[], around: Surroundings, named?: string): File | undefined {
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
export function readIfThere(path: string, { readFile }: Surroundings): File | undefined {
  try {
    return { text: readFile(path), from: `file ${path}`, path, isWorkspaces: false };
  } catch (error) {
    if (error instanceof Failure) {
      throw error;
    }
    return undefined;
  }
}

/** expandHome returns a path with the user's home for a leading `~`. */
export function expandHome(path: string, { environment }: Pick<Surroundings, 'environment'>): string {
  const home = environment['HOME'] ?? environment['USERPROFILE'];
  return home === undefined ? path : path.replace(/^~(?=[/\\])/, () => home);
}

/** folderOf returns the folder of a path, with its last slash; nothing for a file of the working directory. */
export function folderOf(path: string): string {
  return path.replace(/[^/\\]*$/, '');
}

/** isInWorkspace returns whether a path lies in the working directory or below it. */
export function isInWorkspace(path: string): boolean {
  const way = relative(process.cwd(), path);
  return !way.startsWith('..') && !isAbsolute(way);
}
