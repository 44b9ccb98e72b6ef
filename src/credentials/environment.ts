import type { Environment } from '../exported.ts';
import type { Variable } from './variables.ts';

/** environmentVariables gives the `OS_` variables among the job's own. */
export function environmentVariables(environment: Environment): Variable[] {
  return Object.entries(environment)
    .filter(([name]) => name.startsWith('OS_'))
    .map(([name, text = '']) => ({ name, text, from: `variable \`${name}\`` }));
}
