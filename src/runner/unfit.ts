import { type Explanation, Failure } from '../failure.ts';

/** unfit returns the Failure of a runner that cannot do its part. */
export function unfit(explanation: Explanation): Failure {
  return new Failure('runner-unfit', explanation);
}

interface Remedy extends Omit<Explanation, 'message'> {
  /** The system's reasons for which it helps. */
  readonly codes: readonly string[];
}

const remedies: readonly Remedy[] = [
  {
    codes: ['EACCES', 'EPERM', 'EROFS'],
    reasons: ["The job runs in a container, as a user who may not write the runner's files."],
    advice: [
      'Run the container as root or as the user of the runner, for instance `options: --user 1001` below `image`.',
    ],
  },
  {
    codes: ['ENOSPC', 'EDQUOT'],
    advice: ["Make room on the runner's disk, or use a runner with a larger one."],
  },
  {
    codes: ['ENOENT', 'ENOTDIR'],
    reasons: [
      'An earlier step has removed it.',
      "The job's container does not have the runner's directory for such files.",
    ],
    advice: ["Mount the runner's `_work/_temp` into the container where the runner says it is."],
  },
];

/** What a step writes to, by the variable in which the runner says where it is. */
const places = {
  GITHUB_OUTPUT: 'the file for outputs',
  GITHUB_ENV: 'the file for variables of later steps',
  GITHUB_STATE: "the file for what the job's end must know",
  RUNNER_TEMP: 'the directory for temporary files',
};

/** The name of the variable that says where a place is. */
export type RunnerPlace = keyof typeof places;

/**
 * writing writes to a place of the runner's. Throws `runner-unfit` where the runner does not say where that is, or the
 * system refuses. Without the file there is an older way, by the log, which would print the token.
 */
export function writing(place: RunnerPlace, write: (path: string) => void): void {
  const path = process.env[place];
  if (!path) {
    throw unfit({
      message: `This runner does not say where ${places[place]} is: ${place} is not set.`,
      reasons: ['A runner older than 2.297.0 has no such file.', 'The action was not started by a runner.'],
      advice: ['Update the runner. Nothing is handed over by way of the log, which would show the token.'],
    });
  }
  try {
    write(path);
  } catch (error) {
    // @actions/core has an error of its own for a file that is not there.
    const { code = 'ENOENT', message }: { readonly code?: string; readonly message: string } = Object(error);
    throw unfit({
      message: `Nothing can be written to ${places[place]} (${path}): ${message.replace(/(, | at path: ).*/s, '')}.`,
      ...remedies.find(({ codes }) => codes.includes(code)),
    });
  }
}
