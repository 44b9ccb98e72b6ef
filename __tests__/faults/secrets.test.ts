import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseAssignments } from '../../tools/runner/files.ts';
import { Job, type Outcome } from '../../tools/runner.ts';
import { runBundle, type Written } from '../support/bundle.ts';
import { FaultyProxy } from '../support/faulty-proxy.ts';
import { type Fault, FaultyServer } from '../support/faulty-server.ts';
import { beyond, type Case, cases } from '../support/secrets/cases.ts';
import { origin } from '../support/secrets/logins.ts';
import { tracesOf } from '../support/secrets/secret.ts';
import { servers } from '../support/secrets/servers.ts';

// No secret is printed, whatever the credentials are and whatever the servers do with them: the built action, run
// thousands of times in this process, and hundreds of times as a process.

const runs = Number(process.env['RUNS'] ?? 10_000);
const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31);
// Most of the time of a run is spent waiting for another attempt.
const inProcess = 40;
const asProcesses = 6;

/** The uses that are under way, by their number, which is in their URLs. */
const underWay = new Map<string, Case & { asked: number }>();
let server: FaultyServer;
let proxy: FaultyProxy;

beforeAll(async () => {
  server = await FaultyServer.start({ logins: [meet], revocation: meet });
  proxy = await FaultyProxy.start({ routes: { [`${beyond}:${server.port}`]: server.port } });
});
afterAll(async () => {
  await proxy[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

function meet(...[socket, request]: Parameters<Fault>): void {
  const use = underWay.get(/\/use-(\d+)\//.exec(request.path)?.[1] ?? '');
  if (use === undefined) {
    socket.destroy();
    return;
  }
  const doing = use.servers[Math.min(use.asked, use.servers.length - 1)] ?? '';
  use.asked += 1;
  server.requests.length = 0;
  servers.get(request.method === 'DELETE' ? use.revocation : doing)?.(use.token)(socket, request);
}

/** The use with its placeholders filled in: where the servers are. */
function placed(use: Case, number: number): Case {
  const fill = (text: string): string =>
    text
      .replaceAll(origin.replace('127.0.0.1:1', `${beyond}:1`), `http://${beyond}:${server.port}/use-${number}`)
      .replaceAll(origin, `http://127.0.0.1:${server.port}/use-${number}`)
      .replaceAll('@proxy.invalid', `@127.0.0.1:${proxy.port}`);
  const filled = (texts: Readonly<Record<string, string>> = {}) =>
    Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, fill(text)]));
  return { ...use, inputs: filled(use.inputs), env: filled(use.env) };
}

/** A run's visible lines: all that the runner's log, its annotations and the job's summary are made of. */
function visible({ stdout, stderr, summary }: Pick<Written, 'stdout' | 'stderr' | 'summary'>): string[] {
  return [stdout, stderr, summary]
    .join('\n')
    .split('\n')
    .filter((line) => !line.startsWith(mask));
}

const mask = '::add-mask::';

/** What is wrong with a use of the action, once its step and its job's end are over. */
function problems(use: Case, step: Written, post: Written): string[] {
  const credentials = use.secrets;
  const lines = [step, post].flatMap(visible);
  const masks = step.stdout.split('\n').filter((line) => line.startsWith(mask));
  const kept = { output: step.output, environment: step.environment, state: step.state };
  return [
    ...[...credentials, use.token].flatMap((secret) =>
      lines.filter((line) => tracesOf(secret).some((trace) => line.includes(trace))).map((line) => `printed: ${line}`),
    ),
    ...credentials
      .filter(({ isMasked = true, core }) => isMasked && !masks.some((line) => line.includes(core)))
      .map(({ text }) => `not masked: ${text}`),
    ...Object.entries(kept)
      .filter(([, text]) => credentials.some((secret) => tracesOf(secret).some((trace) => text.includes(trace))))
      .map(([name]) => `kept in the ${name}`),
    ...((step.exitCode === 0) === /^token<</m.test(step.output)
      ? []
      : [`exit code ${step.exitCode}, and ${step.output}`]),
    ...(post.exitCode === 0 ? [] : ['the job’s end failed']),
  ];
}

/** The variables of a use, as a runner hands them over. */
function variablesOf({ inputs, env, debug }: Case): Record<string, string> {
  const given = Object.entries(inputs).map(([name, text]) => [`INPUT_${name.toUpperCase()}`, text]);
  return { ...env, ...Object.fromEntries(given), ...(debug && { RUNNER_DEBUG: '1' }) };
}

function savedBy({ state }: Written): Record<string, string> {
  return Object.fromEntries(parseAssignments(state).map(([name, value]) => [`STATE_${name}`, value]));
}

/** check makes uses, several at once, and gives those that have problems. */
async function check(uses: readonly Case[], run: (use: Case) => Promise<string[]>, atOnce: number): Promise<unknown[]> {
  const found: unknown[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let number = next++; number < uses.length; number = next++) {
      const drawn = uses[number];
      if (drawn) {
        const use = placed(drawn, number);
        underWay.set(String(number), { ...use, asked: 0 });
        const problems = await run(use);
        underWay.delete(String(number));
        if (problems.length > 0) {
          found.push({ problems, use });
        }
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return found;
}

test(`no secret is printed, nor kept where it does not belong (${runs} runs, seed ${seed})`, async () => {
  const ends = new Map<string, number>();
  const found = await check(
    fc.sample(cases, { numRuns: runs, seed }),
    async (use) => {
      const variables = variablesOf(use);
      const step = await runBundle('index.js', variables);
      const [, code = 'a token'] = /^::error title=Keystone token%3A ([a-z-]+)::/m.exec(step.stdout) ?? [];
      ends.set(code, (ends.get(code) ?? 0) + 1);
      return problems(use, step, await runBundle('job-end.js', { ...variables, ...savedBy(step) }));
    },
    inProcess,
  );
  expect(found.slice(0, 3)).toEqual([]);
  // That so little would be printed only because every step ends at once, or too late.
  const shares = Object.fromEntries([...ends].map(([end, count]) => [end, count / runs]));
  expect(shares['a token']).toBeGreaterThan(0.1);
  expect(shares['deadline-exceeded'] ?? 0).toBeLessThan(0.1);
  expect(ends.size).toBeGreaterThan(12);
}, 3_600_000);

test(`nor by a process, nor left in a file (${Math.ceil(runs / 50)} runs)`, async () => {
  const uses = fc.sample(cases, { numRuns: Math.ceil(runs / 50), seed: seed + 1 });
  const found = await check(
    uses,
    async ({ inputs, env, debug, ...use }) => {
      await using job = new Job({ debug });
      const step = await job.run({ with: inputs, env: { ...env } });
      const left = [job.temp, job.workspace, job.home].flatMap(textsUnder);
      const post = await step.post();
      const writing = (outcome: Outcome): Written => ({
        ...outcome,
        output: assigned(outcome.outputs),
        environment: assigned(outcome.environment),
        state: assigned(outcome.state),
      });
      return [
        ...problems({ ...use, inputs, debug }, writing(step), writing(post)),
        ...left.filter((text) =>
          [...use.secrets, use.token].some((secret) => tracesOf(secret).some((trace) => text.includes(trace))),
        ),
      ];
    },
    asProcesses,
  );
  expect(found.slice(0, 3)).toEqual([]);
}, 3_600_000);

/** Assignments in the form of the runner's files. */
function assigned(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}<<end\n${value}\nend\n`)
    .join('');
}

/** The texts of all files below a directory, but for those through which the step speaks to the runner. */
function textsUnder(directory: string): string[] {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((path) => !path.includes('_runner_file_commands'))
    .map((path) => readFileSync(path, 'utf8'));
}
