import { expect, test } from '@jest/globals';
import { loadIssuance, saveIssuance } from '../../src/runner/state.ts';
import { Secret } from '../../src/secret.ts';
import { inStep } from '../support/step.ts';

const issuance = {
  endpoint: new URL('https://cloud.example/v3'),
  trust: { ca: 'PEM', insecure: false },
  tokens: [new Secret('first-token'), new Secret('second-token')],
  ends: 1_800_000_000_000,
};

test('gives the job’s end what the step saved', async () => {
  const { state } = await inStep({}, () => saveIssuance(issuance));
  const { stdout } = await inStep({ STATE_issuance: state['issuance'] ?? '' }, () => {
    const loaded = loadIssuance();
    expect({ ...loaded, tokens: loaded?.tokens.map((token) => token.reveal()) }).toEqual({
      ...issuance,
      tokens: ['first-token', 'second-token'],
    });
  });
  expect(stdout).toBe('::add-mask::first-token\n::add-mask::second-token\n');
});

test('the last one saved counts', async () => {
  const { state } = await inStep({}, () => {
    saveIssuance(issuance);
    saveIssuance({ ...issuance, tokens: [] });
  });
  expect(JSON.parse(state['issuance'] ?? '')).toMatchObject({ tokens: [] });
});

test('there is nothing at the job’s end of a step that issued nothing', async () => {
  await inStep({}, () => expect(loadIssuance()).toBeUndefined());
});
