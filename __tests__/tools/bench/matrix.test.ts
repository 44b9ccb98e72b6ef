import { expect, test } from '@jest/globals';
import { kinds } from '../../../tools/bench/limiters.ts';
import { seeded, simulate } from '../../../tools/bench/matrix.ts';

// A matrix of 256 jobs at a cloud that gives 60 tokens a minute, with the default deadline.

const chosen = kinds.filter(({ name }) => /its begin|none saved/.test(name));
const cases = chosen.flatMap((kind) => [true, false].map((tells) => ({ kind, tells, name: kind.name })));

test.each(cases)('all get their token: $name, Retry-After: $tells', async ({ kind, tells }) => {
  const { succeeded, seconds } = await simulate({ jobs: 256, kind, tells, timeout: 300, chance: seeded(1) });
  expect(succeeded).toBe(256);
  expect(seconds).toBeGreaterThanOrEqual(kind.least);
  expect(seconds).toBeLessThanOrEqual(1.2 * kind.least);
});

test('some fail when the deadline is shorter than what the cloud needs', async () => {
  const [kind] = chosen;
  const outcome = kind && (await simulate({ jobs: 256, kind, tells: true, timeout: 100, chance: seeded(1) }));
  expect(outcome?.succeeded).toBe(120);
});

test.each(kinds)('a limiter lets 60 through a minute: $name', ({ start, least }) => {
  const limiter = start();
  let count = 0;
  let now = 0;
  while (count < 256) {
    const { allowed, retryAfter } = limiter(now);
    count += allowed ? 1 : 0;
    now += Math.ceil(retryAfter);
  }
  expect(now / 1000).toBeGreaterThan(least - 1);
  expect(now / 1000).toBeLessThan(least + 1);
});
