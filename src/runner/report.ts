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
  const { token, endpoint, endpoints } = session;
  const { user, roles, methods, expiresAt, lifetime } = token;
  const [what, which] = scope(token);
  const until = `${expiresAt.toISOString()} (${duration(lifetime)})`;
  say(`Logged in at ${endpoint.host} as ${shown(user)} by ${methods.join(' and ')}.`);
  say(`${what === 'Scope' ? which : `${what} ${which}`}; roles: ${roles.join(', ') || 'none'}.`);
  say(`The token is in ${whereabouts(settings)}, and lasts until ${until}${end(token, settings)}.`);
  for (const line of regions(session)) {
    warning(oneLine(line));
  }
  const rows: Row[] = [
    ['Cloud', endpoint.host],
    ['User', shown(user)],
    [what, which],
    ['Roles', roles.join(', ') || 'none'],
    ['Method', methods.join(' and ')],
    ['Valid until', until],
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

const places: Readonly<Record<ExportName, readonly string[]>> = {
  token: [],
  openstack: ['the clouds.yaml of $OS_CLIENT_CONFIG_FILE'],
  terraform: ['$OS_TOKEN', '$OS_AUTH_TOKEN'],
  swift: ['$OS_AUTH_TOKEN'],
  none: [],
};

function whereabouts({ export: name, tokenVariable }: Settings): string {
  const variable = tokenVariable ? [`$${tokenVariable}`] : [];
  const all = new Set(['the output `token`', ...places[name], ...variable]);
  return [...all].join(' and in ');
}

function end({ revocable }: Token, { revoke }: Settings): string {
  if (!revoke) {
    return '';
  }
  return revocable
    ? '; it is revoked when the job ends'
    : ', also after the job: Keystone does not revoke such a token';
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
