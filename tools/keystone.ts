/** Starts a real Keystone for as long as this program runs, and prints how to use it. */
import type { Planted } from './keystone/plant.ts';
import { type Grant, users } from './keystone/seed.ts';
import { type Keystone, startKeystone } from './keystone/server.ts';

let keystone: Keystone | undefined;
let stopping = false;

async function stop(): Promise<void> {
  if (!stopping) {
    stopping = true;
    await keystone?.stop();
    process.exit();
  }
}

// More than once, because npm passes on the Ctrl-C that the terminal has sent to all.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => void stop());
}

const begin = performance.now();
keystone = await startKeystone();
process.stdout.write(directions(keystone, performance.now() - begin));

function directions(
  { authUrl, prefixedAuthUrl, plainAuthUrl, caFile, logFile, ...found }: Keystone,
  took: number,
): string {
  const { domains, projects, users: accounts, adminPassword } = found;
  const { deployer } = accounts;
  const { production } = projects;

  const projectRows = Object.values(projects).map(({ id, name, domain }) => [id, name, domain.name]);
  const seeded = Object.values(users).map((user) => [
    user.name,
    domains[user.domain].name,
    JSON.stringify(user.password),
    user.enabled === false ? 'disabled' : user.roles.map((grant) => granted(grant, found)).join(', ') || 'no role',
  ]);
  const admin = [
    'admin',
    domains.users.name,
    JSON.stringify(adminPassword),
    'admin on project admin and on the system',
  ];
  const variables = {
    OS_AUTH_URL: authUrl,
    OS_CACERT: caFile,
    OS_USERNAME: deployer.name,
    OS_PASSWORD: deployer.password,
    OS_USER_DOMAIN_NAME: deployer.domain.name,
    OS_PROJECT_ID: production.id,
  };

  return `Keystone is ready after ${(took / 1000).toFixed(1)} s. Ctrl-C ends it and removes all of it.

auth URL   ${authUrl}
           ${prefixedAuthUrl} (under a prefix, as some clouds have it)
           ${plainAuthUrl} (without TLS)
CA file    ${caFile}
log        ${logFile}

${table([['PROJECT ID', 'NAME', 'DOMAIN'], ...projectRows])}

${table([['USER', 'DOMAIN', 'PASSWORD (JSON)', 'ROLES'], admin, ...seeded])}

With these, \`npm start\` in another terminal uses it:

${Object.entries(variables)
  .map(([name, value]) => `export ${name}='${value}'`)
  .join('\n')}
`;
}

function granted(grant: Grant, planted: Planted): string {
  return `${grant.role} on ${placeOf(grant, planted)}`;
}

function placeOf(grant: Grant, { domains, projects }: Planted): string {
  if ('system' in grant) {
    return 'the system';
  }
  return 'project' in grant ? `project ${projects[grant.project].name}` : `domain ${domains[grant.domain].name}`;
}

function table(rows: readonly (readonly string[])[]): string {
  const width = (column: number) => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(width(column)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
