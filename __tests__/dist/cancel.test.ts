import { expect, test } from '@jest/globals';
import { Job, type RunningStep } from '../../tools/runner.ts';
import { answer, type Fault, FaultyServer } from '../support/faulty-server.ts';
import { issue, login } from '../support/keystone.ts';

// A job that is cancelled: the runner sends SIGINT, 7.5 s later SIGTERM, and kills 2.5 s after that.

/** A step that is cancelled when the cloud has its login, and what the cloud does then. */
async function cancelled(then: (step: RunningStep, ...request: Parameters<Fault>) => void) {
  const { promise: step, resolve: started } = Promise.withResolvers<RunningStep>();
  await using server = await FaultyServer.start({
    logins: [(...request) => void step.then((running) => then(running, ...request))],
  });
  await using job = new Job();
  const running = job.start({ with: { ...login, 'auth-url': `http://127.0.0.1:${server.port}/v3` } });
  started(running);
  const { exitCode, annotations, outputs, environment } = await running.result;
  const inStep = [...server.revoked];
  const [post] = await job.end();
  return {
    step: { exitCode, titles: annotations.map(({ title }) => title), outputs, environment },
    revoked: { inStep, atTheEnd: server.revoked.slice(inStep.length) },
    post: post?.exitCode,
  };
}

const end = { exitCode: 1, titles: ['Keystone token: cancelled'], outputs: {}, environment: {} };

test.each(['SIGINT', 'SIGTERM'] as const)('%s between two attempts ends the step', async (signal) => {
  const { step, revoked } = await cancelled((running, socket, request) => {
    answer(503, { 'Retry-After': '60' })(socket, request);
    setTimeout(() => running.kill(signal), 200);
  });
  expect({ step, revoked }).toEqual({ step: end, revoked: { inStep: [], atTheEnd: [] } });
});

test('a token that comes after the signal is revoked', async () => {
  const { step, revoked, post } = await cancelled((running, socket, request) => {
    running.kill('SIGINT');
    setTimeout(() => issue('gAAAAA-late')(socket, request), 200);
  });
  expect({ step, revoked, post }).toEqual({
    step: end,
    revoked: { inStep: ['gAAAAA-late'], atTheEnd: [] },
    post: 0,
  });
});

test('a login that is never answered ends the step at the second signal', async () => {
  const { step, revoked } = await cancelled((running) => {
    running.kill('SIGINT');
    setTimeout(() => running.kill('SIGTERM'), 200);
  });
  expect({ step, revoked }).toEqual({ step: end, revoked: { inStep: [], atTheEnd: [] } });
});

test.each([
  ['is ended by the second signal', 'SIGTERM', end],
  ['is killed', 'SIGKILL', { ...end, exitCode: 137, titles: [] }],
] as const)('a token that has come is revoked at the job’s end, if the step %s', async (_, signal, expected) => {
  const { step, revoked } = await cancelled((running, socket) => {
    socket.write('HTTP/1.1 201 Created\r\nX-Subject-Token: gAAAAA-half\r\nContent-Length: 1000\r\n\r\n{');
    setTimeout(() => running.kill('SIGINT'), 200);
    setTimeout(() => running.kill(signal), 400);
  });
  expect({ step, revoked }).toEqual({ step: expected, revoked: { inStep: [], atTheEnd: ['gAAAAA-half'] } });
});
