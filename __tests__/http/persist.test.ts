import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Failure, type FailureCode } from '../../src/failure.ts';
import { persist } from '../../src/http/persist.ts';
import type { Response } from '../../src/http/request.ts';
import type { Patience } from '../../src/http/retry.ts';

type Result = Response | Failure;

const ok: Response = { status: 201, headers: {}, body: 'ok' };

function answer(status: number, headers: Record<string, string> = {}): Response {
  return { status, headers, body: '' };
}

function failure(code: FailureCode): Failure {
  return new Failure(code, { message: 'The login failed: it broke.', reasons: ['a reason'], advice: ['an advice'] });
}

/** Persists through results, the last of them for ever, on a clock that only waits and attempts (each a tenth of a second) move. */
async function persisted(
  results: readonly Result[],
  seconds = 300,
  patience?: (response: Response) => Patience | undefined,
) {
  let now = 0;
  let attempts = 0;
  const lines: string[] = [];
  const waits: number[] = [];
  const attempt = async (): Promise<Response> => {
    const result = results[Math.min(attempts, results.length - 1)] ?? ok;
    attempts += 1;
    now += 100;
    if (result instanceof Failure) {
      throw result;
    }
    return result;
  };
  const prepare = async () => {};
  const outcome = await persist(
    { what: 'The login', prepare, attempt, patience },
    {
      remaining: () => Math.max(0, seconds * 1000 - now),
      wait: async (milliseconds) => {
        waits.push(milliseconds);
        now += milliseconds;
      },
      log: (line) => lines.push(line),
      chance: Math.random,
    },
  ).catch((error: unknown) => error);
  return { outcome, attempts, lines, waits, now };
}

test.each([200, 201, 301, 400, 401, 403, 404, 413])('%d is asked for once', async (status) => {
  expect(await persisted([answer(status)])).toMatchObject({ outcome: answer(status), attempts: 1, lines: [] });
});

test('a cloud that is busy is asked again, with one line a wait', async () => {
  const { outcome, attempts, lines, waits } = await persisted([answer(503), answer(429, { 'retry-after': '7' }), ok]);
  expect({ outcome, attempts }).toEqual({ outcome: ok, attempts: 3 });
  expect(lines).toEqual([
    `The login was answered with 503. Attempt 2 follows in ${((waits[0] ?? 0) / 1000).toFixed(1)} s.`,
    `The login was answered with 429. Attempt 3 follows in ${((waits[1] ?? 0) / 1000).toFixed(1)} s.`,
  ]);
  expect(waits[1]).toBeGreaterThanOrEqual(7000);
});

test.each([408, 425, 429, 502, 503, 504])('%d is waited out up to the deadline', async (status) => {
  const { outcome, attempts, now } = await persisted([answer(status)]);
  expect(outcome).toEqual({ ...answer(status), gaveUp: `It was tried ${attempts} times.` });
  expect(now).toBeGreaterThan(290_000);
  expect(now).toBeLessThan(300_100);
});

test.each([{}, { 'retry-after': '1' }])('500 is asked for five times: %j', async (headers) => {
  expect(await persisted([answer(500, headers)])).toMatchObject({
    outcome: { ...answer(500, headers), gaveUp: 'It was tried 5 times.' },
    attempts: 5,
  });
});

test.each<FailureCode>([
  'host-unknown',
  'connection-refused',
  'connection-broken',
  'proxy-unavailable',
  'deadline-exceeded',
])('%s is tried five times', async (code) => {
  const { outcome, attempts, lines } = await persisted([failure(code)]);
  expect(outcome).toEqual(
    new Failure(code, {
      message: 'The login failed: it broke. It was tried 5 times.',
      reasons: ['a reason'],
      advice: ['an advice'],
    }),
  );
  expect(attempts).toBe(5);
  expect(lines[3]).toMatch(/^The login failed: it broke\. Attempt 5 follows in \d\.\d s\.$/);
});

test.each<FailureCode>([
  'tls-untrusted',
  'tls-expired',
  'tls-host-mismatch',
  'tls-client-refused',
  'tls-failed',
  'proxy-refused',
  'proxy-invalid',
  'answer-too-large',
  'answer-unreadable',
  'token-malformed',
])('%s is final', async (code) => {
  const given = failure(code);
  const { outcome, attempts } = await persisted([given]);
  expect(outcome).toBe(given);
  expect(attempts).toBe(1);
});

test('what is no Failure is thrown as it is', async () => {
  const error = new TypeError('a defect');
  const attempt = () => Promise.reject(error);
  await expect(
    persist(
      { what: 'x', prepare: async () => {}, attempt },
      { remaining: () => 1e6, wait: async () => {}, log: () => {}, chance: Math.random },
    ),
  ).rejects.toBe(error);
});

test('an answer that no other attempt would change is not asked for again', async () => {
  const results = [answer(503), answer(500), ok];
  const { outcome, attempts } = await persisted(results, 300, ({ status }) => (status === 500 ? 'none' : undefined));
  expect({ outcome, attempts }).toEqual({ outcome: answer(500), attempts: 2 });
});

test('an answer that another attempt may change is asked for twice more', async () => {
  const refused = answer(401);
  const { outcome, attempts } = await persisted([refused], 300, () => 'twice');
  expect({ outcome, attempts }).toEqual({ outcome: { ...refused, gaveUp: 'It was tried 3 times.' }, attempts: 3 });
  expect(
    await persisted([refused, refused, ok], 300, ({ status }) => (status === 401 ? 'twice' : undefined)),
  ).toMatchObject({ outcome: ok, attempts: 3 });
});

test('a busy cloud between broken connections does not use up the hope', async () => {
  const busy = Array.from({ length: 8 }, () => answer(429));
  const results = [...busy, failure('connection-broken'), ...busy, failure('connection-broken'), ok];
  expect(await persisted(results)).toMatchObject({ outcome: ok, attempts: 19 });
});

test('a wish that the deadline does not allow ends it now, and says so', async () => {
  const { outcome, attempts } = await persisted([answer(429, { 'retry-after': '3600' })]);
  expect(attempts).toBe(1);
  expect(outcome).toMatchObject({ gaveUp: 'The server asks to wait 3600.0 s, and `timeout` leaves 299.9 s.' });
});

test('both are said where both are so', async () => {
  const { outcome } = await persisted([answer(503, { 'retry-after': '200' })]);
  expect(outcome).toMatchObject({
    gaveUp: expect.stringMatching(
      /^It was tried 2 times\. The server asks to wait 200\.0 s, and `timeout` leaves \d\d\.\d s\.$/,
    ),
  });
});

test('a first attempt that took all the time is not told to have been one', async () => {
  const given = failure('deadline-exceeded');
  expect((await persisted([given], 0.05)).outcome).toBe(given);
});

test('whatever happens, it ends by the deadline, and every wait is one line', async () => {
  const result = fc.oneof(
    fc.constantFrom(429, 500, 503, 504).map((status) => answer(status)),
    fc.nat(400).map((seconds) => answer(503, { 'retry-after': String(seconds) })),
    fc.constantFrom<FailureCode>('connection-refused', 'connection-broken').map(failure),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(result, { minLength: 1, maxLength: 30 }),
      fc.integer({ min: 1, max: 600 }),
      async (results, seconds) => {
        const { now, lines, waits, attempts } = await persisted(results, seconds);
        expect(now).toBeLessThan(seconds * 1000 + 100);
        expect(lines).toHaveLength(waits.length);
        expect(attempts).toBe(waits.length + 1);
      },
    ),
  );
});

test('what cannot be prepared is not attempted, and that is final', async () => {
  const given = failure('connection-broken');
  const attempt = async (): Promise<Response> => {
    throw new Error('not to be reached');
  };
  const pace = { remaining: () => 1e6, wait: async () => {}, log: () => {}, chance: Math.random };
  const endeavour = { what: 'x', prepare: () => Promise.reject(given), attempt };
  await expect(persist(endeavour, pace)).rejects.toBe(given);
});
