import { expect, test } from '@jest/globals';
import { type Job, thisJob } from '../../src/runner/job.ts';
import { inStep } from '../support/step.ts';

const github = {
  GITHUB_SERVER_URL: 'https://github.com',
  GITHUB_REPOSITORY: 'octo/infra',
  GITHUB_RUN_ID: '123',
  GITHUB_RUN_ATTEMPT: '2',
  GITHUB_JOB: 'deploy',
};

async function job(variables: Record<string, string> = github): Promise<Job> {
  let found: Job | undefined;
  await inStep(variables, () => {
    found = thisJob();
  });
  if (found === undefined) {
    throw new Error('there is no job');
  }
  return found;
}

test('a credential is called after where it comes from', async () => {
  const { repository, prefix, name, description } = await job();
  expect(repository).toBe('https://github.com/octo/infra');
  expect(prefix).toBe('keystone-token octo/infra ');
  expect(name).toMatch(/^keystone-token octo\/infra run 123-2 [0-9a-f]{12} deploy$/);
  expect(description).toBe(
    'Made for one job, and deleted when it ends: https://github.com/octo/infra/actions/runs/123/attempts/2, job deploy.',
  );
});

test('no two are called the same', async () => {
  expect((await job()).name).not.toBe((await job()).name);
});

test('the name is not longer than Keystone takes', async () => {
  const { name } = await job({ ...github, GITHUB_JOB: 'd'.repeat(300) });
  expect(name).toHaveLength(255);
  expect(name).toMatch(/ [0-9a-f]{12} d+$/);
});

test('outside of a runner there is a name too', async () => {
  const nowhere = Object.fromEntries(Object.keys(github).map((name) => [name, '']));
  expect((await job(nowhere)).name).toMatch(/^keystone-token /);
});
