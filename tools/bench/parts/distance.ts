import { newAuthority } from '../../certificates.ts';
import { serveCounted } from '../counted.ts';
import { programsFor } from '../login.ts';
import { timesOf } from '../processes.ts';
import { newRunner } from '../runner.ts';
import type { Section } from '../section.ts';
import { spread, spreadOf } from '../statistics.ts';
import { answerAll, loginAt } from '../ways.ts';

const roundTrip = 60;

/** distance measures a login at a cloud that is a round trip of 60 ms away. */
export async function distance(): Promise<Section> {
  const authority = await newAuthority('bench');
  await using cloud = await serveCounted(answerAll('https'), authority, roundTrip);
  using runner = newRunner(authority.cert);
  const { step, script, curl } = programsFor(loginAt(`${cloud.origin}/v3`), runner);
  const times = await timesOf([step, script, curl], 10);
  const names = ['the step', 'a script of thirty lines', '`curl`'];
  return {
    title: 'A cloud that is far away',
    text: `The time of a login with a password on the wall, through a relay that makes the cloud seem ${roundTrip} ms away and back; a new
connection takes one such round trip, TLS another, and the login a third, which is ${3 * roundTrip} ms.`,
    columns: ['program', 'ms'],
    rows: times.map((values, index) => [names[index] ?? '', spread(spreadOf(values))]),
  };
}
