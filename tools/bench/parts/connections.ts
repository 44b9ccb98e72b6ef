import { newAuthority } from '../../certificates.ts';
import { type Counts, serveCounted, sum } from '../counted.ts';
import { timesOf } from '../processes.ts';
import { newRunner } from '../runner.ts';
import type { Section } from '../section.ts';
import { answerAll, ways } from '../ways.ts';

/** connections counts what the step and the job's end send, for each way to log in. */
export async function connections(): Promise<Section> {
  const authority = await newAuthority('bench');
  const rows: string[][] = [];
  for (const { name, inputs } of ways) {
    await using cloud = await serveCounted(answerAll('https'), authority);
    await using provider = await serveCounted(answerAll('https'), authority);
    await using hub = await serveCounted(answerAll('https'), authority);
    using runner = newRunner(authority.cert);
    const trusting = { NODE_EXTRA_CA_CERTS: runner.caFile };
    const given = inputs({ cloud: cloud.origin, provider: provider.origin, runner: hub.origin });
    const take = (): Counts => sum([cloud, provider, hub].map((host) => host.take()));
    const step = runner.step(
      { 'auth-url': `${cloud.origin}/`, cacert: runner.caFile, ...given },
      {
        ...trusting,
        ACTIONS_ID_TOKEN_REQUEST_URL: `${hub.origin}/idtoken`,
        ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'the token of a runner',
      },
    );
    await timesOf([step], 0);
    const atStep = take();
    await timesOf([runner.jobEnd(trusting)], 0);
    rows.push([name, ...cells(atStep), ...cells(take())]);
  }
  return {
    title: 'Connections and requests',
    text: `Of each way to log in, with the discovery of the Identity API; to the cloud, the identity provider and the runner's ID tokens together.
One connection is the least for each host, and the job's end, which revokes the token, needs one more. Bytes are those within TCP, both ways,
with TLS 1.3 and a chain of one small certificate.`,
    columns: [
      'log in with',
      ...['connections', 'TLS handshakes', 'requests', 'bytes'],
      ...["at the job's end: connections", 'TLS handshakes', 'requests', 'bytes'],
    ],
    rows,
  };
}

function cells({ connections, handshakes, requests, bytes }: Counts): string[] {
  return [connections, handshakes, requests, bytes].map(String);
}
