import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** How the programs of one Keystone run. */
export interface Surroundings {
  readonly environment: Readonly<Record<string, string>>;
  /** The file that gets what they print. */
  readonly logFile: string;
  /** Who runs them: nobody but Keystone, when we are root. */
  readonly account: Account | undefined;
}

export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** serviceAccount gives the account that a root must drop to, or undefined for who is not root. */
export function serviceAccount(): Account | undefined {
  if (process.getuid?.() !== 0) {
    return undefined;
  }
  const idOf = (which: string) => Number(execFileSync('id', [which, 'www-data'], { encoding: 'utf8' }));
  return { uid: idOf('-u'), gid: idOf('-g') };
}

/** launch starts a program that the kernel ends should this process be killed, and that Ctrl-C does not reach. */
export function launch(program: string, args: readonly string[], surroundings: Surroundings): ChildProcess {
  const { environment, logFile, account } = surroundings;
  const log = openSync(logFile, 'a');
  try {
    return spawn('setpriv', ['--pdeathsig', 'TERM', program, ...args], {
      env: environment,
      detached: true,
      stdio: ['ignore', log, log],
      ...account,
    });
  } finally {
    closeSync(log);
  }
}

/** isRunning tells whether a program that was launched has not ended yet. */
export function isRunning(program: ChildProcess): boolean {
  return program.pid !== undefined && program.exitCode === null && program.signalCode === null;
}

/** ended waits for the end of a program; it throws an Error unless that was a success. */
export async function ended(program: ChildProcess): Promise<void> {
  if (isRunning(program)) {
    await once(program, 'exit');
  }
  if (program.exitCode !== 0) {
    throw new Error(`${program.spawnargs.join(' ')}: ${program.signalCode ?? `exit code ${program.exitCode}`}`);
  }
}

/** end asks a program to end, and makes it (and its children) after ten seconds. */
export async function end(program: ChildProcess): Promise<void> {
  if (!isRunning(program)) {
    return;
  }
  const exit = once(program, 'exit');
  program.kill('SIGTERM');
  const patience = new AbortController();
  const late = delay(10_000, 'late', { signal: patience.signal }).catch(() => 'in time');
  if ((await Promise.race([exit, late])) === 'late' && program.pid !== undefined) {
    process.kill(-program.pid, 'SIGKILL');
    await exit;
  }
  patience.abort();
}
