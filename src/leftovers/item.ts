import type { Http } from '../http/request.ts';
import type { Caller } from '../keystone/call.ts';
import type { Members } from '../keystone/json.ts';
import { utc } from '../keystone/token.ts';
import type { Secret } from '../secret.ts';

/** Something the step leaves in the world, which has to be undone. */
export interface Leftover {
  readonly kind: string;
  /** Tells it from others of its kind. */
  readonly id: Secret | string;
  /** When it ends by itself, by the cloud's clock; without, that is not known. */
  readonly until?: Date;
}

/** How leftovers of one kind are read from a state, undone, and told of. */
export interface Kind<Item extends Leftover> {
  /**
   * read returns the leftover that a state holds, or undefined where no step could have left it: a state may be broken or
   * forged, so it is no order. Secrets in it are Secrets already, a time is a text.
   */
  readonly read: (saved: Members) => Item | undefined;
  /**
   * undo undoes one, perhaps while others of its kind beside it are undone. It returns how to tell of it, or undefined where
   * there is nothing to tell. Throws when it cannot be undone now, and may be by another try.
   */
  readonly undo: (item: Item, world: World) => Promise<Telling<Item> | typeof notYet | undefined>;
  /** failed returns the warning, if there is to be one, about those that could not be undone for this reason, a sentence. */
  readonly failed: (items: readonly Item[], why: string, host: string) => string | undefined;
}

/** What is not there, and may come yet: the request that makes it has had no answer. It stays for another try. */
export const notYet = Symbol('not yet');

/** Says of leftovers what was done to them, in a sentence. */
export type Telling<Item> = (items: readonly Item[], host: string) => string;

/** What undoing may need. */
export interface World {
  /** The Keystone that issued them. */
  readonly keystone: { readonly http: Http; readonly endpoint: URL };
  /**
   * user opens the way to it for the one who logged in: by the token that was left before or, where that has ended, by
   * another login.
   */
  readonly user: () => Promise<Caller>;
  /**
   * inPassing does for the one who logged in what nothing of the job depends on: within three seconds, by a token that
   * there is, and not where a step fails. What is slow is left alone.
   */
  readonly inPassing: (work: (caller: Caller) => Promise<void>) => Promise<undefined>;
}

/** endIn returns the end of a leftover as a state holds it, if it does. */
export function endIn({ until }: Members): { readonly until?: Date } {
  const time = utc(until);
  return time ? { until: time } : {};
}

/** lastEnd returns when the last of leftovers ends; where one's end is not known, in words. */
export function lastEnd(items: readonly Leftover[]): string {
  const ends = items.flatMap(({ until }) => (until ? [until.toISOString()] : [])).sort();
  return (ends.length === items.length && ends.at(-1)) || (items.length > 1 ? 'they expire' : 'it expires');
}
