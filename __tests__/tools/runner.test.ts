import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Job } from '../../tools/runner.ts';

// An action that does what its input `do` says, in JavaScript.
const definition = `
inputs:
  do: { description: What the step does }
  at end: { description: What is done at the job's end }
  with-default: { default: 300 }
runs: { using: node24, main: index.js, post: index.js }
`;
const script = `
const { appendFileSync } = require('node:fs');
const isPost = 'STATE_started' in process.env;
const put = (file, text) => appendFileSync(process.env[file], text + '\\n');
put('GITHUB_STATE', 'started=true');
const act = isPost ? process.env.INPUT_AT_END : process.env.INPUT_DO;
new Function('put', 'log', 'require', act)(put, console.log, require);
`;

const action = mkdtempSync(join(tmpdir(), 'keystone-token-action-'));
beforeAll(() => {
  writeFileSync(join(action, 'action.yml'), definition);
  writeFileSync(join(action, 'index.js'), script);
});
afterAll(() => rmSync(action, { recursive: true }));

const printEnvironment = 'log(JSON.stringify(process.env))';

test('a step sees its inputs, its own variables and the runner’s, and PATH alone of this process', async () => {
  await using job = new Job({ action });
  const { stdout } = await job.run({ with: { do: printEnvironment, 'at end': '' }, env: { OWN: 'x' } });
  const seen: Record<string, string> = JSON.parse(stdout);
  const own = Object.keys(seen).filter((name) => !/^(GITHUB|RUNNER)_/.test(name));
  expect(own.sort()).toEqual(['CI', 'HOME', 'INPUT_AT_END', 'INPUT_DO', 'INPUT_WITH-DEFAULT', 'OWN', 'PATH']);
  expect(seen).toMatchObject({
    INPUT_AT_END: '',
    'INPUT_WITH-DEFAULT': '300',
    PATH: process.env['PATH'],
    HOME: job.home,
    RUNNER_TEMP: job.temp,
    GITHUB_WORKSPACE: job.workspace,
  });
  expect(seen).not.toHaveProperty('RUNNER_DEBUG');
});

test('an input that action.yml does not declare is an error', async () => {
  await using job = new Job({ action });
  await expect(job.run({ with: { dont: '' } })).rejects.toThrow('action.yml declares no input dont');
});

test('what a step leaves for the runner is read', async () => {
  await using job = new Job({ action, debug: true });
  const write = `
    log('::add-mask::hush');
    put('GITHUB_OUTPUT', 'answer<<end\\nhush\\n42\\nend');
    put('GITHUB_STEP_SUMMARY', '# hush');
    console.error('a warning');
    process.exitCode = 3;`;
  expect(await job.run({ with: { do: write } })).toMatchObject({
    exitCode: 3,
    stdout: '::add-mask::hush\n',
    stderr: 'a warning\n',
    masks: ['hush'],
    outputs: { answer: 'hush\n42' },
    environment: {},
    state: { started: 'true' },
    summary: '# hush\n',
    log: 'a warning\n##[debug]Set output answer = ***\n42\n##[debug]Save intra-action state started = true\n',
  });
});

test('later steps see the variables, paths and masks of earlier ones, and the workflow’s secrets are hidden', async () => {
  await using job = new Job({ action, secrets: ['known'] });
  const first = await job.run({
    with: { do: `log('::add-mask::hush'); put('GITHUB_ENV', 'A=1'); put('GITHUB_PATH', '/a\\n/b')` },
  });
  expect(first.environment).toEqual({ A: '1' });
  expect(job.environment).toEqual({ A: '1' });
  const { env } = process;
  const second = await job.run({ with: { do: `log(process.env.A, process.env.PATH, 'hush', 'known')` } });
  expect(second.log).toBe(`1 ${['/b', '/a', env['PATH']].join(delimiter)} *** ***\n`);
  expect(job.mask('hush, known')).toBe('***, ***');
});

test('NODE_OPTIONS is not taken over', async () => {
  await using job = new Job({ action });
  const { environment, annotations } = await job.run({
    with: { do: `put('GITHUB_ENV', 'NODE_OPTIONS=--no-warnings')` },
  });
  expect([environment, job.environment]).toEqual([{}, {}]);
  expect(annotations).toHaveLength(1);
});

test('at the job’s end the posts run, the last first, with the inputs and the state of their steps', async () => {
  const job = new Job({ action });
  await job.run({ with: { do: `put('GITHUB_ENV', 'LATE=yes')`, 'at end': `log('first', process.env.LATE)` } });
  await job.run({ with: { do: '', 'at end': `log('second')` } });
  expect((await job.end()).map(({ stdout }) => stdout)).toEqual(['second\n', 'first yes\n']);
});

test('a post that has run does not run again', async () => {
  await using job = new Job({ action });
  const step = await job.run({ with: { do: '', 'at end': `log(process.hrtime.bigint())` } });
  const { stdout } = await step.post();
  expect((await job.end()).map((outcome) => outcome.stdout)).toEqual([stdout]);
});

const hang = `require('node:fs').writeFileSync('hanging', ''); setInterval(() => {}, 1000)`;

async function hangs(job: Job): Promise<void> {
  while (!existsSync(join(job.workspace, 'hanging'))) {
    await setTimeout(5);
  }
}

test('a step can be cancelled; its post runs all the same', async () => {
  await using job = new Job({ action });
  const running = job.start({ with: { do: hang, 'at end': `log('cleaned')` } });
  await hangs(job);
  running.kill('SIGINT');
  expect((await running.result).exitCode).toBe(130);
  expect(await job.end()).toMatchObject([{ stdout: 'cleaned\n' }]);
});

test('nothing is left of a job: no directory, and no process', async () => {
  const job = new Job({ action });
  const { result } = job.start({ with: { do: hang } });
  await hangs(job);
  await job.end();
  expect((await result).exitCode).toBe(137);
  expect(existsSync(dirname(job.temp))).toBe(false);
});
