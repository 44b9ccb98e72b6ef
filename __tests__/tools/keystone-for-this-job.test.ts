import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { Job } from '../../tools/runner.ts';

// The action of our own workflows that starts a Keystone, and sees at the job's end that the tokens are revoked.

const action = join(import.meta.dirname, '../../.github/actions/keystone');

interface Judgement {
  readonly exitCode: number;
  readonly log: string;
}

/** use has a job log in at the Keystone, `times` times, and returns how the job's end judges it. */
async function use(times: number, revoke = 'true'): Promise<Judgement> {
  await using surroundings = new Job({ action });
  const keystone = await surroundings.run();
  expect(keystone).toMatchObject({ exitCode: 0, stderr: '', masks: [keystone.outputs['password']] });
  const { 'auth-url': AUTH_URL = '', cacert: CACERT = '', ...user } = keystone.outputs;
  {
    await using job = new Job();
    for (let time = 0; time < times; time += 1) {
      const { outputs } = await job.run({ with: { ...user, 'auth-url': AUTH_URL, cacert: CACERT, revoke } });
      const env = { OS_TOKEN: outputs['token'], AUTH_URL, CACERT, RUNNER_TEMP: surroundings.temp };
      const { status } = spawnSync(process.execPath, [join(action, 'ask.ts')], { env });
      expect(status).toBe(0);
    }
  }
  const { exitCode, log } = await keystone.post();
  return { exitCode, log };
}

test('tokens that worked and are revoked please it', async () => {
  const answer = 'Keystone answers the token of the job with 401.\n';
  expect(await use(2)).toEqual({ exitCode: 0, log: answer.repeat(2) });
});

test('a token that still works does not', async () => {
  const log = 'Keystone answers the token of the job with 200.\n##[error]A token of the job has not been revoked.\n';
  expect(await use(1, 'false')).toEqual({ exitCode: 1, log });
});

test('nor does a job that showed none', async () => {
  expect(await use(0)).toEqual({ exitCode: 1, log: '##[error]No token was shown to ask.ts in this job.\n' });
});
