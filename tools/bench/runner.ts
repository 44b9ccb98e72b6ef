import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../repository.ts';
import { readAction } from '../runner/action.ts';
import { parseAssignments } from '../runner/files.ts';
import type { Program } from './processes.ts';

export type Variables = Readonly<Record<string, string>>;

/** What a runner has for every step, in a directory that is removed at the end. */
export interface Runner extends Disposable {
  readonly variables: Variables;
  /** The certificate to trust. */
  readonly caFile: string;
  /** file writes a file of the directory, and returns its path. */
  file(name: string, text: string): string;
  /** step returns the built action with these inputs and variables; jobEnd returns its post, with the state that the step saved. */
  step(inputs: Variables, variables?: Variables): Program;
  jobEnd(variables?: Variables): Program;
}

const dist = join(root, 'dist');
// A runner hands over every input of the action: what is not given as its default, or empty.
const defaults = Object.fromEntries([...readAction(root).inputs].map(([name, input]) => [name, input.default]));

/** newRunner returns a runner with a certificate (PEM) in a file. */
export function newRunner(ca: string): Runner {
  const directory = mkdtempSync(join(tmpdir(), 'keystone-token-bench-'));
  const file = (name: string, text: string): string => {
    writeFileSync(join(directory, name), text);
    return join(directory, name);
  };
  const caFile = file('ca.pem', ca);
  const variables = {
    GITHUB_ENV: file('env', ''),
    GITHUB_OUTPUT: file('output', ''),
    GITHUB_STATE: file('state', ''),
    GITHUB_STEP_SUMMARY: file('summary', ''),
    RUNNER_TEMP: directory,
  };
  return {
    variables,
    caFile,
    file,
    step: (inputs, more = {}) => ({
      argv: [process.execPath, join(dist, 'index.js')],
      env: { ...variables, ...more, ...named('INPUT_', Object.entries({ ...defaults, ...inputs })) },
    }),
    jobEnd: (more = {}) => {
      const state = parseAssignments(readFileSync(variables.GITHUB_STATE, 'utf8'));
      writeFileSync(variables.GITHUB_STATE, '');
      return {
        argv: [process.execPath, join(dist, 'job-end.js')],
        env: { ...variables, ...more, ...named('STATE_', state) },
      };
    },
    [Symbol.dispose]: () => rmSync(directory, { recursive: true }),
  };
}

function named(prefix: string, values: readonly (readonly [name: string, value: string])[]): Variables {
  return Object.fromEntries(
    values.map(([name, value]) => [`${prefix}${prefix === 'INPUT_' ? name.toUpperCase() : name}`, value]),
  );
}
