import { type Directory, isDirectoryName, pathIn, removeDirectory } from '../runner/files.ts';
import type { Kind } from './item.ts';

/** The directory in which a use of the action has its files is removed with them. */
export const directory: Kind<Directory> = {
  read({ id }) {
    return isDirectoryName(id) ? { kind: 'directory', id } : undefined;
  },

  async undo(directory) {
    return removeDirectory(directory) ? () => 'Its files are removed.' : undefined;
  },

  failed(directories) {
    const paths = directories.map((one) => pathIn(one)).join(' and ');
    return `The files in ${paths} could not be removed. Remove them: there is a token in them.`;
  },
};
