import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { runWorkflow, type WorkflowOptions, type WorkflowResult } from '../../tools/act.ts';
import { repository } from '../../tools/repository.ts';
import { type Federation, startFederation } from '../real-keystone/federated.ts';
import { startWorkingCloud, type WorkingCloud } from '../real-keystone/working-cloud.ts';

// The action in workflows that a real runner runs: nektos/act, with the steps as processes of this machine.

let federation: Federation;
let cloud: WorkingCloud;
let directory: string;
let tokenFile: string;

beforeAll(async () => {
  federation = await startFederation();
  cloud = await startWorkingCloud(federation.options);
  await federation.establish(cloud.keystone);
  directory = mkdtempSync(join(tmpdir(), 'act-test-'));
  tokenFile = join(directory, 'token');
  writeFileSync(join(directory, 'ca.pem'), cloud.ca);
}, 3_600_000);

afterAll(async () => {
  await cloud?.[Symbol.asyncDispose]();
  await federation?.[Symbol.asyncDispose]();
  rmSync(directory, { recursive: true, force: true });
});

const use = `
      - uses: ${repository}@v1
        id: keystone
        with:
          auth-url: \${{ vars.AUTH_URL }}
          cacert: \${{ vars.CACERT }}
          user-id: \${{ vars.USER_ID }}
          password: \${{ secrets.PASSWORD }}
          project-id: \${{ vars.PROJECT_ID }}
          region-name: \${{ vars.REGION }}`;
const keep = `
      - run: printf '%s' "$OS_TOKEN" > "$TOKEN_FILE"`;

function workflow(steps: string, more = ''): string {
  return `on: push
permissions: {}
jobs:
  example:
    runs-on: ubuntu-latest
    outputs:
      project: \${{ steps.keystone.outputs.project-name }}
    steps:${steps}
${more}`;
}

function run(text: string, options: WorkflowOptions = {}): Promise<WorkflowResult> {
  const { keystone, region } = cloud;
  const { deployer } = keystone.users;
  rmSync(tokenFile, { force: true });
  return runWorkflow(text, {
    secrets: { PASSWORD: deployer.password },
    vars: {
      AUTH_URL: keystone.authUrl,
      CACERT: join(directory, 'ca.pem'),
      USER_ID: deployer.id,
      PROJECT_ID: keystone.projects.production.id,
      REGION: region,
    },
    ...options,
    env: { TOKEN_FILE: tokenFile, ...options.env },
  });
}

/** What Keystone answers about the token that a step kept: 404 where it is revoked. */
async function keptToken(): Promise<{ token: string; status: number }> {
  const token = readFileSync(tokenFile, 'utf8');
  expect(token).toMatch(/^gAAAA/);
  const { status } = await cloud.keystone.admin.inspect(token);
  return { token, status };
}

test('masks, outputs, variables, state and the job’s end', async () => {
  const steps = `${use}${keep}
      - run: echo "[$OS_TOKEN] [\${{ steps.keystone.outputs.token }}] [\${{ steps.keystone.outputs.user-name }}]"`;
  const next = `  next:
    needs: example
    runs-on: ubuntu-latest
    steps:
      - run: echo "handed on \${{ needs.example.outputs.project }}"`;
  const { exitCode, log } = await run(workflow(steps, next));
  expect(exitCode).toBe(0);
  const { token, status } = await keptToken();
  expect(status).toBe(404);
  expect(log).not.toContain(token);
  expect(log).not.toContain(cloud.keystone.users.deployer.password);
  expect(log).toContain('[***] [***] [deployer]');
  expect(log).toContain('handed on production');
  expect(log).toMatch(/Post org\/keystone-token@v1\n.*\n.*\| The token of \S+ is revoked\./);
});

test('a step that fails after it: the token is revoked', async () => {
  const { exitCode, log } = await run(workflow(`${use}${keep}\n      - run: exit 3`));
  expect(exitCode).toBe(1);
  expect(log).toContain('exit status 3');
  expect(await keptToken()).toMatchObject({ status: 404 });
});

test('a job that is cancelled: the token is revoked', async () => {
  const wait = `
      - run: |
          echo "wait""ing"
          sleep 60`;
  const { exitCode, log } = await run(workflow(`${use}${keep}${wait}`), { cancelAfter: 'waiting' });
  expect(exitCode).toBe(1);
  expect(log).toContain('this step has been cancelled');
  expect(await keptToken()).toMatchObject({ status: 404 });
});

test('a login that is refused: one annotation, and nothing for later steps', async () => {
  const after = `
      - run: echo "found [$OS_TOKEN]"
        if: always()`;
  const { exitCode, log } = await run(workflow(use + after), { secrets: { PASSWORD: 'mistaken-password' } });
  expect(exitCode).toBe(1);
  expect(log.match(/::error /g)).toHaveLength(1);
  expect(log).toContain('login-refused');
  expect(log).toContain('found []');
  expect(log).not.toContain('mistaken-password');
});

test('two uses in one job: each is undone, the last one first', async () => {
  const second = use.replace('id: keystone', 'id: second').replace('with:', 'with:\n          export: swift');
  const show = `
      - run: echo "kept [\${OS_TOKEN:-none}] and [$OS_AUTH_TOKEN]"`;
  const { exitCode, log } = await run(workflow(`${use}${keep}${second}${show}`));
  expect(exitCode).toBe(0);
  expect(log.match(/The token of \S+ is revoked\./g)).toHaveLength(2);
  expect(log).toContain('and [***]');
  expect(await keptToken()).toMatchObject({ status: 404 });
});

// What differs from GitHub's runner, as docs/runners.md says.
test('act hands a masked output on to another job, which shows it; the token is revoked by then', async () => {
  const text = workflow(use).replace('outputs.project-name', 'outputs.token');
  const next = `  next:
    needs: example
    runs-on: ubuntu-latest
    steps:
      - run: |
          printf '%s' "$TOKEN" > "$TOKEN_FILE"
          echo "handed on [$TOKEN]"
        env:
          TOKEN: \${{ needs.example.outputs.project }}`;
  const { exitCode, log } = await run(text + next);
  expect(exitCode).toBe(0);
  const { token, status } = await keptToken();
  expect(status).toBe(404);
  expect(log).toContain(`handed on [${token}]`);
});

test('act hides a secret as it is written, and in no other encoding', async () => {
  const show = `
      - run: |
          echo "as it is [$OS_TOKEN]"
          echo "encoded [$(printf '%s' "$OS_TOKEN" | base64 --wrap=0)]"`;
  const { log } = await run(workflow(use + keep + show));
  const { token } = await keptToken();
  expect(log).toContain('as it is [***]');
  expect(log).toContain(`encoded [${Buffer.from(token).toString('base64')}]`);
});
