import { Deadline } from '../http/deadline.ts';
import { createHttp } from '../http/http.ts';
import type { Trust } from '../identity.ts';
import { info, seal, warning } from '../runner/log.ts';
import { saveState } from '../runner/state.ts';
import type { World } from './kind.ts';
import { type AnyLeftover, undoAll } from './undo.ts';

/** The cloud that leftovers are from. */
export interface Origin {
  /** The versioned Identity endpoint. */
  readonly endpoint: URL;
  readonly trust: Trust;
}

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

  /** forget leaves a thing to itself: nobody undoes it. */
  forget(forgotten: Pick<AnyLeftover, 'kind' | 'id'>): void {
    this.#keep(this.#items.filter((item) => keyOf(item) !== keyOf(forgotten)));
  }

  /**
   * takeBack undoes what there is, the newest first, within some seconds; neighbours of a kind do not wait for one another.
   * It says in one line what it did. It never throws: what could not be done is a warning, and stays for another try.
   */
  async takeBack(seconds: number): Promise<void> {
    const { endpoint } = this.#origin;
    const keystone = opener(this.#origin, seconds);
    const said: string[] = [];
    let left: readonly AnyLeftover[] = [];
    let older = this.#items;
    for (let last = older.at(-1); last !== undefined; last = older.at(-1)) {
      const { kind } = last;
      const neighbours = older.slice(older.findLastIndex((item) => item.kind !== kind) + 1);
      older = older.slice(0, -neighbours.length);
      const undone = await undoAll(kind, neighbours, { keystone, older }, endpoint.host);
      undone.failed.forEach(warning);
      said.push(...undone.said);
      left = [...undone.left, ...left];
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

function opener({ endpoint, trust }: Origin, seconds: number): World['keystone'] {
  const deadline = new Deadline(seconds);
  const opened = { endpoint, http: createHttp({ cloud: { url: endpoint, trust }, deadline, seal, log: info }) };
  return async () => opened;
}
