import { expect, test } from '@jest/globals';
import { type Issuance, loadIssuance, saveIssuance } from '../../src/runner/state.ts';
import { Secret } from '../../src/secret.ts';
import { inStep, saved } from '../support/step.ts';

const issuance: Issuance = {
  endpoint: new URL('https://cloud.example/v3'),
  trust: { ca: 'PEM', insecure: false },
  tokens: [new Secret('first-token'), new Secret('second-token')],
  ends: 1_800_000_000_000,
  directory: '/nowhere',
  exported: [],
};

/** What the job's end loads when the step has saved these, one after the other, and what it prints. */
async function loaded(...issuances: readonly Issuance[]): Promise<{ issuance: unknown; stdout: string }> {
  const step = await inStep({}, () => issuances.forEach(saveIssuance));
  expect(step.error).toBeUndefined();
  let found: Issuance | undefined;
  const { stdout, error } = await inStep(saved(step), () => {
    found = loadIssuance();
  });
  expect(error).toBeUndefined();
  return { issuance: found && revealed(found), stdout };
}

function revealed({ tokens, trust: { client, ...trust }, ...rest }: Issuance): unknown {
  return {
    ...rest,
    trust: { ...trust, client: client && { ...client, key: client.key.reveal() } },
    tokens: tokens.map((token) => token.reveal()),
  };
}

test('gives the job’s end what the step saved', async () => {
  expect(await loaded(issuance)).toEqual({
    issuance: revealed(issuance),
    stdout: '::add-mask::first-token\n::add-mask::second-token\n',
  });
});

test('keeps a client’s certificate, and masks its key', async () => {
  const client = {
    cert: 'CERT',
    key: new Secret('-----BEGIN PRIVATE KEY-----\nof the client\n-----END PRIVATE KEY-----'),
  };
  const whole = { ...issuance, tokens: [], trust: { insecure: true, client } };
  expect(await loaded(whole)).toEqual({ issuance: revealed(whole), stdout: '::add-mask::of the client\n' });
});

test('leaves out an end that is not known', async () => {
  const { ends: _, ...endless } = issuance;
  expect(await loaded(endless)).toMatchObject({ issuance: revealed(endless) });
});

test('the last one saved counts, be it shorter', async () => {
  const long = { ...issuance, trust: { ca: 'x'.repeat(70_000), insecure: false } };
  expect(await loaded(long, { ...issuance, tokens: [] })).toMatchObject({
    issuance: { tokens: [], trust: { ca: 'PEM' } },
  });
});

test.each([29_000, 30_000, 90_000, 250_000])(
  'no piece of what %d characters need is too long for an environment',
  async (length) => {
    const long = { ...issuance, trust: { ca: 'é'.repeat(length), insecure: false } };
    expect((await loaded(long)).issuance).toEqual(revealed(long));
    const { state } = await inStep({}, () => saveIssuance(long));
    expect(Math.max(...Object.values(state).map((piece) => piece.length))).toBeLessThan(32_767);
  },
);

test('there is nothing at the job’s end of a step that issued nothing', async () => {
  expect(await loaded()).toEqual({ issuance: undefined, stdout: '' });
});
