import { quote } from '../failure.ts';
import type { DomainRef, OwnedRef } from '../identity.ts';

/** ownedRef gives a user or a project as Keystone wants it: `{id}` or `{name, domain}`. */
export function ownedRef(ref: OwnedRef): { id: string } | { name: string; domain: DomainRef } {
  return 'id' in ref ? { id: ref.id } : { name: ref.name, domain: ref.domain };
}

/** shown gives a reference for a text: “alice” of the domain “users”. */
export function shown(ref: OwnedRef | DomainRef): string {
  if ('id' in ref) {
    return quote(ref.id);
  }
  return 'domain' in ref ? `${quote(ref.name)} of the domain ${shown(ref.domain)}` : quote(ref.name);
}
