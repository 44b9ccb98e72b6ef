import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { repository } from './repository.ts';
import { readAction } from './runner/action.ts';
import { type CommandFiles, createCommandFiles, parseAssignments } from './runner/files.ts';
import { type Annotation, StepLog } from './runner/log.ts';
import { Masks } from './runner/masks.ts';

export interface JobOptions {
  /** The directory that holds action.yml; without it, the project's own. */
  readonly action?: string;
  /** The Node that runs the action; without it, this one. */
  readonly node?: string;
  /** Whether debug logging is on. */
  readonly debug?: boolean;
  /** The workflow's secrets, which the runner hides before any step runs. */
  readonly secrets?: readonly string[];
  /** What started the workflow; without it, a push. */
  readonly event?: { readonly name: string; readonly payload: object };
}

/** One use of the action in a workflow. */
export interface Step {
  readonly with?: Variables;
  readonly env?: Variables;
  /** What the runner's own variables are instead, for a runner that cannot do its part. */
  readonly runner?: Variables;
}

type Variables = Readonly<Record<string, string>>;

/** What came of one run of the action's script. */
export interface Outcome {
  /** 128 and the signal's number, where a signal ended it. */
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** What a user sees, as the runner's log files have it; the standard error's lines follow the standard output's. */
  readonly log: string;
  /** What the script asked to be hidden, in order. */
  readonly masks: readonly string[];
  readonly annotations: readonly Annotation[];
  readonly outputs: Variables;
  /** The variables set for later steps. */
  readonly environment: Variables;
  readonly state: Variables;
  /** What the script wrote for the job's summary, not yet masked. */
  readonly summary: string;
}

export interface StepResult extends Outcome {
  /** post runs now, and not at the job's end, what the action does for this step at the job's end. */
  post(): Promise<Outcome>;
}

/** A step while it runs. */
export interface RunningStep {
  readonly pid: number | undefined;
  /** kill sends a signal; a runner that cancels sends SIGINT, and SIGTERM 7.5 s later. */
  kill(signal: NodeJS.Signals): void;
  readonly result: Promise<StepResult>;
}

interface Run {
  readonly child: ChildProcess;
  readonly outcome: Promise<Outcome>;
}

const projectDirectory = join(import.meta.dirname, '..');
const longestRun = 120_000;

/**
 * A job on a GitHub runner, as far as a JavaScript action can tell. Its steps share RUNNER_TEMP, the masks, and the
 * environment that earlier steps set; of this process they inherit PATH alone. `await using job = new Job()` leaves
 * nothing behind.
 */
export class Job implements AsyncDisposable {
  /** What steps have set for later ones. */
  readonly environment: Record<string, string> = {};
  /** RUNNER_TEMP. */
  readonly temp: string;
  /** GITHUB_WORKSPACE, where the steps run; empty at first. */
  readonly workspace: string;
  /** HOME; empty at first. */
  readonly home: string;
  readonly #directory = mkdtempSync(join(tmpdir(), 'keystone-token-job-'));
  readonly #action;
  readonly #options: JobOptions;
  readonly #event: Variables;
  readonly #masks = new Masks();
  readonly #running = new Set<ChildProcess>();
  readonly #posts: (() => Promise<Outcome>)[] = [];
  #path = process.env['PATH'] ?? '';
  #runs = 0;

  constructor(options: JobOptions = {}) {
    this.#options = options;
    this.#action = readAction(options.action ?? projectDirectory);
    this.temp = this.#makeDirectory('_temp');
    this.workspace = this.#makeDirectory('workspace');
    this.home = this.#makeDirectory('home');
    for (const secret of options.secrets ?? []) {
      this.#masks.add(secret);
    }
    this.#event = this.#eventVariables();
  }

  /** mask gives a text as the log of a later step would show it. */
  mask(line: string): string {
    return this.#masks.hide(line);
  }

  /** run runs a step to its end. */
  async run(step: Step = {}): Promise<StepResult> {
    return await this.start(step).result;
  }

  /** start begins a step. */
  start(step: Step = {}): RunningStep {
    const variables = { ...step.env, ...this.#inputs(step.with ?? {}) };
    const { child, outcome } = this.#execute(this.#action.main, variables, step.runner);
    const post = atMostOnce(async () => {
      const state = Object.entries((await outcome).state).map(([name, value]) => [`STATE_${name}`, value]);
      return await this.#execute(this.#postScript(), { ...variables, ...Object.fromEntries(state) }).outcome;
    });
    this.#posts.push(post);
    return {
      pid: child.pid,
      kill: (signal) => child.kill(signal),
      result: outcome.then((result) => ({ ...result, post })),
    };
  }

  /**
   * end ends the job: steps that still run are killed, the posts run that have not yet, the last step's first, and all
   * that the job wrote is removed. It gives the posts' outcomes; called again, the same ones.
   */
  readonly end = atMostOnce(async () => {
    for (const child of this.#running) {
      child.kill('SIGKILL');
    }
    try {
      const outcomes: Outcome[] = [];
      for (const post of this.#action.post === '' ? [] : this.#posts.toReversed()) {
        outcomes.push(await post());
      }
      return outcomes;
    } finally {
      rmSync(this.#directory, { recursive: true, force: true });
    }
  });

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end();
  }

  #makeDirectory(name: string): string {
    const path = join(this.#directory, name);
    mkdirSync(path);
    return path;
  }

  #eventVariables(): Variables {
    const { name, payload } = this.#options.event ?? { name: 'push', payload: undefined };
    if (payload === undefined) {
      return { GITHUB_EVENT_NAME: name };
    }
    const path = join(this.temp, 'event.json');
    writeFileSync(path, JSON.stringify(payload));
    return { GITHUB_EVENT_NAME: name, GITHUB_EVENT_PATH: path };
  }

  #postScript(): string {
    if (this.#action.post === '') {
      throw new Error('action.yml names no script for the end of the job (runs.post)');
    }
    return this.#action.post;
  }

  /** #inputs gives the variables for all the declared inputs. The runner would only warn of one that is not. */
  #inputs(given: Variables): Variables {
    const undeclared = Object.keys(given).filter((name) => !this.#action.inputs.has(name));
    if (undeclared.length > 0) {
      throw new Error(`action.yml declares no input ${undeclared.join(', ')}`);
    }
    const inputs = [...this.#action.inputs].map(([name, declaration]) => [
      `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`,
      given[name] ?? declaration.default,
    ]);
    return Object.fromEntries(inputs);
  }

  #execute(script: string, variables: Variables, runner: Variables = {}): Run {
    this.#runs += 1;
    const files = createCommandFiles(join(this.temp, '_runner_file_commands', String(this.#runs)));
    const child = spawn(this.#options.node ?? process.execPath, [join(this.#action.directory, script)], {
      cwd: this.workspace,
      env: { ...this.environment, ...variables, ...this.#runnerVariables(), ...files, ...runner },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: longestRun,
      killSignal: 'SIGKILL',
    });
    this.#running.add(child);
    const ended = Promise.all([text(child.stdout), text(child.stderr), exitCodeOf(child)]);
    const outcome = ended
      .finally(() => this.#running.delete(child))
      .then(([stdout, stderr, exitCode]) => this.#conclude(stdout, stderr, exitCode, files));
    return { child, outcome };
  }

  #runnerVariables(): Variables {
    return {
      ...(this.#options.debug ? { RUNNER_DEBUG: '1' } : {}),
      PATH: this.#path,
      HOME: this.home,
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      GITHUB_ACTION: '__org_keystone-token',
      GITHUB_ACTION_REF: 'v1',
      GITHUB_ACTION_REPOSITORY: repository,
      GITHUB_API_URL: 'https://api.github.com',
      GITHUB_ACTOR: 'octocat',
      ...this.#event,
      GITHUB_JOB: 'deploy',
      GITHUB_REF: 'refs/heads/main',
      GITHUB_REPOSITORY: 'octo-org/octo-repo',
      GITHUB_REPOSITORY_OWNER: 'octo-org',
      GITHUB_RUN_ATTEMPT: '1',
      GITHUB_RUN_ID: '1658821493',
      GITHUB_RUN_NUMBER: '3',
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_SHA: 'ffac537e6cbbf934b08745a378932722df287a53',
      GITHUB_WORKFLOW: 'Deploy',
      GITHUB_WORKSPACE: this.workspace,
      RUNNER_ENVIRONMENT: 'github-hosted',
      RUNNER_NAME: 'GitHub Actions 1',
      RUNNER_OS: 'Linux',
      RUNNER_TEMP: this.temp,
    };
  }

  /** #conclude takes in what a script left for the runner: what it printed and what it wrote to the files. */
  #conclude(stdout: string, stderr: string, exitCode: number, files: CommandFiles): Outcome {
    const log = new StepLog(this.#masks, this.#options.debug ?? false);
    log.read(stdout);
    log.read(stderr);
    const environment = assignmentsIn(files.GITHUB_ENV, (name, value) => log.debug(`${name}='${value}'`));
    if ('NODE_OPTIONS' in environment) {
      log.annotate('error', "Can't store NODE_OPTIONS output parameter using '$GITHUB_ENV' command.");
      delete environment['NODE_OPTIONS'];
    }
    Object.assign(this.environment, environment);
    const outputs = assignmentsIn(files.GITHUB_OUTPUT, (name, value) => log.debug(`Set output ${name} = ${value}`));
    const state = assignmentsIn(files.GITHUB_STATE, (name, value) =>
      log.debug(`Save intra-action state ${name} = ${value}`),
    );
    const path = readFileSync(files.GITHUB_PATH, 'utf8').split(/\r?\n/).filter(Boolean);
    this.#path = [...path.reverse(), this.#path].join(delimiter);
    return {
      exitCode,
      stdout,
      stderr,
      log: log.text,
      masks: log.masks,
      annotations: log.annotations,
      outputs: { ...log.outputs, ...outputs },
      environment,
      state: { ...log.state, ...state },
      summary: readFileSync(files.GITHUB_STEP_SUMMARY, 'utf8'),
    };
  }
}

function assignmentsIn(path: string, onEach: (name: string, value: string) => void): Record<string, string> {
  const assignments = parseAssignments(readFileSync(path, 'utf8'));
  for (const [name, value] of assignments) {
    onEach(name, value);
  }
  return Object.fromEntries(assignments);
}

async function exitCodeOf(child: ChildProcess): Promise<number> {
  await once(child, 'close');
  return child.exitCode ?? 128 + (child.signalCode === null ? 0 : constants.signals[child.signalCode]);
}

function atMostOnce<Result>(act: () => Promise<Result>): () => Promise<Result> {
  let result: Promise<Result> | undefined;
  return () => {
    result ??= act();
    return result;
  };
}
