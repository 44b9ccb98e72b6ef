import { Failure } from '../failure.ts';
import type { Members } from '../keystone/json.ts';
import { applicationCredential } from './application-credential.ts';
import { directory } from './directory.ts';
import { ec2Credentials } from './ec2-credentials.ts';
import { exportedVariable } from './exported-variable.ts';
import { type Kind, notYet, type Telling, type World } from './item.ts';
import { loginEnd } from './login-end.ts';
import { orphans } from './orphans.ts';
import { token } from './token.ts';
import { waitFor } from './wait.ts';

/** What a step can leave in the world: a new kind is a file and a line here. */
const kinds = {
  token,
  'application-credential': applicationCredential,
  'ec2-credentials': ec2Credentials,
  orphans,
  'login-end': loginEnd,
  directory,
  variable: exportedVariable,
};

type Items = {
  readonly [Name in keyof typeof kinds]: (typeof kinds)[Name] extends Kind<infer Item> ? Item : never;
};

type KindName = keyof Items;

/** A leftover of any kind. */
export type AnyLeftover = Items[KindName];

/** readLeftover returns a leftover as a state holds it, or undefined where no step could have left it. */
export function readLeftover(saved: Members): AnyLeftover | undefined {
  const { kind } = saved;
  return isKindName(kind) ? kinds[kind].read(saved) : undefined;
}

function isKindName(name: unknown): name is KindName {
  return typeof name === 'string' && Object.hasOwn(kinds, name);
}

/** What came of undoing leftovers of one kind. */
export interface Undone {
  /** What was done, a sentence each. */
  readonly said: readonly string[];
  /** Why it could not be done, a sentence or two each. */
  readonly failed: readonly string[];
  /** What is left. */
  readonly left: readonly AnyLeftover[];
}

/**
 * undoAll undoes those of the leftovers that are of a kind, the newest first: one after the other, over one connection, but
 * an answer that is slow keeps none waiting. It never throws.
 */
export async function undoAll<Name extends KindName>(
  name: Name,
  leftovers: readonly AnyLeftover[],
  world: World,
  host: string,
): Promise<Undone> {
  const kind: { readonly [Each in KindName]: Kind<Items[Each]> }[Name] = kinds[name];
  const items = leftovers.filter((item): item is Items[Name] => item.kind === name);
  // Why it could not be undone is a text; how to tell that it was, a function.
  const outcomes = new Map<Telling<Items[Name]> | typeof notYet | string | undefined, Items[Name][]>();
  const found = await inTurn(items, (item) => kind.undo(item, world).catch(reason));
  items.forEach((item, index) => {
    outcomes.set(found[index], [...(outcomes.get(found[index]) ?? []), item]);
  });
  const all = [...outcomes];
  return {
    said: all.flatMap(([end, those]) => (typeof end === 'function' ? [end(those, host)] : [])),
    failed: all.flatMap(([end, those]) => (typeof end === 'string' ? (kind.failed(those, end, host) ?? []) : [])),
    left: items.filter((_, index) => found[index] === notYet || typeof found[index] === 'string'),
  };
}

// Milliseconds.
const slow = 1000;

/** inTurn returns what comes of each, in their order; the last is begun first, the next when that has ended or is slow. */
async function inTurn<Item, Result>(items: readonly Item[], begin: (item: Item) => Promise<Result>): Promise<Result[]> {
  const begun: Promise<Result>[] = [];
  for (const item of items.toReversed()) {
    const result = begin(item);
    begun.unshift(result);
    await waitFor(result, slow);
  }
  return await Promise.all(begun);
}

function reason(error: unknown): string {
  return error instanceof Failure ? error.message : 'an internal error.';
}
