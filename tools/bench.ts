// npm run bench: how the action fares in what a test cannot judge. `npm run bench -- matrix` (startup, step, keystone)
// runs a part; all but keystone, which takes root, are run without one.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kinds } from './bench/limiters.ts';
import { seeded, simulate } from './bench/matrix.ts';
import { compare, type Program, type Usage, usageOf } from './bench/processes.ts';
import { sampleCloud } from './embedded-keystone/cloud.ts';
import { startEmbeddedKeystone } from './embedded-keystone.ts';
import { installMissing } from './keystone/packages.ts';
import { startKeystone } from './keystone/server.ts';

const action = join(import.meta.dirname, '../dist/index.js');
const jobEnd = join(import.meta.dirname, '../dist/job-end.js');
const plainLogin = join(import.meta.dirname, 'bench/plain-login.cjs');
const node = process.execPath;

/** A login that both the action and the plain script can make. */
interface Login {
  readonly authUrl: string;
  readonly ca: string;
  readonly username: string;
  readonly userDomain: string;
  readonly password: string;
  readonly projectId: string;
}

const parts: Readonly<Record<string, () => Promise<void>>> = {
  async startup() {
    const step: Program = { argv: [node, action], exitCode: 1 };
    const end: Program = { argv: [node, jobEnd] };
    const [bare, ours, post] = await usageOf([{ argv: [node, '--eval', '0'] }, step, end], 30);
    show('Processor time and memory, beside `node --eval 0`', [
      `node --eval 0: ${bare?.processor.toFixed(0)} ms`,
      `The step fails on a missing input: ${shown(ours)} (bars 1.45 and 9)`,
      `The job's end has nothing to do: ${shown(post)} (bar 1.35)`,
    ]);
  },

  async step() {
    await using keystone = await startEmbeddedKeystone();
    const [user] = sampleCloud.users;
    const [project] = sampleCloud.projects;
    const login = {
      authUrl: keystone.authUrl,
      ca: keystone.ca,
      username: user.name,
      userDomain: user.domain.name,
      password: user.password,
      projectId: project.id,
    };
    await showStep('The whole step, against a server that answers at once', login, 'bar 1.25');
  },

  async keystone() {
    const keystone = await startKeystone();
    try {
      const { deployer } = keystone.users;
      const login = {
        authUrl: keystone.authUrl,
        ca: keystone.ca,
        username: deployer.name,
        userDomain: deployer.domain.name,
        password: deployer.password,
        projectId: keystone.projects.production.id,
      };
      await showStep('The whole step, against a real Keystone', login, 'bar 1.10');
      installMissing(['python3-openstackclient']);
      await showClient(login);
    } finally {
      await keystone.stop();
    }
  },

  async matrix() {
    const [jobs, timeout, runs] = [256, 300, 5];
    const rows: string[] = [];
    for (const kind of kinds) {
      for (const tells of [true, false]) {
        const seeds = Array.from({ length: runs }, (_, seed) => seed);
        const outcomes = await Promise.all(
          seeds.map((seed) => simulate({ jobs, kind, tells, timeout, chance: seeded(seed) })),
        );
        const worst = Math.max(...outcomes.map(({ seconds }) => seconds));
        const failed = outcomes.reduce((sum, { succeeded }) => sum + jobs - succeeded, 0);
        const requests = outcomes.reduce((sum, outcome) => sum + outcome.requests, 0) / runs / jobs;
        const ratio = (worst / kind.least).toFixed(2);
        rows.push(
          `| ${kind.name} | ${tells ? 'yes' : 'no'} | ${failed} | ${worst.toFixed(0)} | ${ratio} | ${requests.toFixed(1)} |`,
        );
      }
    }
    show(`${jobs} jobs that share 60 logins a minute, timeout ${timeout} (bar 1.2 × the least, none failed)`, [
      '| the server counts | Retry-After | failed | seconds | × the least | requests a job |',
      '|---|---|---|---|---|---|',
      ...rows,
    ]);
  },
};

function shown(usage: Usage | undefined): string {
  if (usage === undefined) {
    return 'not run';
  }
  const { processor, ratio, spread, memory } = usage;
  const [lowest, highest] = spread.map((value) => value.toFixed(2));
  return `${processor.toFixed(0)} ms; ratio ${ratio.toFixed(2)}, from ${lowest} to ${highest}; ${memory.toFixed(1)} MiB more`;
}

async function showStep(title: string, login: Login, bar: string): Promise<void> {
  await inRunner(login, async (step, runner, caFile) => {
    const script = { argv: [node, plainLogin], env: { ...runner, ...variablesOf(login, caFile) } };
    const { ours, theirs, ratio } = await compare(step, script, 30);
    show(title, [
      `${ours.toFixed(0)} ms; a script of thirty lines takes ${theirs.toFixed(0)} ms; ratio ${ratio.toFixed(2)} (${bar})`,
    ]);
  });
}

async function showClient(login: Login): Promise<void> {
  await inRunner(login, async (step, _, caFile) => {
    const client = { argv: ['/usr/bin/openstack', 'token', 'issue'], env: openrcOf(login, caFile) };
    const { ours, theirs, ratio } = await compare(step, client, 10);
    show('The same, and `openstack token issue`', [
      `${ours.toFixed(0)} ms; the client takes ${theirs.toFixed(0)} ms; ${(1 / ratio).toFixed(1)} times as fast (bar 4.5)`,
    ]);
  });
}

type Variables = Readonly<Record<string, string>>;

/** inRunner gives a measurement the step as a program, what a runner gives every step, and the path of the certificate. */
async function inRunner(
  login: Login,
  measure: (step: Program, runner: Variables, caFile: string) => Promise<void>,
): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'keystone-token-bench-'));
  try {
    const file = (name: string, text = ''): string => {
      writeFileSync(join(directory, name), text);
      return join(directory, name);
    };
    const runner = {
      GITHUB_ENV: file('env'),
      GITHUB_OUTPUT: file('output'),
      GITHUB_STATE: file('state'),
      GITHUB_STEP_SUMMARY: file('summary'),
      RUNNER_TEMP: directory,
    };
    const caFile = file('ca.pem', login.ca);
    await measure({ argv: [node, action], env: { ...runner, ...inputsOf(login, caFile) } }, runner, caFile);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function inputsOf(login: Login, caFile: string): Variables {
  return {
    'INPUT_AUTH-URL': login.authUrl,
    INPUT_USERNAME: login.username,
    'INPUT_USER-DOMAIN-NAME': login.userDomain,
    INPUT_PASSWORD: login.password,
    'INPUT_PROJECT-ID': login.projectId,
    INPUT_CACERT: caFile,
  };
}

function openrcOf(login: Login, caFile: string): Variables {
  return {
    OS_IDENTITY_API_VERSION: '3',
    OS_AUTH_URL: login.authUrl,
    OS_USERNAME: login.username,
    OS_USER_DOMAIN_NAME: login.userDomain,
    OS_PASSWORD: login.password,
    OS_PROJECT_ID: login.projectId,
    OS_CACERT: caFile,
  };
}

function variablesOf(login: Login, caFile: string): Variables {
  return {
    AUTH_URL: login.authUrl,
    USERNAME: login.username,
    USER_DOMAIN: login.userDomain,
    PASSWORD: login.password,
    PROJECT_ID: login.projectId,
    CA_FILE: caFile,
  };
}

function show(title: string, lines: readonly string[]): void {
  console.log([title, ...lines.map((line) => `  ${line}`), ''].join('\n'));
}

const named = process.argv.slice(2);
for (const name of named.length > 0 ? named : ['startup', 'step', 'matrix']) {
  await parts[name]?.();
}
