import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FAILSAFE_SCHEMA, load } from 'js-yaml';
import { type Members, members, text } from '../../src/keystone/json.ts';

/** What the runner takes from action.yml. What is not there is empty. */
export interface Action {
  readonly directory: string;
  /** A default is a text, as the runner hands it on. */
  readonly inputs: ReadonlyMap<string, { readonly description: string; readonly default: string }>;
  readonly outputs: ReadonlyMap<string, { readonly description: string }>;
  /** The scripts' paths, from the directory. */
  readonly main: string;
  readonly post: string;
}

/** readAction reads a JavaScript action's action.yml. */
export function readAction(directory: string): Action {
  const definition = load(readFileSync(join(directory, 'action.yml'), 'utf8'), { schema: FAILSAFE_SCHEMA });
  const { inputs, outputs, runs } = members(definition);
  const main = text(members(runs)['main']);
  if (main === '') {
    throw new Error(`${directory}/action.yml names no script to run (runs.main)`);
  }
  return {
    directory,
    inputs: named(inputs, (input) => ({ description: text(input['description']), default: text(input['default']) })),
    outputs: named(outputs, (output) => ({ description: text(output['description']) })),
    main,
    post: text(members(runs)['post']),
  };
}

function named<Declaration>(declared: unknown, read: (members: Members) => Declaration): Map<string, Declaration> {
  return new Map(Object.entries(members(declared)).map(([name, value]) => [name, read(members(value))]));
}
