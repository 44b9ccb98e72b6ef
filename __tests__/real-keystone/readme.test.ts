import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { load } from 'js-yaml';
import { list, members, text } from '../../src/keystone/json.ts';
import { installClients } from '../../tools/clients.ts';
import { root } from '../../tools/repository.ts';
import { Job, type StepResult } from '../../tools/runner.ts';
import { fencesOf } from '../../tools/workflows/fences.ts';
import { fenceUnder } from '../support/markdown.ts';
import { shell } from './guide.ts';
import { runningKeystone } from './running.ts';

// What a new user does, from the README alone, with the Keystone as their cloud. In place of `gh` there is a program that
// keeps what it is told; in place of the examples' values there are this cloud's.

const keystone = await runningKeystone();
const { deployer } = keystone.users;
const { production } = keystone.projects;
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const steps = 'Four steps to a first green run';

let directory: string;
let path: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'readme-'));
  mkdirSync(join(directory, 'bin'));
  const gh = join(directory, 'bin/gh');
  writeFileSync(
    gh,
    // gh variable set NAME --body TEXT, and gh secret set NAME, which reads the secret.
    `#!/bin/sh\nif [ "$4" = --body ]; then printf %s "$5"; else cat; fi > '${directory}/'"$1.$3"\n`,
  );
  chmodSync(gh, 0o755);
  writeFileSync(join(directory, 'openrc.sh'), `${openrc()}export OS_PASSWORD='${deployer.password}'\n`);
  path = `${join(directory, 'bin')}:${installClients().path}`;
}, 600_000);

afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** The dashboard's file, which holds no password. */
function openrc(): string {
  const variables = {
    OS_AUTH_URL: keystone.authUrl,
    OS_PROJECT_ID: production.id,
    OS_USERNAME: deployer.name,
    OS_USER_DOMAIN_NAME: deployer.domain.name,
    OS_REGION_NAME: 'RegionOne',
    OS_IDENTITY_API_VERSION: '3',
  };
  return Object.entries(variables)
    .map(([name, value]) => `export ${name}="${value}"\n`)
    .join('');
}

/** use runs the step that an example shows, with the values it refers to. */
async function use(job: Job, yaml: string, values: Readonly<Record<string, string>>): Promise<StepResult> {
  const parsed = load(yaml);
  const [firstJob] = Object.values(members(members(parsed)['jobs']));
  const [step] = [...list(parsed), ...list(members(firstJob)['steps'])].map(members);
  const given = Object.entries(members(step?.['with'])).map(([name, value]) => {
    const [, reference] = /^\$\{\{ (?:vars|secrets)\.(\w+) \}\}$/.exec(text(value)) ?? [];
    return [name, reference === undefined ? text(value) : (values[reference] ?? `no ${reference}`)];
  });
  const inputs: Record<string, string> = Object.fromEntries(given);
  const where = inputs['auth-url']?.startsWith('https://cloud.example') ? { 'auth-url': keystone.authUrl } : {};
  return await job.run({ with: { ...inputs, ...where, cacert: keystone.ca } });
}

test('the four steps lead to a token, and the token to an end', async () => {
  const variables = { PATH: path, HOME: directory, OS_CACERT: keystone.caFile };
  const commands = [0, 1].map((position) => fenceUnder(steps, readme, 'sh', position)).join('');
  expect(await shell(commands, directory, variables)).toEqual({ status: 0, stdout: '', stderr: '' });
  expect(await shell(fenceUnder(steps, readme, 'sh', 2), directory, variables)).toMatchObject({ status: 0 });

  const workflow = fenceUnder(steps, readme, 'yaml');
  const references = [...workflow.matchAll(/\$\{\{ (vars|secrets)\.(\w+) \}\}/g)];
  const stored = references.map(([, kind, name = '']) => [
    name,
    readFileSync(join(directory, `${kind === 'vars' ? 'variable' : 'secret'}.${name}`), 'utf8'),
  ]);
  await using job = new Job();
  const { exitCode, outputs } = await use(job, workflow, Object.fromEntries(stored));
  expect({ exitCode, project: outputs['project-id'], roles: outputs['roles'], region: outputs['region-name'] }).toEqual(
    {
      exitCode: 0,
      project: production.id,
      roles: expect.stringContaining('"member"'),
      region: 'RegionOne',
    },
  );
  await job.end();
  expect((await keystone.admin.inspect(outputs['token'] ?? '')).status).toBe(404);
});

const ways = fencesOf(readme.split('\n## Choose your way to log in\n')[1]?.split('\n## ')[0] ?? '').filter(
  ({ text: yaml }) => !yaml.includes('identity-provider'), // docs/secretless.md has a test of its own.
);

test('every way to log in that the README shows does', async () => {
  const { restricted } = keystone.applicationCredentials;
  const values = {
    OS_APPLICATION_CREDENTIAL_ID: restricted.id,
    OS_APPLICATION_CREDENTIAL_SECRET: restricted.secret,
    OPENRC: openrc(),
    OS_USERNAME: deployer.name,
    OS_PASSWORD: deployer.password,
    OS_PROJECT_ID: production.id,
    CLOUDS_YAML: JSON.stringify({
      clouds: {
        production: {
          auth: {
            auth_url: keystone.authUrl,
            user_id: deployer.id,
            password: deployer.password,
            project_id: production.id,
          },
        },
      },
    }),
  };
  expect(ways.length).toBe(4);
  for (const { text: yaml } of ways) {
    await using job = new Job();
    const domain = yaml.replace('user-domain-name: Default', `user-domain-name: ${deployer.domain.name}`);
    const { exitCode, outputs, log } = await use(job, domain, values);
    expect({ exitCode, project: outputs['project-id'], log }).toMatchObject({ exitCode: 0, project: production.id });
  }
});
