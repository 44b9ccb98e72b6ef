import { Failure } from './failure.ts';
import type { Token } from './identity.ts';

/** What a token must be for the step to go on with it. */
export interface Guards {
  /** The ids of the projects it may be for; undefined if any will do. */
  readonly allowedProjectIds?: readonly string[];
  /** The names of the roles it may have; undefined if any will do. */
  readonly allowedRoles?: readonly string[];
  /** Seconds it must last at least. */
  readonly minimumLifetime: number;
}

/** guard throws `guard-failed`, which names all that is wrong, for a token that is not what the guards say. */
export function guard(token: Token, guards: Guards): void {
  const faults = [...project(token, guards), ...roles(token, guards), ...lifetime(token, guards)];
  if (faults.length > 0) {
    throw new Failure('guard-failed', {
      message: `The login succeeded, but its token is not one this step may use. ${faults.join(' ')}`,
      advice: ['Log in with an identity or a scope that fits the guards, or widen them if they are out of date.'],
    });
  }
}

function project({ project }: Token, { allowedProjectIds }: Guards): string[] {
  if (allowedProjectIds === undefined || (project && allowedProjectIds.includes(project.id))) {
    return [];
  }
  const what = project ? `the project ${project.name} (${project.id})` : 'no project';
  return [`It is for ${what}, which \`allowed-project-ids\` does not list.`];
}

function roles({ roles }: Token, { allowedRoles }: Guards): string[] {
  if (allowedRoles === undefined) {
    return [];
  }
  const others = roles.filter((role) => !allowedRoles.includes(role));
  if (roles.length === 0) {
    return ['It has no role, and `allowed-roles` wants one.'];
  }
  return others.length === 0 ? [] : [`It has roles that \`allowed-roles\` does not list: ${others.join(', ')}.`];
}

function lifetime({ lifetime }: Token, { minimumLifetime }: Guards): string[] {
  return lifetime >= minimumLifetime
    ? []
    : [`It lasts ${lifetime} s, and \`minimum-lifetime\` wants ${minimumLifetime} s.`];
}
