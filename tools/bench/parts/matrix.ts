import { kinds } from '../limiters.ts';
import { seeded, simulate } from '../matrix.ts';
import type { Section } from '../section.ts';

const [jobs, timeout, runs] = [256, 300, 5];

/** matrix simulates jobs that share a limit, by a clock that costs no time. */
export async function matrix(): Promise<Section> {
  const rows: string[][] = [];
  for (const kind of kinds) {
    for (const tells of [true, false]) {
      const seeds = Array.from({ length: runs }, (_, seed) => seed);
      const outcomes = await Promise.all(
        seeds.map((seed) => simulate({ jobs, kind, tells, timeout, chance: seeded(seed) })),
      );
      const worst = Math.max(...outcomes.map(({ seconds }) => seconds));
      const failed = outcomes.reduce((sum, { succeeded }) => sum + jobs - succeeded, 0);
      const requests = outcomes.reduce((sum, outcome) => sum + outcome.requests, 0) / runs / jobs;
      rows.push([
        kind.name,
        tells ? 'yes' : 'no',
        String(failed),
        worst.toFixed(0),
        (worst / kind.least).toFixed(2),
        requests.toFixed(1),
      ]);
    }
  }
  return {
    title: 'A matrix at a rate limit',
    text: `${jobs} jobs that share 60 logins a minute, with a timeout of ${timeout} s: the worst of ${runs} runs with a simulated clock. The bar is 1.2 ×
the least possible time, none failed.`,
    columns: ['the server counts', '`Retry-After`', 'failed', 'seconds', '× the least', 'requests a job'],
    rows,
  };
}
