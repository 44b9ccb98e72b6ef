import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { goProgram } from './go.ts';
import { repository as name } from './repository.ts';

type Variables = Readonly<Record<string, string>>;

/** What a workflow is run with. */
export interface WorkflowOptions {
  readonly secrets?: Variables;
  /** What it finds as `vars`. */
  readonly vars?: Variables;
  /** Environment variables of every step. */
  readonly env?: Variables;
  /** Files of the repository, by path. */
  readonly files?: Variables;
  /** The directories in which its steps find programs, before the system's. */
  readonly path?: readonly string[];
  /** After what is found in the log the workflow is cancelled, as by Ctrl-C. */
  readonly cancelAfter?: string;
}

/** What came of a run of a workflow. */
export interface WorkflowResult {
  readonly exitCode: number | null;
  /** All that the runner showed. */
  readonly log: string;
}

const project = join(import.meta.dirname, '..');

/**
 * runWorkflow runs a workflow by act, a runner of GitHub's workflows on one's own machine, in a repository of its own, with
 * each job's steps as processes of this machine. act itself does what `actions/checkout` is asked for. What the
 * documentation names as `v1` is this project's action as it is built.
 */
export async function runWorkflow(workflow: string, options: WorkflowOptions = {}): Promise<WorkflowResult> {
  const act = goProgram('act');
  const directory = mkdtempSync(join(tmpdir(), 'act-'));
  try {
    const repository = makeRepository(join(directory, 'repository'), {
      ...options.files,
      '.github/workflows/workflow.yml': workflow,
    });
    const action = join(directory, 'action');
    for (const part of ['action.yml', 'dist']) {
      cpSync(join(project, part), join(action, part), { recursive: true });
    }
    const child = spawn(act, [...flags(options), `--local-repository=${name}@v1=${action}`], {
      cwd: repository,
      env: {
        HOME: directory,
        LANG: 'C.UTF-8',
        PATH: [...(options.path ?? []), dirname(process.execPath), '/usr/bin', '/bin'].join(':'),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 120_000,
    });
    if (options.cancelAfter !== undefined) {
      cancelOnce(child.stdout, options.cancelAfter, () => child.kill('SIGINT'));
    }
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    return { exitCode: child.exitCode, log: stdout + stderr };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function flags({ secrets = {}, vars = {}, env = {} }: WorkflowOptions): string[] {
  const each = (flag: string, values: Variables) =>
    Object.entries(values).flatMap(([name, value]) => [flag, `${name}=${value}`]);
  return [
    '--platform=ubuntu-latest=-self-hosted',
    '--no-cache-server',
    '--pull=false',
    ...each('--secret', secrets),
    ...each('--var', vars),
    ...each('--env', env),
  ];
}

/** act wants to know the commit it runs. */
function makeRepository(directory: string, files: Variables): string {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), content);
  }
  const author = ['-c', 'user.name=act', '-c', 'user.email=act@example.com'];
  for (const command of [
    ['init', '--quiet'],
    ['add', '--all'],
    [...author, 'commit', '--quiet', '--message=All'],
  ]) {
    const { status, stderr } = spawnSync('git', command, { cwd: directory, encoding: 'utf8' });
    if (status !== 0) {
      throw new Error(`git ${command.join(' ')}: ${stderr}`);
    }
  }
  return directory;
}

function cancelOnce(output: NodeJS.ReadableStream, mark: string, cancel: () => void): void {
  let seen = '';
  output.on('data', (chunk: Buffer) => {
    if (!seen.includes(mark)) {
      seen += chunk.toString();
      if (seen.includes(mark)) {
        cancel();
      }
    }
  });
}
