import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sampleCloud } from '../../tools/embedded-keystone/cloud.ts';
import { type EmbeddedKeystone, startEmbeddedKeystone } from '../../tools/embedded-keystone.ts';
import { Job, type StepResult } from '../../tools/runner.ts';

// A checkout brings files into the workspace, and may be anybody's.

const [user] = sampleCloud.users;
const [project] = sampleCloud.projects;

let keystone: EmbeddedKeystone;
beforeAll(async () => {
  keystone = await startEmbeddedKeystone();
});
afterAll(async () => {
  await keystone.stop();
});

async function run(given: Record<string, string>, files: Record<string, object>): Promise<StepResult> {
  await using job = new Job();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(job.workspace, name)), { recursive: true });
    writeFileSync(join(job.workspace, name), JSON.stringify(content));
  }
  const who = { username: user.name, password: user.password, 'user-domain-name': user.domain.name };
  return await job.run({ with: { ...who, cacert: keystone.ca, ...given } });
}

/** The cloud as a checkout has it: all that is missing for a login with the credentials of the step. */
function entry(): object {
  return { auth: { auth_url: keystone.authUrl, project_id: project.id } };
}

test.each(['clouds', 'secure', 'public-clouds'])(
  'a built-in name does not lead where the workspace says: %s',
  async (kind) => {
    const files =
      kind === 'public-clouds'
        ? { 'clouds-public.yaml': { 'public-clouds': { otc: entry() } } }
        : { [`${kind}.json`]: { clouds: { otc: entry() } } };
    const { exitCode, annotations } = await run({ cloud: 'otc' }, files);
    expect(exitCode).toBe(1);
    // The profile has no project: nothing was sent.
    expect(annotations).toEqual([expect.objectContaining({ title: 'Keystone token: input-missing' })]);
    const own = await run({ cloud: 'own' }, JSON.parse(JSON.stringify(files).replaceAll('"otc"', '"own"')));
    expect(own.exitCode).toBe(0);
    expect(own.stdout).toContain(`. The cloud own is at ${new URL(keystone.authUrl).host}.`);
  },
);

test('a secure.yaml that is not beside its clouds.yaml adds no address', async () => {
  const { exitCode, annotations, outputs } = await run(
    { 'clouds-yaml': 'ci/clouds.yaml' },
    {
      'ci/clouds.yaml': { clouds: { own: entry() } },
      'secure.yaml': { clouds: { own: { auth: { auth_url: 'https://theirs.example/v3' } } } },
    },
  );
  expect({ exitCode, url: outputs['auth-url'] }).toEqual({ exitCode: 0, url: keystone.authUrl });
  expect(annotations.map(({ level, message }) => [level, message])).toEqual([
    ['warning', expect.stringMatching(/^The file secure.yaml is not beside .* Not used: `auth_url`\.$/)],
  ]);
});
