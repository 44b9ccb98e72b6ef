import { type ActionsMetadataProvider, validate } from '@actions/languageservice';
import { load, YAMLException } from 'js-yaml';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { list, type Members, members, text } from '../../src/keystone/json.ts';
import type { Action } from '../../tools/runner/action.ts';

interface Fault {
  /** The line's number, from 0. */
  readonly line: number;
  readonly message: string;
}

/** A text inside what makes it a whole workflow. */
interface Framed {
  readonly head: readonly string[];
  readonly indentation: number;
}

const job = ['on: push', 'jobs:', '  example:'];
const runner = '    runs-on: ubuntu-latest';

/**
 * faultsIn gives what GitHub's language service finds wrong in a workflow, a job or a list of steps that use the action,
 * and the action's outputs they name that there are not. Of other YAML it gives only where it is none.
 */
export async function faultsIn(yaml: string, action: Action): Promise<Fault[]> {
  const frame = frameFor(yaml);
  if (!('head' in frame)) {
    return frame;
  }
  const { head, indentation } = frame;
  const lines = yaml.split('\n').map((line) => ' '.repeat(indentation) + line);
  const found = await diagnose([...head, ...lines].join('\n'), 'workflow.yml', action);
  return [
    ...found.map(({ line, message }) => ({ line: line - head.length, message })),
    ...unknownOutputs(yaml, action),
  ];
}

/** faultsInAction gives what GitHub's language service finds wrong in an action.yml. */
export async function faultsInAction(yaml: string, action: Action): Promise<Fault[]> {
  return await diagnose(yaml, 'action.yml', action);
}

function frameFor(yaml: string): Framed | Fault[] {
  try {
    return frameOf(load(yaml)) ?? [];
  } catch (error) {
    if (error instanceof YAMLException) {
      return [{ line: error.mark?.line ?? 0, message: error.reason }];
    }
    throw error;
  }
}

function frameOf(parsed: unknown): Framed | undefined {
  const { jobs, on, steps, 'runs-on': runsOn } = members(parsed);
  if (list(parsed).map(members).some(isStep)) {
    return { head: [...job, runner, '    steps:'], indentation: 6 };
  }
  if (steps !== undefined) {
    return { head: [...job, ...(runsOn === undefined ? [runner] : [])], indentation: 4 };
  }
  return jobs === undefined ? undefined : { head: on === undefined ? ['on: push'] : [], indentation: 0 };
}

function isStep(step: Members): boolean {
  return 'uses' in step || 'run' in step;
}

let documents = 0;

async function diagnose(yaml: string, name: string, action: Action): Promise<Fault[]> {
  documents += 1; // The service keeps what it has parsed by its URI.
  const document = TextDocument.create(`file:///${documents}/${name}`, 'yaml', 1, yaml);
  const diagnostics = await validate(document, { actionsMetadataProvider: provider(action) });
  const faults = diagnostics.map(({ range, message }) => ({ line: range.start.line, message: String(message) }));
  // Of other actions' inputs nothing is known here.
  return faults.filter(({ message }) => !message.startsWith('Unable to resolve action `'));
}

function provider(action: Action): ActionsMetadataProvider {
  return {
    fetchActionMetadata: async ({ owner, name }) =>
      `${owner}/${name}` === actionName
        ? {
            name,
            description: '',
            inputs: Object.fromEntries(action.inputs),
            outputs: Object.fromEntries(action.outputs),
          }
        : undefined,
  };
}

/** The name by which documentation and workflows use the action. */
const actionName = 'org/keystone-token';

function unknownOutputs(yaml: string, action: Action): Fault[] {
  return yaml
    .split('\n')
    .flatMap((code, line) =>
      [...code.matchAll(/\bsteps\.([\w-]+)\.outputs\.([\w-]+)/g)]
        .filter(([, id = '', output = '']) => idsOf(load(yaml)).has(id) && !action.outputs.has(output))
        .map(([reference]) => ({ line, message: `The action has no such output: ${reference}` })),
    );
}

/** idsOf gives the ids of the steps that use the action, however deep they stand. */
function idsOf(parsed: unknown): Set<string> {
  const { uses, id } = members(parsed);
  const inner = [...list(parsed), ...Object.values(members(parsed))].flatMap((value) => [...idsOf(value)]);
  return new Set(text(uses).startsWith(`${actionName}@`) ? [...inner, text(id)] : inner);
}
