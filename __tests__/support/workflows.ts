import { type ActionsMetadataProvider, validate } from '@actions/languageservice';
import { load, YAMLException } from 'js-yaml';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { list, members, text as textOf } from '../../src/keystone/json.ts';
import { repository } from '../../tools/repository.ts';
import type { Action } from '../../tools/runner/action.ts';
import { type Workflow, workflowOf } from '../../tools/workflows/workflow.ts';

interface Fault {
  /** The line's number, from 0. */
  readonly line: number;
  readonly message: string;
}

/**
 * faultsIn gives what GitHub's language service finds wrong in a workflow, a job or a list of steps that use the action,
 * and the action's outputs they name that there are not. Of other YAML it gives only where it is none.
 */
export async function faultsIn(yaml: string, action: Action): Promise<Fault[]> {
  let workflow: Workflow | undefined;
  try {
    workflow = workflowOf(yaml);
  } catch (error) {
    if (error instanceof YAMLException) {
      return [{ line: error.mark?.line ?? 0, message: error.reason }];
    }
    throw error;
  }
  if (workflow === undefined) {
    return [];
  }
  const { text, before } = workflow;
  const found = await diagnose(text, 'workflow.yml', action);
  return [...found.map(({ line, message }) => ({ line: line - before, message })), ...unknownOutputs(yaml, action)];
}

/** faultsInAction gives what GitHub's language service finds wrong in an action.yml. */
export async function faultsInAction(yaml: string, action: Action): Promise<Fault[]> {
  return await diagnose(yaml, 'action.yml', action);
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
      `${owner}/${name}` === repository
        ? {
            name,
            description: '',
            inputs: Object.fromEntries(action.inputs),
            outputs: Object.fromEntries(action.outputs),
          }
        : undefined,
  };
}

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
  return new Set(textOf(uses).startsWith(`${repository}@`) ? [...inner, textOf(id)] : inner);
}
