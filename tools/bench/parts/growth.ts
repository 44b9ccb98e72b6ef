import { newAuthority } from '../../certificates.ts';
import { serveCounted } from '../counted.ts';
import { programsFor } from '../login.ts';
import { usageOf } from '../processes.ts';
import { newRunner } from '../runner.ts';
import type { Section } from '../section.ts';
import { spread, spreadOf } from '../statistics.ts';
import { answerAll, loginAt } from '../ways.ts';

const many = <Item>(length: number, item: (index: number) => Item): Item[] =>
  Array.from({ length }, (_, index) => item(index));

/** growth measures a login whose catalogue, token, clouds.yaml or openrc is large. */
export async function growth(): Promise<Section> {
  const authority = await newAuthority('bench');
  const catalog = many(500, (index) => ({
    type: `service-${index}`,
    name: `service ${index}`,
    id: `s${index}`,
    endpoints: ['public', 'internal', 'admin'].map((name) => ({
      id: `e${index}-${name}`,
      interface: name,
      region: 'one',
      region_id: 'one',
      url: `https://${name}.service-${index}.cloud.example/v1`,
    })),
  }));
  await using small = await serveCounted(answerAll('https'), authority);
  await using listing = await serveCounted(answerAll('https', { catalog }), authority);
  await using long = await serveCounted(answerAll('https', { tokenLength: 8000 }), authority);
  using runner = newRunner(authority.cert);
  const at = (origin: string) => programsFor(loginAt(`${origin}/v3`), runner).step;
  const { authUrl, username, userDomainId, password, projectId } = loginAt(`${small.origin}/v3`);
  const cloud = (name: string): string =>
    `  ${name}:\n    auth: {auth_url: "${authUrl}", username: ${username}, user_domain_id: ${userDomainId}, ` +
    `password: "${password}", project_id: ${projectId}}\n`;
  const clouds = (count: number): string => `clouds:\n${many(count, (index) => cloud(`c${index}`)).join('')}`;
  const lines = { AUTH_URL: authUrl, USERNAME: username, USER_DOMAIN_ID: userDomainId, PROJECT_ID: projectId };
  const openrc = (count: number): string =>
    [
      ...many(count, (index) => `export VARIABLE_${index}="\${HOME:-a home} and ${index}"`),
      ...Object.entries({ ...lines, PASSWORD: password }).map(([name, value]) => `export OS_${name}='${value}'`),
    ].join('\n');
  const inFile = (inputs: Readonly<Record<string, string>>) => runner.step({ ...inputs, cacert: runner.caFile });
  const measured = [
    ['inputs alone', at(small.origin)],
    [`a catalogue of 500 services (${(JSON.stringify(catalog).length / 1000).toFixed(0)} KB)`, at(listing.origin)],
    ['a token of 8,000 characters', at(long.origin)],
    ['a clouds.yaml of one cloud', inFile({ 'clouds-yaml': clouds(1), cloud: 'c0' })],
    ['a clouds.yaml of 200 clouds', inFile({ 'clouds-yaml': clouds(200), cloud: 'c0' })],
    ['an openrc of 5 lines', inFile({ openrc: openrc(0) })],
    ['an openrc of 500 lines', inFile({ openrc: openrc(495) })],
  ] as const;
  const used = await usageOf(
    measured.map(([, program]) => program),
    10,
  );
  return {
    title: 'What grows with its input',
    text: 'The same login, with more of something; ten runs of each in turn.',
    columns: ['login with', 'ms of the processor', 'MiB above the first'],
    rows: measured.map(([name], index) => {
      const own = used[index] ?? [];
      const memory = (runs: typeof own) => spreadOf(runs.map((run) => run.memory)).median;
      const more = memory(own) - memory(used[0] ?? []);
      return [name, spread(spreadOf(own.map(({ processor }) => processor))), index === 0 ? '' : more.toFixed(1)];
    }),
  };
}
