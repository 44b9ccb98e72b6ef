import { EventEmitter } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Script } from 'node:vm';

type Variables = Readonly<Record<string, string>>;

/** What the built action has printed and written. */
export interface Written {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly output: string;
  readonly environment: string;
  readonly state: string;
  readonly summary: string;
}

const dist = join(import.meta.dirname, '../../dist');
const require = createRequire(join(dist, 'index.js'));
const scripts = new Map<string, Script>();

function scriptOf(file: string): Script {
  const path = join(dist, file);
  const script =
    scripts.get(file) ??
    new Script(`(function (process, require, module, exports, __dirname) {${readFileSync(path, 'utf8')}\n})`, {
      filename: path,
    });
  scripts.set(file, script);
  return script;
}

/** load evaluates a file of dist/, and those it requires, with this process object. */
function load(file: string, process: StandIn): unknown {
  const module = { exports: {} };
  const requireFor = (name: string): unknown => (name.startsWith('./') ? load(name, process) : require(name));
  scriptOf(file).runInThisContext()(process, requireFor, module, module.exports, dist);
  return module.exports;
}

/**
 * runBundle runs the built action from its beginning, as a process would, but with a process object of its own instead
 * of a process, so that thousands of runs take minutes and not hours. `entry` is index.js or job-end.js.
 */
export async function runBundle(entry: string, variables: Variables): Promise<Written> {
  const directory = mkdtempSync(join(tmpdir(), 'keystone-token-bundle-'));
  const files = ['output', 'env', 'state', 'step_summary'].map((name) => [name, join(directory, name)] as const);
  for (const [, path] of files) {
    writeFileSync(path, '');
  }
  const named = files.map(([name, path]) => [`GITHUB_${name.toUpperCase()}`, path]);
  const process = new StandIn(entry, { ...variables, ...Object.fromEntries(named), RUNNER_TEMP: directory });
  try {
    load('index.js', process);
    const exitCode = await within(120, process.ended);
    const [output = '', environment = '', state = '', summary = ''] = files.map(([, path]) =>
      readFileSync(path, 'utf8'),
    );
    return { exitCode, ...process.printed, output, environment, state, summary };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

// A run that never ends must not be waited for: it would be the first of ten thousand.
async function within<Result>(seconds: number, work: Promise<Result>): Promise<Result> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`the action did not end within ${seconds} s`)), seconds * 1000);
  return await Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** As much of Node's process object as the action uses. */
class StandIn extends EventEmitter {
  readonly env: Record<string, string>;
  readonly argv: readonly string[];
  readonly platform = process.platform;
  readonly versions = process.versions;
  readonly hrtime = process.hrtime;
  readonly getActiveResourcesInfo = () => [];
  readonly printed = { stdout: '', stderr: '' };
  readonly stdout = { write: this.#writer('stdout') };
  readonly stderr = { write: this.#writer('stderr') };
  readonly ended: Promise<number>;
  exitCode = 0;
  #end: (code: number) => void = () => {};

  constructor(entry: string, env: Variables) {
    super();
    this.env = { ...env };
    this.argv = [process.execPath, join(dist, entry)];
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  cwd(): string {
    return process.cwd();
  }

  exit(code = this.exitCode): void {
    this.emit('exit', code);
    this.#end(code);
  }

  #writer(name: 'stdout' | 'stderr') {
    return (text: string, done?: () => void): boolean => {
      this.printed[name] += text;
      if (done) {
        setImmediate(done);
      }
      return true;
    };
  }
}
