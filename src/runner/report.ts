import type { Named, Token } from '../identity.ts';
import { info } from './log.ts';
import type { Settings } from './settings.ts';

/** reportToken tells the log who is logged in where, for what, with which roles and until when. */
export function reportToken(token: Token, endpoint: URL, { tokenVariable, revoke }: Settings): void {
  const { user, project, domain, roles, methods, expiresAt, lifetime } = token;
  info(`Logged in at ${endpoint.host} as ${shown(user)} by ${methods.join(' and ')}.`);
  info(
    `Project ${shown(project)}${domain ? ` of the domain ${shown(domain)}` : ''}; roles: ${roles.join(', ') || 'none'}.`,
  );
  info(
    `The token is in the output \`token\` and in $${tokenVariable}, and lasts until ${expiresAt.toISOString()} ` +
      `(${duration(lifetime)})${revoke ? '; it is revoked when the job ends' : ''}.`,
  );
}

function shown(thing: Named | undefined): string {
  return thing ? `${thing.name} (${thing.id})` : 'none';
}

function duration(seconds: number): string {
  return seconds >= 7200 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 60)} min`;
}
