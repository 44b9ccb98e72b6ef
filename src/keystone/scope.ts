import { Failure } from '../failure.ts';
import type { DomainRef, Named, OwnedRef, ProjectRef, Scope, Token } from '../identity.ts';
import { ownedRef, shown } from './reference.ts';

/**
 * scopePart returns a request's `scope`; undefined where none may be sent.
 * Source: https://docs.openstack.org/api-ref/identity/v3/#authentication-and-token-management
 */
export function scopePart(scope: Scope): unknown {
  switch (scope.kind) {
    case 'project':
      return { project: ownedRef(scope.project) };
    case 'domain':
      return { domain: scope.domain };
    case 'system':
      return { system: { all: true } };
    case 'trust':
      return { 'OS-TRUST:trust': { id: scope.id } };
    case 'unscoped':
      return 'unscoped';
    case 'inherent':
      return undefined;
  }
}

/** A scope that can be asked for. */
type Askable = Exclude<Scope, { kind: 'inherent' }>;

/** scopeName returns a scope for a text: `the project “web”`. */
export function scopeName(scope: Askable): string {
  switch (scope.kind) {
    case 'project':
      return `the project ${shown(scope.project)}`;
    case 'domain':
      return `the domain ${shown(scope.domain)}`;
    case 'system':
      return 'the whole system';
    case 'trust':
      return `the trust ${shown({ id: scope.id })}`;
    case 'unscoped':
      return 'no scope';
  }
}

/** checkScope throws `scope-mismatch` for a token whose scope is not the one that was asked for. */
export function checkScope(token: Token, asked: Scope, host: string): void {
  if (asked.kind !== 'inherent' && !matches(token, asked)) {
    throw new Failure('scope-mismatch', {
      message: `${host} was asked for a token for ${scopeName(asked)}, and gave one for ${scopeName(given(token))}.`,
      advice: ['Check the scope that is asked for, and that `auth-url` is the Identity endpoint.'],
    });
  }
}

function matches(token: Token, asked: Askable): boolean {
  switch (asked.kind) {
    case 'project':
      return names(token.project, asked.project) && inDomain(token, asked.project);
    case 'domain':
      return token.scope === 'domain' && names(token.domain, asked.domain);
    case 'trust':
      return token.trust === asked.id;
    case 'system':
    case 'unscoped':
      return token.scope === asked.kind;
  }
}

// Most Keystones find names whatever their case, as their database does.
function names(thing: Named | undefined, ref: OwnedRef | DomainRef): boolean {
  return 'id' in ref ? thing?.id === ref.id : thing?.name.toLowerCase() === ref.name.toLowerCase();
}

function inDomain({ domain }: Token, ref: ProjectRef): boolean {
  return !('domain' in ref) || domain === undefined || names(domain, ref.domain);
}

function given({ scope, project, domain }: Token): Askable {
  switch (scope) {
    case 'project':
      return { kind: scope, project: { id: project?.id ?? '' } };
    case 'domain':
      return { kind: scope, domain: { id: domain?.id ?? '' } };
    default:
      return { kind: scope };
  }
}
