import { expect, test } from '@jest/globals';
import { loadState, saveState } from '../../src/runner/state.ts';
import { Secret } from '../../src/secret.ts';
import { inStep, saved } from '../support/step.ts';

/** What the job's end loads when the step has saved these, one after the other, and what it prints. */
async function loaded(...values: readonly object[]): Promise<{ state: unknown; stdout: string }> {
  const step = await inStep({}, () => values.forEach(saveState));
  expect(step.error).toBeUndefined();
  let state: unknown;
  const { stdout, error } = await inStep(saved(step), () => {
    state = loadState();
  });
  expect(error).toBeUndefined();
  return { state, stdout };
}

test('gives the job’s end what the step saved, URLs and times as text', async () => {
  const value = { at: new Date(0), url: new URL('https://cloud.example/v3'), list: [1, null, { a: false }] };
  expect(await loaded(value)).toEqual({ state: JSON.parse(JSON.stringify(value)), stdout: '' });
});

test('keeps secrets, and masks them when they come back', async () => {
  const { state, stdout } = await loaded({ key: new Secret('of a client'), list: [new Secret('first-token')] });
  expect(stdout).toBe('::add-mask::of a client\n::add-mask::first-token\n');
  expect(state).toEqual({ key: expect.any(Secret), list: [expect.any(Secret)] });
  const { key } = Object(state);
  expect(key.reveal()).toBe('of a client');
});

test('the last one saved counts, be it shorter', async () => {
  expect((await loaded({ a: 'x'.repeat(70_000) }, { a: 'y' })).state).toEqual({ a: 'y' });
});

test.each([29_000, 30_000, 90_000, 250_000])(
  'no piece of what %d characters need is too long for an environment',
  async (length) => {
    const long = { a: 'é'.repeat(length) };
    expect((await loaded(long)).state).toEqual(long);
    const { state } = await inStep({}, () => saveState(long));
    expect(Math.max(...Object.values(state).map((piece) => piece.length))).toBeLessThan(32_767);
  },
);

test('there is nothing at the job’s end of a step that saved nothing', async () => {
  expect(await loaded()).toEqual({ state: undefined, stdout: '' });
});

test('a state that is no JSON is null', async () => {
  await inStep({ 'STATE_leftovers-0': '{' }, () => expect(loadState()).toBeNull());
});
