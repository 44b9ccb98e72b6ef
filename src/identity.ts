import type { Secret } from './secret.ts';

// The vocabulary between the rooms: what a user asks of Keystone (credentials → keystone) and what Keystone gave
// (keystone → runner). Types only.

/** A domain, by id or by name. An id beats a name wherever both were given. */
export type DomainRef = { readonly id: string } | { readonly name: string };

/** A user or a project: names are unique within a domain only, so a name comes with one. */
export type OwnedRef = { readonly id: string } | { readonly name: string; readonly domain: DomainRef };

/** Who logs in, and with what. */
export interface Login {
  readonly method: 'password';
  readonly user: OwnedRef;
  readonly password: Secret;
}

/** What the token is to be good for. */
export interface Scope {
  readonly project: OwnedRef;
}

/** How far a server is trusted: PEM certificates beside the usual roots, or (insecure) any certificate at all. */
export interface Trust {
  readonly ca?: string;
  readonly insecure: boolean;
}

/** A thing with an id and a name, as Keystone's answers have them. */
export interface Named {
  readonly id: string;
  readonly name: string;
}

/** A token and what Keystone says of it. */
export interface Token {
  readonly id: Secret;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
  /** Seconds between the two, by Keystone's own clock. */
  readonly lifetime: number;
  readonly methods: readonly string[];
  readonly user: Named;
  readonly project?: Named;
  /** The project's domain, or the domain that is the scope; for an unscoped token the user's. */
  readonly domain?: Named;
  readonly roles: readonly string[];
}
