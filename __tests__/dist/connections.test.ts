import { expect, test } from '@jest/globals';
import { answerAll, type Inputs, type Way, ways } from '../../tools/bench/ways.ts';
import { parseAssignments } from '../../tools/runner/files.ts';
import { runBundle } from '../support/bundle.ts';
import { type Closing, serveCounting } from '../support/counting-server.ts';

// How many connections the built action makes: one to each host, at the step and at the job's end.

const asInputs = (given: Inputs): Inputs =>
  Object.fromEntries(Object.entries(given).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]));

/** What comes of a step and of the job's end, and the connections there were for each. */
async function use({ inputs }: Way, closing: Closing) {
  await using cloud = await serveCounting(answerAll('http'), closing);
  await using provider = await serveCounting(answerAll('http'), closing);
  await using runner = await serveCounting(answerAll('http'), closing);
  const origins = { cloud: cloud.origin, provider: provider.origin, runner: runner.origin };
  const step = await runBundle('index.js', {
    ...asInputs({ 'auth-url': `${cloud.origin}/`, ...inputs(origins) }),
    ACTIONS_ID_TOKEN_REQUEST_URL: `${runner.origin}/idtoken`,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'the token of a runner',
  });
  const atStep = { cloud: [...cloud.connections], provider: provider.connections, runner: runner.connections };
  const state = Object.fromEntries(
    Object.entries(Object.fromEntries(parseAssignments(step.state))).map(([name, value]) => [`STATE_${name}`, value]),
  );
  const end = await runBundle('job-end.js', state);
  const atEnd = cloud.connections.slice(atStep.cloud.length);
  expect({ exitCode: step.exitCode, stdout: step.stdout }).toMatchObject({ exitCode: 0 });
  expect(`${step.stdout}${end.stdout}`).not.toMatch(/Attempt|warning/);
  expect(end.stdout).toContain('revoked');
  return { atStep, atEnd };
}

test.each(ways)('one connection to each host: $name', async (way) => {
  const { atStep, atEnd } = await use(way, 'never');
  const counts = Object.entries(atStep).map(([host, made]) => [host, made.map(({ length }) => length)]);
  const expected = Object.entries(way.requests).map(([host, count]) => [host, count === 0 ? [] : [count]]);
  expect(Object.fromEntries(counts)).toEqual(Object.fromEntries(expected));
  expect(atEnd.filter(({ length }) => length > 0)).toHaveLength(1);
});

const closings = ways.flatMap((way) => (['announced', 'at once'] as const).map((closing) => ({ ...way, closing })));

test.each(closings)('a connection that is closed after each answer ($closing): $name', async (way) => {
  const { atStep } = await use(way, way.closing);
  const counts = Object.entries(atStep).map(([host, made]) => [host, made.map(({ length }) => length)]);
  const expected = Object.entries(way.requests).map(([host, count]) => [host, Array.from({ length: count }, () => 1)]);
  expect(Object.fromEntries(counts)).toEqual(Object.fromEntries(expected));
});

test.each(ways)('a kept connection that is closed when it is used: $name', async (way) => {
  const { atStep } = await use(way, 'in the middle');
  for (const [host, made] of Object.entries(atStep)) {
    // Each connection answers one request; the next comes again, once, over a new one.
    const answered = made.map(([first]) => first);
    const unanswered = made.flatMap(([, ...more]) => more);
    expect({ host, unanswered }).toEqual({ host, unanswered: answered.slice(1) });
  }
  const counts = Object.entries(atStep).map(([host, made]) => [host, made.length]);
  expect(Object.fromEntries(counts)).toEqual(way.requests);
});
