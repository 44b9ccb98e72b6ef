import type { Named, Session, Token } from '../identity.ts';
import type { ExportName } from './exports/exports.ts';
import { info, printable, warning } from './log.ts';
import type { Settings } from './settings.ts';
import { type Row, writeSummary } from './summary.ts';

/**
 * report tells the log, in a few lines, who is logged in where, for what, with which roles and until when, and the job's
 * summary the same as a table.
 */
export function report(session: Session, settings: Settings): void {
  const { token, applicationCredential, endpoint, endpoints } = session;
  const { user, roles, methods, expiresAt, lifetime } = token;
  const [what, which] = scope(token);
  const until = `${expiresAt.toISOString()} (${duration(lifetime)})`;
  say(`Logged in at ${endpoint.host} as ${shown(user)} by ${methods.join(' and ')}.`);
  say(`${what === 'Scope' ? which : `${what} ${which}`}; roles: ${roles.join(', ') || 'none'}.`);
  say(`The token is in ${whereabouts(session, settings)}, and lasts until ${until}${end(session, settings)}.`);
  for (const line of credentials(session, settings)) {
    say(line);
  }
  for (const line of regions(session)) {
    warning(oneLine(line));
  }
  if (!settings.summary) {
    return;
  }
  const rows: Row[] = [
    ['Cloud', endpoint.host],
    ['User', shown(user)],
    [what, which],
    ['Roles', roles.join(', ') || 'none'],
    ['Method', methods.join(' and ')],
    ['Valid until', until],
    ...(applicationCredential ? [['Application credential', shown(applicationCredential)] as const] : []),
  ];
  writeSummary(rows, endpoints);
}

function say(text: string): void {
  info(oneLine(text));
}

// A name from the server stays on its line; a secret in it is known while its blanks are what they were.
function oneLine(text: string): string {
  return printable(text).replace(/\s+/g, ' ');
}

function scope({ scope, project, domain }: Token): Row {
  switch (scope) {
    case 'project':
      return ['Project', `${shown(project)} of the domain ${shown(domain)}`];
    case 'domain':
      return ['Domain', shown(domain)];
    case 'system':
      return ['Scope', 'The whole system'];
    case 'unscoped':
      return ['Scope', 'No scope'];
  }
}

const places: Readonly<Partial<Record<ExportName, readonly string[]>>> = {
  openstack: ['the clouds.yaml of $OS_CLIENT_CONFIG_FILE'],
  terraform: ['$OS_TOKEN', '$OS_AUTH_TOKEN'],
  swift: ['$OS_AUTH_TOKEN'],
};

// With an application credential, these tools get tokens of their own.
const renewing: readonly ExportName[] = ['openstack', 'terraform'];

function whereabouts({ applicationCredential }: Session, { export: name, tokenVariable }: Settings): string {
  const variable = tokenVariable ? [`$${tokenVariable}`] : [];
  const exported = applicationCredential && renewing.includes(name) ? [] : (places[name] ?? []);
  return [...new Set(['the output `token`', ...exported, ...variable])].join(' and in ');
}

function end({ token, applicationCredential }: Session, { revoke }: Settings): string {
  if (!revoke) {
    return '';
  }
  return token.revocable || applicationCredential
    ? '; it is revoked when the job ends'
    : ', also after the job: Keystone does not revoke such a token';
}

function credentials({ applicationCredential, objectStore }: Session, { revoke }: Settings): string[] {
  const lines: string[] = [];
  if (applicationCredential) {
    const until = applicationCredential.expiresAt.toISOString();
    const deleted = revoke ? '; it is deleted when the job ends' : '';
    lines.push(
      `The application credential ${shown(applicationCredential)} is this job's own, until ${until}${deleted}.`,
    );
  }
  if (objectStore) {
    const { keys, endpoint } = objectStore;
    const until = keys.sessionToken ? 'end by themselves after six hours' : 'are deleted when the job ends';
    lines.push(`The keys for ${endpoint} are in $AWS_ACCESS_KEY_ID and $AWS_SECRET_ACCESS_KEY, and ${until}.`);
  }
  return lines;
}

function regions({ endpoints: { region, regions } }: Session): string[] {
  return region === '' && regions.length > 1
    ? [
        `The catalogue has the regions ${regions.join(', ')}, and nothing says which of them is meant. So the output \`endpoints\` has only what is the same in all, and tools take whichever comes first: set \`region-name\`.`,
      ]
    : [];
}

function shown(thing: Named | undefined): string {
  return thing ? `${thing.name} (${thing.id})` : 'none';
}

function duration(seconds: number): string {
  return seconds >= 7200 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 60)} min`;
}
