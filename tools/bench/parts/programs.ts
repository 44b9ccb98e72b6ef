import { newAuthority } from '../../certificates.ts';
import { serveCounted } from '../counted.ts';
import { programsFor } from '../login.ts';
import { usageOf } from '../processes.ts';
import { newRunner } from '../runner.ts';
import type { Section } from '../section.ts';
import { spread, spreadOf } from '../statistics.ts';
import { answerAll, loginAt } from '../ways.ts';

/** programs measures what the step and the job's end use, beside Node itself and a script that does no more than it must. */
export async function programs(): Promise<Section> {
  const authority = await newAuthority('bench');
  await using cloud = await serveCounted(answerAll('https'), authority);
  using runner = newRunner(authority.cert);
  const { step, script } = programsFor(loginAt(`${cloud.origin}/v3`), runner);
  const bare = { argv: [process.execPath, '--eval', '0'] };
  const measured = [
    ['`node --eval 0`', bare, ''],
    ['the step, an input missing', { ...runner.step({}), exitCode: 1 }, '1.45 ×, 9 MiB'],
    ["the job's end, nothing to do", runner.jobEnd(), '1.35 ×'],
    ['a script of thirty lines that logs in', script, ''],
    ['the step, a login', step, '30 ms above the script, 14 MiB'],
  ] as const;
  const used = await usageOf(
    measured.map(([, program]) => program),
    30,
  );
  const [first = [], , , plain = []] = used;
  const memory = (index: number): number => spreadOf((used[index] ?? []).map((run) => run.memory)).median;
  return {
    title: 'Processor time and memory',
    text: `Thirty runs of each in turn, standard output a pipe as at a runner; the login is with a password, to a server that answers at once.
The ratio is that of a run to the run of \`node --eval 0\` beside it, what is above the script likewise.`,
    columns: [
      'program',
      'ms of the processor',
      '× `node --eval 0`',
      'ms above the script',
      'MiB above `node --eval 0`',
      'bar',
    ],
    rows: measured.map(([name, , bar], index) => {
      const times = (used[index] ?? []).map(({ processor }) => processor);
      const ratios = times.map((time, run) => time / (first[run]?.processor ?? Number.NaN));
      const above = times.map((time, run) => time - (plain[run]?.processor ?? Number.NaN));
      return [
        name,
        spread(spreadOf(times)),
        index === 0 ? '' : spread(spreadOf(ratios), 2),
        index === 4 ? spread(spreadOf(above)) : '',
        index === 0 ? '' : (memory(index) - memory(0)).toFixed(1),
        bar,
      ];
    }),
  };
}
