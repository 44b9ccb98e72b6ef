import { load } from 'js-yaml';
import { list, type Members, members } from '../../src/keystone/json.ts';

/** A whole workflow. */
export interface Workflow {
  readonly text: string;
  /** How many lines of it stand before what it was made of. */
  readonly before: number;
}

/**
 * workflowOf returns the workflow that a workflow, a job or a list of steps is, is in, or could be in; and undefined of
 * other YAML. It throws a YAMLException of what is no YAML.
 */
export function workflowOf(yaml: string): Workflow | undefined {
  const frame = frameOf(load(yaml));
  if (frame === undefined) {
    return undefined;
  }
  const { head, indentation } = frame;
  const lines = yaml.split('\n').map((line) => (line === '' ? line : ' '.repeat(indentation) + line));
  return { text: [...head, ...lines].join('\n'), before: head.length };
}

interface Frame {
  readonly head: readonly string[];
  readonly indentation: number;
}

const job = ['on: push', 'permissions: {}', 'jobs:', '  example:'];
const runner = '    runs-on: ubuntu-latest';

function frameOf(parsed: unknown): Frame | undefined {
  const { jobs, on, steps, permissions, 'runs-on': runsOn } = members(parsed);
  if (list(parsed).map(members).some(isStep)) {
    return { head: [...job, runner, '    steps:'], indentation: 6 };
  }
  if (steps !== undefined) {
    return { head: [...job, ...(runsOn === undefined ? [runner] : [])], indentation: 4 };
  }
  if (jobs === undefined) {
    return undefined;
  }
  const missing = [
    ...(on === undefined ? ['on: push'] : []),
    ...(permissions === undefined ? ['permissions: {}'] : []),
  ];
  return { head: missing, indentation: 0 };
}

function isStep(step: Members): boolean {
  return 'uses' in step || 'run' in step;
}
