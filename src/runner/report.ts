import type { Named, Token } from '../identity.ts';
import { info } from './log.ts';
import type { Settings } from './settings.ts';

/** reportToken tells the log who is logged in where, for what, with which roles and until when. */
export function reportToken(token: Token, endpoint: URL, { tokenVariable, revoke }: Settings): void {
  const { user, roles, methods, expiresAt, lifetime } = token;
  info(`Logged in at ${endpoint.host} as ${shown(user)} by ${methods.join(' and ')}.`);
  info(`${scope(token)}; roles: ${roles.join(', ') || 'none'}.`);
  info(
    `The token is in the output \`token\` and in $${tokenVariable}, and lasts until ${expiresAt.toISOString()} ` +
      `(${duration(lifetime)})${revoke ? '; it is revoked when the job ends' : ''}.`,
  );
}

function scope({ scope, project, domain }: Token): string {
  switch (scope) {
    case 'project':
      return `Project ${shown(project)} of the domain ${shown(domain)}`;
    case 'domain':
      return `Domain ${shown(domain)}`;
    case 'system':
      return 'The whole system';
    case 'unscoped':
      return 'No scope';
  }
}

function shown(thing: Named | undefined): string {
  return thing ? `${thing.name} (${thing.id})` : 'none';
}

function duration(seconds: number): string {
  return seconds >= 7200 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 60)} min`;
}
