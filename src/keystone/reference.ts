import type { DomainRef, OwnedRef } from '../identity.ts';

/** ownedRef gives a user or a project as Keystone wants it: `{id}` or `{name, domain}`. */
export function ownedRef(ref: OwnedRef): { id: string } | { name: string; domain: DomainRef } {
  return 'id' in ref ? { id: ref.id } : { name: ref.name, domain: ref.domain };
}
