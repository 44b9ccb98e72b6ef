import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { parseAssignments } from '../../tools/runner/files.ts';

type Variables = Readonly<Record<string, string>>;

/** What a piece of the action, run in this process, left for the runner. */
export interface Left {
  readonly stdout: string;
  readonly outputs: Variables;
  readonly environment: Variables;
  readonly state: Variables;
  readonly error: unknown;
}

const files = ['GITHUB_OUTPUT', 'GITHUB_ENV', 'GITHUB_STATE', 'GITHUB_STEP_SUMMARY'] as const;

/** inStep runs `work` in this process with a runner's environment and gives what it left; the environment is put back. */
export async function inStep(variables: Variables, work: () => unknown): Promise<Left> {
  const temp = mkdtempSync(join(tmpdir(), 'keystone-token-'));
  const before = { ...process.env };
  const printed: string[] = [];
  const write = jest.spyOn(process.stdout, 'write').mockImplementation((chunk, ...rest) => {
    printed.push(String(chunk));
    rest.forEach((written) => void (typeof written === 'function' && written()));
    return true;
  });
  for (const name of files) {
    process.env[name] = join(temp, name);
    writeFileSync(join(temp, name), '');
  }
  Object.assign(process.env, { RUNNER_TEMP: temp }, variables);
  let error: unknown;
  try {
    await work();
  } catch (thrown) {
    error = thrown;
  } finally {
    write.mockRestore();
    process.env = before;
  }
  const left = (name: (typeof files)[number]): Variables =>
    Object.fromEntries(parseAssignments(readFileSync(join(temp, name), 'utf8')));
  const result = {
    stdout: printed.join(''),
    outputs: left('GITHUB_OUTPUT'),
    environment: left('GITHUB_ENV'),
    state: left('GITHUB_STATE'),
    error,
  };
  rmSync(temp, { recursive: true });
  // An expectation inside that is not met is the test's failure, not the work's.
  if (error instanceof Error && 'matcherResult' in error) {
    throw error;
  }
  return result;
}

/** saved gives the variables in which a runner hands over the state that the step saved. */
export function saved({ state }: Left): Variables {
  return Object.fromEntries(Object.entries(state).map(([name, value]) => [`STATE_${name}`, value]));
}

/** inputs gives the variables in which a runner hands over inputs. */
export function inputs(given: Variables): Variables {
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]));
}
