import { expect, test } from '@jest/globals';
import { repository } from '../../tools/repository.ts';
import type { Action } from '../../tools/runner/action.ts';
import { faultsIn } from '../support/workflows.ts';

const described = { description: 'A thing.', default: '' };
const action: Action = {
  directory: '',
  inputs: new Map([['known', described]]),
  outputs: new Map([['token', described]]),
  main: '',
  post: '',
};
const step = `- uses: ${repository}@v1\n  id: keystone\n`;

test.each([
  ['a step', `${step}  with:\n    known: x\n- run: echo \${{ steps.keystone.outputs.token }}\n`, []],
  ['a step with an unknown input', `${step}  with:\n    unknown: x\n`, ["3: Invalid action input 'unknown'"]],
  ['an unknown key', `${step}  wiht: {}\n`, ["2: Unexpected value 'wiht'"]],
  [
    'an unknown output',
    `${step}- run: echo \${{ steps.keystone.outputs.tokne }}\n`,
    ['2: The action has no such output: steps.keystone.outputs.tokne'],
  ],
  [
    'an unknown step',
    `- run: echo \${{ steps.keystone.outputs.token }}\n`,
    ['0: Context access might be invalid: keystone'],
  ],
  ['a job', `permissions: {}\nsteps:\n${step}  with:\n    unknown: x\n`, ["5: Invalid action input 'unknown'"]],
  ['a workflow', `jobs:\n  a:\n    steps: []\n`, ['2: Required property is missing: runs-on']],
  ['a colon in a plain text', '- run: curl -H "a: b"\n', ['0: bad indentation of a mapping entry']],
  ['other YAML', 'clouds:\n  mine: { steps: 1 }\n', []],
])('the faults in %s', async (_, yaml, faults) => {
  expect((await faultsIn(yaml, action)).map(({ line, message }) => `${line}: ${message}`)).toEqual(faults);
});
