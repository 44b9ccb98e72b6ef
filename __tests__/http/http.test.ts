import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import nock from 'nock';
import { Failure } from '../../src/failure.ts';
import { Deadline } from '../../src/http/deadline.ts';
import { createHttp } from '../../src/http/http.ts';
import type { Request } from '../../src/http/request.ts';
import { Secret } from '../../src/secret.ts';

// It takes the network as soon as it is imported, also from other tests in the same process.
nock.restore();

const url = new URL('https://cloud.example/v3/auth/tokens');
const cloud = nock('https://cloud.example');
const lines: string[] = [];
const waits: number[] = [];

const http = createHttp({
  deadline: new Deadline(300),
  seal: (text) => new Secret(text),
  log: (line) => lines.push(line),
  wait: async (milliseconds) => waits.push(milliseconds),
});

function send(request: Partial<Request> = {}) {
  return http.send({ what: 'The login', method: 'POST', url, ...request });
}

beforeAll(() => nock.activate());
afterEach(() => {
  const pending = nock.pendingMocks();
  nock.cleanAll();
  lines.length = 0;
  waits.length = 0;
  expect(pending).toEqual([]);
});
afterAll(nock.restore);

test('gives status, headers in lower case, and the body as UTF-8', async () => {
  cloud.post('/v3/auth/tokens').reply(201, '{"name":"Zoë"}', { 'X-Subject-Token': 'gAAAA' });
  expect(await send()).toEqual({ status: 201, headers: { 'x-subject-token': 'gAAAA' }, body: '{"name":"Zoë"}' });
});

test('sends the headers given, and asks for plain JSON', async () => {
  let headers: Headers | undefined;
  cloud.get('/v3/auth/tokens').reply((request: globalThis.Request) => {
    headers = request.headers;
    return [200];
  });
  await send({ method: 'GET', headers: { 'x-auth-token': 'gAAAA' } });
  expect(Object.fromEntries(headers ?? [])).toMatchObject({
    accept: 'application/json',
    'accept-encoding': 'identity',
    'user-agent': 'keystone-token',
    'x-auth-token': 'gAAAA',
  });
});

test('does not tell the cloud who runs the workflow', async () => {
  process.env['ACTIONS_ORCHESTRATION_ID'] = 'an-id';
  try {
    cloud.get('/v3/auth/tokens').matchHeader('user-agent', 'keystone-token').reply(200);
    expect((await send({ method: 'GET' })).status).toBe(200);
  } finally {
    delete process.env['ACTIONS_ORCHESTRATION_ID'];
  }
});

test.each([301, 302, 303, 307, 308])('gives a redirect (%d) as it is', async (status) => {
  cloud.post('/v3/auth/tokens').reply(status, '', { Location: 'https://elsewhere.example/' });
  expect(await send({ body: () => 'secret' })).toMatchObject({
    status,
    headers: { location: 'https://elsewhere.example/' },
  });
});

test('makes the body anew for each attempt', async () => {
  let made = 0;
  const sent: string[] = [];
  cloud
    .post('/v3/auth/tokens', (body) => {
      sent.push(JSON.stringify(body));
      return true;
    })
    .times(3)
    .reply(503);
  cloud.post('/v3/auth/tokens', { passcode: 4 }).reply(201);
  const { status } = await send({
    headers: { 'content-type': 'application/json' },
    body: () => JSON.stringify({ passcode: ++made }),
  });
  expect({ status, sent, made }).toEqual({
    status: 201,
    sent: [1, 2, 3].map((passcode) => `{"passcode":${passcode}}`),
    made: 4,
  });
});

test('makes the headers anew for each attempt, and takes it for final when they can’t be made', async () => {
  let made = 0;
  const sent: (string | null)[] = [];
  cloud
    .post('/v3/auth/tokens')
    .times(2)
    .reply((request: globalThis.Request) => {
      sent.push(request.headers.get('authorization'));
      return [503];
    });
  const failure = new Failure('connection-refused', { message: 'GitHub is gone.' });
  const headers = async () => {
    made += 1;
    if (made === 3) {
      throw failure;
    }
    return { authorization: `Bearer jwt${made}` };
  };
  await expect(send({ headers })).rejects.toBe(failure);
  expect({ sent, made }).toEqual({ sent: ['Bearer jwt1', 'Bearer jwt2'], made: 3 });
});

test('tells of each attempt’s headers', async () => {
  const heads: number[] = [];
  cloud.post('/v3/auth/tokens').reply(502).post('/v3/auth/tokens').reply(201);
  await send({ received: ({ status }) => heads.push(status) });
  expect(heads).toEqual([502, 201]);
});

test('logs each wait', async () => {
  cloud.post('/v3/auth/tokens').reply(429, '', { 'Retry-After': '20' }).post('/v3/auth/tokens').reply(201);
  await send();
  expect(waits).toHaveLength(1);
  expect(lines).toEqual([
    `The login was answered with 429. Attempt 2 follows in ${((waits[0] ?? 0) / 1000).toFixed(1)} s.`,
  ]);
});

/** An http that really waits, and what it logs. */
function patient(log: (line: string) => void, cancelled?: AbortSignal) {
  return createHttp({
    deadline: new Deadline(300, cancelled),
    seal: (text) => new Secret(text),
    log,
  });
}

test.each([
  ['a step that can be cancelled', new AbortController().signal],
  ['one that cannot', undefined],
])('waits as long as it says: %s', async (_, cancelled) => {
  let early = true;
  const sent: boolean[] = [];
  cloud
    .post('/v3/auth/tokens')
    .times(2)
    .reply(() => {
      sent.push(early);
      return sent.length === 1 ? [503, '', { 'Retry-After': '0.03' }] : [201];
    });
  const log = () => setTimeout(() => (early = false), 20);
  await patient(log, cancelled).send({ what: 'The login', method: 'POST', url });
  expect(sent).toEqual([true, false]);
});

test('a wait ends when the step is cancelled', async () => {
  const cancellation = new AbortController();
  cloud.post('/v3/auth/tokens').reply(503, '', { 'Retry-After': '200' });
  const log = () => setImmediate(() => cancellation.abort());
  await expect(
    patient(log, cancellation.signal).send({ what: 'The login', method: 'POST', url }),
  ).rejects.toMatchObject({ code: 'cancelled' });
});

test('tries a broken connection again', async () => {
  cloud.post('/v3/auth/tokens').replyWithError(Object.assign(new Error('x'), { code: 'ECONNRESET' }));
  cloud.post('/v3/auth/tokens').reply(201);
  expect((await send()).status).toBe(201);
  expect(lines[0]).toMatch(
    /^The login failed: cloud\.example closed the connection before its answer was complete\. Attempt 2/,
  );
});

test.each([401, 403, 404])('asks once for %d', async (status) => {
  cloud.post('/v3/auth/tokens').reply(status);
  expect(await send()).toMatchObject({ status });
});

test('an error from the one who makes the body comes through', async () => {
  const body = () => {
    throw new RangeError('not this one');
  };
  await expect(send({ body })).rejects.toThrow(new RangeError('not this one'));
});

test('an error from the one who is told of the headers comes through', async () => {
  cloud.post('/v3/auth/tokens').reply(201);
  const received = () => {
    throw new RangeError('not this one');
  };
  await expect(send({ received })).rejects.toThrow(new RangeError('not this one'));
});
