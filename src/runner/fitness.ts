import { closeSync, constants, fstatSync, ftruncateSync, openSync, writeFileSync } from 'node:fs';
import { newDirectory, removeDirectory, writeFiles } from './files.ts';
import { type RunnerPlace, unfit, writing } from './unfit.ts';

// What a runner must be able to do is tried before there is a token: one that can be neither handed over nor kept for
// the job's end is of no use.

const oldestNode = 20;

/** checkNode throws `runner-unfit` on a Node that is too old. It comes first, and uses nothing that is new. */
export function checkNode(): void {
  const { node } = process.versions;
  if (Number(node.split('.')[0]) < oldestNode) {
    throw unfit({
      message: `This runner starts the action with Node ${node}, and it needs ${oldestNode} or newer.`,
      reasons: ["act, Gitea's runner and Forgejo's start actions with the Node that is in the job's image."],
      advice: ['Use an image with a newer Node, for instance `node:24`.'],
    });
  }
}

/** What a step will write, beside its outputs and its state. */
export interface Needs {
  readonly variables: boolean;
  readonly files: boolean;
}

/** checkRunner throws `runner-unfit` where the step could not write what it will have to. */
export function checkRunner({ variables, files }: Needs): void {
  const commandFiles: readonly RunnerPlace[] = [
    'GITHUB_STATE',
    'GITHUB_OUTPUT',
    ...(variables ? ['GITHUB_ENV' as const] : []),
  ];
  for (const place of commandFiles) {
    writing(place, tryToAppend);
  }
  if (files) {
    writing('RUNNER_TEMP', () => {
      const directory = newDirectory();
      try {
        writeFiles(directory, { probe: room });
      } finally {
        removeDirectory(directory);
      }
    });
  }
}

// What a long token takes, so that a full disk is found to be full.
const room = ' '.repeat(256 * 1024);

/** tryToAppend appends to a file and takes it back; to what is no file, a device for instance, an empty line. */
function tryToAppend(path: string): void {
  // Without waiting for a pipe that nobody reads.
  const file = openSync(path, constants.O_WRONLY | constants.O_APPEND | constants.O_NONBLOCK);
  const stats = fstatSync(file);
  try {
    writeFileSync(file, stats.isFile() ? room : '\n');
  } finally {
    if (stats.isFile()) {
      ftruncateSync(file, stats.size);
    }
    closeSync(file);
  }
}
