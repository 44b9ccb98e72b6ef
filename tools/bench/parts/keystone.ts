import { installMissing } from '../../keystone/packages.ts';
import { startKeystone } from '../../keystone/server.ts';
import { programsFor } from '../login.ts';
import { timesOf } from '../processes.ts';
import { newRunner } from '../runner.ts';
import type { Section } from '../section.ts';
import { spread, spreadOf } from '../statistics.ts';

/** keystone measures a login at a real Keystone, which takes Debian's packages and root. */
export async function keystone(): Promise<Section> {
  installMissing(['curl', 'python3-openstackclient']);
  await using server = await startKeystone({ conf: { identity: { password_hash_rounds: 12 } } });
  using runner = newRunner(server.ca);
  const { deployer } = server.users;
  const { step, script, curl, client } = programsFor(
    {
      authUrl: server.authUrl,
      username: deployer.name,
      userDomainId: deployer.domain.id,
      password: deployer.password,
      projectId: server.projects.production.id,
    },
    runner,
  );
  const times = await timesOf([step, script, curl, client], 10);
  const names = ['the step', 'a script of thirty lines', '`curl`', '`openstack token issue`'];
  return {
    title: 'A real Keystone',
    text: `The time of a login with a password on the wall, at a Keystone ${server.distribution.version} on the same machine with its default of 12 rounds of
bcrypt, which are most of it.`,
    columns: ['program', 'ms', '× the step'],
    rows: times.map((values, index) => {
      const ratios = values.map((value, run) => value / (times[0]?.[run] ?? Number.NaN));
      return [names[index] ?? '', spread(spreadOf(values)), index === 0 ? '' : spread(spreadOf(ratios), 2)];
    }),
  };
}
