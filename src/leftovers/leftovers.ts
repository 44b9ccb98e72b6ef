import type { Keystone } from '../keystone/keystone.ts';
import { info, warning } from '../runner/log.ts';
import { saveState } from '../runner/state.ts';
import type { Secret } from '../secret.ts';
import { type AnyLeftover, type Undone, undoAll } from './undo.ts';
import { waitFor } from './wait.ts';
import { type CloudAccess, type Origin, worldOf } from './world.ts';

/** Logs in once more and returns the token. What is issued on the way is told to the leftovers. */
export type LogIn = (access: CloudAccess, leftovers: Leftovers) => Promise<Secret>;

/**
 * What a step has left in the world, in the order in which it came to be. Each thing is kept for the job's end from the
 * moment it exists, and undone by the step itself if it fails, else at the job's end.
 */
export class Leftovers {
  readonly #origin: Origin;
  #items: readonly AnyLeftover[];

  constructor(origin: Origin, items: readonly AnyLeftover[] = []) {
    this.#origin = origin;
    this.#items = items;
  }

  /** add keeps leftovers; one that is there already is replaced by what is known of it now. */
  add(...added: readonly AnyLeftover[]): void {
    this.#keep([...new Map([...this.#items, ...added].map((item) => [keyOf(item), item])).values()]);
  }

  /** remembering returns what a connection tells of tokens: each is kept the moment it is issued. */
  remembering(): Pick<Keystone, 'issued' | 'described'> {
    return {
      issued: (id) => this.add({ kind: 'token', id }),
      described: ({ id, expiresAt, revocable }) => this.add({ kind: 'token', id, until: expiresAt, revocable }),
    };
  }

  /** forget leaves a thing to itself: nobody undoes it. */
  forget(forgotten: Pick<AnyLeftover, 'kind' | 'id'>): void {
    this.#keep(this.#items.filter((item) => keyOf(item) !== keyOf(forgotten)));
  }

  /**
   * takeBack undoes what there is, the newest first, within some seconds; what is slow is not waited for by the rest.
   * It says in one line what it did. It never throws: what could not be done is a warning, and stays for another try.
   */
  async takeBack(seconds: number, logIn?: LogIn): Promise<void> {
    const { endpoint } = this.#origin;
    // The tokens of another login, without which the rest cannot be undone.
    const renewed = new Leftovers(this.#origin);
    const world = worldOf(this.#origin, seconds, logIn && ((access) => logIn(access, renewed)));
    const undoing: Promise<Undone>[] = [];
    let older = this.#items;
    for (let last = older.at(-1); last !== undefined; last = older.at(-1)) {
      const { kind } = last;
      const neighbours = older.slice(older.findLastIndex((item) => item.kind !== kind) + 1);
      older = older.slice(0, -neighbours.length);
      const undone = undoAll(kind, neighbours, world(older), endpoint.host);
      undoing.push(undone);
      // A server that leaves one question without an answer must not cost the rest its end.
      await waitFor(undone, (seconds * 1000) / 3);
    }
    const all = await Promise.all(undoing);
    all.flatMap(({ failed }) => failed).forEach(warning);
    const said = all.flatMap((undone) => undone.said);
    const left = all.toReversed().flatMap((undone) => undone.left);
    if (renewed.#items.length > 0) {
      await renewed.takeBack(seconds);
    }
    if (said.length > 0) {
      info(said.join(' '));
    }
    try {
      this.#keep(left);
    } catch {
      // Then the job's end tries all of it once more.
    }
  }

  #keep(items: readonly AnyLeftover[]): void {
    this.#items = items;
    saveState({ ...this.#origin, leftovers: items });
  }
}

function keyOf({ kind, id }: Pick<AnyLeftover, 'kind' | 'id'>): string {
  return `${kind} ${typeof id === 'string' ? id : id.reveal()}`;
}
