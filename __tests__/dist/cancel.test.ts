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

test.concurrent.each([
  ['SIGINT', 7500],
  ['SIGTERM', 2500],
] as const)('a login that is never answered ends the step in time after %s alone', async (signal, time) => {
  let sent = 0;
  const { step } = await cancelled((running) => {
    running.kill(signal);
    sent = Date.now();
  });
  expect(step).toEqual(end);
  expect(Date.now() - sent).toBeLessThan(time);
});

test.concurrent.each([
  ['SIGINT', 7500],
  ['SIGTERM', 2500],
] as const)('a revocation that is never answered is left to the job’s end in time after %s', async (signal, time) => {
  const { promise: step, resolve: started } = Promise.withResolvers<RunningStep>();
  let sent = 0;
  await using server = await FaultyServer.start({
    logins: [issue('gAAAAA-other', {}, { project: { id: 'other', name: 'other' } })],
    revocation: (socket, request) => {
      if (sent > 0) {
        answer(204)(socket, request);
        return;
      }
      sent = Date.now();
      void step.then((running) => running.kill(signal));
    },
  });
  await using job = new Job();
  const running = job.start({ with: { ...login, 'auth-url': `http://127.0.0.1:${server.port}/v3` } });
  started(running);
  const { annotations, exitCode } = await running.result;
  expect(Date.now() - sent).toBeLessThan(time);
  expect({ exitCode, titles: annotations.map(({ title }) => title) }).toEqual({
    exitCode: 1,
    titles: ['Keystone token: cancelled'],
  });
  const [post] = await job.end();
  expect(post?.log).toBe(`The token of 127.0.0.1:${server.port} is revoked.\n`);
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
