import { randomBytes } from 'node:crypto';

// As Keystone's database has it.
const longestName = 255;

/** What a credential made for this job is called, and how those of the same repository are known. */
export interface Job {
  /** The repository, with the server it is on. */
  readonly repository: string;
  /** What the names of all its credentials begin with. */
  readonly prefix: string;
  /** Another each time. */
  readonly name: string;
  readonly description: string;
}

/**
 * thisJob returns what a credential made for this job is called, so that a list of credentials tells where it comes from.
 * Source: https://docs.github.com/en/actions/reference/workflows-and-actions/variables
 */
export function thisJob(): Job {
  const {
    GITHUB_SERVER_URL: server = '',
    GITHUB_REPOSITORY: path = '',
    GITHUB_RUN_ID: run = '',
    GITHUB_RUN_ATTEMPT: attempt = '',
    GITHUB_JOB: job = '',
  } = process.env;
  const repository = `${server}/${path}`;
  const prefix = `keystone-token ${path} `;
  return {
    repository,
    prefix,
    name: `${prefix}run ${run}-${attempt} ${randomBytes(6).toString('hex')} ${job}`.slice(0, longestName),
    description: `Made for one job, and deleted when it ends: ${repository}/actions/runs/${run}/attempts/${attempt}, job ${job}.`,
  };
}
