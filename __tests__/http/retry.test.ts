import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { patienceWith, pause, retryAfter } from '../../src/http/retry.ts';

const now = Date.parse('Sun, 22 Nov 2026 10:00:00 GMT');

test.each([
  [1, 500],
  [2, 1000],
  [3, 2000],
  [4, 4000],
  [5, 5000],
  [100, 5000],
])('after attempt %d the jitter goes up to twice %d ms', (attempts, half) => {
  expect(pause({ attempts, remaining: 300_000, chance: 0.5 })).toBe(half);
});

test('the server’s wish comes before the jitter', () => {
  expect(pause({ attempts: 1, retryAfter: 60_000, remaining: 300_000, chance: 0.5 })).toBe(60_500);
});

test('the jitter is left out where it would pass the deadline', () => {
  expect(pause({ attempts: 5, retryAfter: 60_000, remaining: 61_000, chance: 0.9 })).toBe(60_000);
});

test('there is no wait that would leave an attempt less than half a second', () => {
  expect(pause({ attempts: 1, retryAfter: 60_000, remaining: 60_500, chance: 0 })).toBeUndefined();
  expect(pause({ attempts: 1, retryAfter: 60_000, remaining: 60_501, chance: 0 })).toBe(60_000);
  expect(pause({ attempts: 4, remaining: 4500, chance: 0.5 })).toBeUndefined();
  expect(pause({ attempts: 4, remaining: 4501, chance: 0.5 })).toBe(4000);
  expect(pause({ attempts: 1, remaining: 500, chance: 0 })).toBeUndefined();
});

const situation = fc.record({
  attempts: fc.integer({ min: 1, max: 2000 }),
  retryAfter: fc.option(fc.double({ min: 0, max: 1e9, noNaN: true }), { nil: undefined }),
  remaining: fc.double({ min: 0, max: 432e6, noNaN: true }),
  chance: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
});

test('a wait is never shorter than the server asks, longer than ten seconds more, or past the deadline', () => {
  fc.assert(
    fc.property(situation, (situation) => {
      const { retryAfter = 0, remaining } = situation;
      const time = pause(situation);
      return time === undefined || (time >= retryAfter && time <= retryAfter + 10_000 && time < remaining - 500);
    }),
  );
});

test('it gives up only when the server’s wish or ten seconds pass the deadline', () => {
  fc.assert(
    fc.property(situation, (situation) => {
      const { retryAfter = 0, remaining } = situation;
      return pause(situation) !== undefined || remaining <= Math.max(retryAfter, 10_000) + 500;
    }),
  );
});

test.each([408, 425, 429, 502, 503, 504])('%d is waited out', (status) => {
  expect(patienceWith(status)).toBe('wait');
});

test('500 is tried a few times', () => {
  expect(patienceWith(500)).toBe('hope');
});

test.each([200, 201, 204, 300, 301, 302, 303, 307, 308, 400, 401, 403, 404, 405, 409, 410, 413, 422, 501, 505, 599])(
  '%d is final',
  (status) => {
    expect(patienceWith(status)).toBe('none');
  },
);

test.each([
  ['seconds', '7', 7000],
  ['no seconds', '0', 0],
  ['parts of seconds', '1.25', 1250],
  ['blanks around', ' 12 ', 12_000],
  ['a date', 'Sun, 22 Nov 2026 10:02:00 GMT', 120_000],
  ['a date in the form of RFC 850', 'Sunday, 22-Nov-26 10:02:00 GMT', 120_000],
  ['a date that is past', 'Sun, 22 Nov 2026 09:00:00 GMT', 0],
  ['nothing', '', undefined],
  ['a word', 'soon', undefined],
  ['nine digits', '999999999', 999_999_999_000],
  ['a number beyond all measure', '9'.repeat(400), undefined],
  ['a negative number', '-1', undefined],
  ['a number and more', '5 minutes', undefined],
  ['a date without a zone', 'Sun, 22 Nov 2026 10:02:00', undefined],
  ['a date of another zone', 'Sun, 22 Nov 2026 12:02:00 GMT+0200', undefined],
  ['a date that is none', 'Someday GMT', undefined],
])('Retry-After: %s', (_, value, milliseconds) => {
  expect(retryAfter({ 'retry-after': value }, now)).toBe(milliseconds);
});

test('no Retry-After', () => {
  expect(retryAfter({ date: 'Sun, 22 Nov 2026 10:00:00 GMT' }, now)).toBeUndefined();
});

test('a Retry-After date is held against the server’s clock', () => {
  const headers = { 'retry-after': 'Sun, 22 Nov 2026 12:00:30 GMT', date: 'Sun, 22 Nov 2026 12:00:00 GMT' };
  expect(retryAfter(headers, now)).toBe(30_000);
});
