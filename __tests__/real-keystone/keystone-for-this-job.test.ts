import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { Job } from '../../tools/runner.ts';
import { startFederation } from './federated.ts';

// The action of our own workflows that starts a real Keystone, with a stand-in for GitHub's issuer.

const action = join(import.meta.dirname, '../../.github/actions/keystone');

test('the Keystone for a job trusts the issuer, and sees the tokens revoked', async () => {
  await using github = await startFederation();
  await using surroundings = new Job({ action });
  const keystone = await surroundings.run({ with: { issuer: github.issuer, 'issuer-ca': github.caFile } });
  expect(keystone).toMatchObject({ exitCode: 0, stderr: '' });
  const { 'auth-url': AUTH_URL = '', cacert: CACERT = '', 'project-id': project = '' } = keystone.outputs;
  {
    await using job = new Job();
    const given = { 'auth-url': AUTH_URL, cacert: CACERT, 'identity-provider': 'github', 'project-id': project };
    const { exitCode, outputs } = await job.run({ with: given, env: github.job() });
    expect({ exitCode, user: outputs['user-name'] }).toEqual({ exitCode: 0, user: 'octo-org/octo-repo' });
    const env = { OS_TOKEN: outputs['token'], AUTH_URL, CACERT, RUNNER_TEMP: surroundings.temp };
    expect(spawnSync(process.execPath, [join(action, 'ask.ts')], { env }).status).toBe(0);
  }
  expect(await keystone.post()).toMatchObject({
    exitCode: 0,
    log: 'Keystone answers the token of the job with 401.\n',
  });
});
