import { expect, test } from '@jest/globals';
import { input } from '../../src/runner/inputs.ts';
import { inputs, inStep } from '../support/step.ts';

async function given(text: string): Promise<{ value: string; stdout: string }> {
  let value = '';
  const { stdout } = await inStep(inputs({ 'some-input': text }), () => {
    value = input('some-input');
  });
  return { value, stdout };
}

test('what looks like a secret is masked, whatever the input is for', async () => {
  const token = `gAAAAABn${'x_-Y'.repeat(10)}`;
  expect(await given(`${token}\n`)).toEqual({ value: token, stdout: `::add-mask::${token}\n` });
});

test('anything else is not, and keeps its blanks but for one line break at its end', async () => {
  expect(await given(' a word \n\n')).toEqual({ value: ' a word \n', stdout: '' });
});
