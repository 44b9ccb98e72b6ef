import { getEventListeners } from 'node:events';
import { expect, jest, test } from '@jest/globals';
import { Failure } from '../../src/failure.ts';
import { Deadline } from '../../src/http/deadline.ts';

const late = (allowed: string) => new Failure('deadline-exceeded', { message: allowed });
const never = (): Promise<never> => new Promise(() => {});

/** A test's time, which passes when the test says so. */
async function atLeisure(work: () => Promise<void>): Promise<void> {
  jest.useFakeTimers();
  try {
    await work();
  } finally {
    jest.useRealTimers();
  }
}

test('counts down to none', () =>
  atLeisure(async () => {
    const deadline = new Deadline(3);
    jest.advanceTimersByTime(1000);
    expect(deadline.remaining()).toBe(2000);
    jest.advanceTimersByTime(5000);
    expect(deadline.remaining()).toBe(0);
  }));

test('gives what the work gives, and leaves its signal alone', async () => {
  let signal: AbortSignal | undefined;
  const work = async (given: AbortSignal) => {
    signal = given;
    return 'done';
  };
  expect(await new Deadline(1).bound(work, late)).toBe('done');
  expect(signal?.aborted).toBe(false);
});

test('throws what the work throws, and aborts its signal', async () => {
  let signal: AbortSignal | undefined;
  const work = async (given: AbortSignal) => {
    signal = given;
    throw new RangeError('its own');
  };
  await expect(new Deadline(1).bound(work, late)).rejects.toThrow(new RangeError('its own'));
  expect(signal?.aborted).toBe(true);
});

test.each([
  ['the deadline', undefined, 2000, '2 s that the step may take'],
  ['the deadline, where that comes first', 3000, 2000, '2 s that the step may take'],
  ['the deadline, where both come at once', 2000, 2000, '2 s that the step may take'],
  ['its own limit, where that comes first', 1500, 1500, '1.5 s of an attempt'],
])('cuts work off at %s', (_, limit, end, allowed) =>
  atLeisure(async () => {
    let signal: AbortSignal | undefined;
    const work = (given: AbortSignal) => {
      signal = given;
      return never();
    };
    const cut = new Deadline(2).bound(work, late, limit === undefined ? {} : { limit });
    cut.catch(() => {});
    jest.advanceTimersByTime(end - 1);
    expect(signal?.aborted).toBe(false);
    jest.advanceTimersByTime(1);
    await expect(cut).rejects.toThrow(allowed);
    expect(signal?.aborted).toBe(true);
  }),
);

test('leaves no timer behind', () =>
  atLeisure(async () => {
    await new Deadline(5).bound(async () => 'done', late);
    expect(jest.getTimerCount()).toBe(0);
  }));

test('begins nothing after the deadline', () =>
  atLeisure(async () => {
    const deadline = new Deadline(1);
    jest.advanceTimersByTime(1000);
    const work = jest.fn(never);
    await expect(deadline.bound(work, late)).rejects.toThrow('1 s that the step may take');
    expect(work).not.toHaveBeenCalled();
  }));

test('a cancelled step begins nothing', async () => {
  const work = jest.fn(never);
  await expect(new Deadline(1, AbortSignal.abort()).bound(work, late)).rejects.toMatchObject({ code: 'cancelled' });
  expect(work).not.toHaveBeenCalled();
});

test('work is cut off when the step is cancelled', async () => {
  const cancellation = new AbortController();
  let signal: AbortSignal | undefined;
  const work = (given: AbortSignal) => {
    signal = given;
    return never();
  };
  const cut = new Deadline(10, cancellation.signal).bound(work, late);
  cancellation.abort();
  await expect(cut).rejects.toMatchObject({ code: 'cancelled' });
  expect(signal?.aborted).toBe(true);
});

test('work that may finish does so, and then the step is cancelled', async () => {
  const cancellation = new AbortController();
  let finish = (): void => {};
  let finished = false;
  const work = async () => {
    await new Promise<void>((resolve) => {
      finish = resolve;
    });
    finished = true;
  };
  const done = new Deadline(10, cancellation.signal).bound(work, late, { finishes: true });
  cancellation.abort();
  await new Promise((resolve) => setImmediate(resolve));
  finish();
  await expect(done).rejects.toMatchObject({ code: 'cancelled' });
  expect(finished).toBe(true);
});

test('listens no longer than it works', async () => {
  const { signal } = new AbortController();
  await new Deadline(1, signal).bound(async () => 'done', late);
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});
