import { quote } from '../failure.ts';
import type { DomainRef, OwnedRef, ProjectRef } from '../identity.ts';

/** ownedRef returns a user or a project as Keystone wants it: `{id}` or `{name, domain}`. */
export function ownedRef(ref: OwnedRef | ProjectRef): { id: string } | { name: string; domain?: DomainRef } {
  return 'id' in ref ? { id: ref.id } : { name: ref.name, ...('domain' in ref && { domain: ref.domain }) };
}

/** shown returns a reference for a text: “alice” of the domain “users”. */
export function shown(ref: OwnedRef | DomainRef): string {
  if ('id' in ref) {
    return quote(ref.id);
  }
  return 'domain' in ref ? `${quote(ref.name)} of the domain ${shown(ref.domain)}` : quote(ref.name);
}
