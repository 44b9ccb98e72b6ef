import { expect, test } from '@jest/globals';
import { endingSoon } from '../src/expiry.ts';

const now = new Date('2026-11-22T10:00:00Z');

function after(days: number): Date {
  return new Date(now.getTime() + days * 86_400_000);
}

test('warns of an end that is near, with the date and how to renew', () => {
  expect(endingSoon('The password of alice', after(13.9), now, 14)).toBe(
    'The password of alice ends 2026-12-06T07:36:00.000Z, in 13 days, and no job can log in by it after that. ' +
      'docs/rotation.md of this action tells how to renew it.',
  );
  expect(endingSoon('It', after(-1), now, 1)).toContain('in 0 days');
});

test.each([
  [after(14), 14],
  [undefined, 14],
  [after(0), 0],
])('does not warn of %s with %d days', (end, days) => {
  expect(endingSoon('It', end, now, days)).toBeUndefined();
});
