/** What a file has made of a variable so far. */
export type Value =
  | { readonly kind: 'text'; readonly text: string; readonly line: number }
  /** The file asks the person at the keyboard for it, or takes it from the shell it is sourced in. */
  | { readonly kind: 'asked' }
  | { readonly kind: 'unset' }
  /** Only running the file would tell. The reason continues the sentence `OS_X on line 3 …`. */
  | { readonly kind: 'unreadable'; readonly reason: string; readonly named?: string; readonly line: number };

/** The variables of a file while it is read, in any of its languages. Nothing is in it but what the file sets. */
export class Assignments {
  readonly #values = new Map<string, Value>();
  readonly #undo: (() => void)[] = [];
  readonly #read: (name: string, text: string) => void;
  #doubt: string | undefined;

  /** read is told of each text the moment it is assigned, so that a secret is masked before anything is said of it. */
  constructor(read: (name: string, text: string) => void) {
    this.#read = read;
  }

  get(name: string): Value | undefined {
    return this.#values.get(name);
  }

  /** entries gives every variable the file has touched. */
  entries(): IterableIterator<[string, Value]> {
    return this.#values.entries();
  }

  /** set assigns. Within doubting, a value that would change another leaves the variable unreadable. */
  set(name: string, value: Value, line: number): void {
    if (value.kind === 'text') {
      this.#read(name, value.text);
    }
    this.#put(name, this.#doubt === undefined ? value : this.#undecided(name, value, this.#doubt, line));
  }

  /** spoil leaves every variable unreadable that has a text: the file may have unset any of them. */
  spoil(reason: string, line: number): void {
    for (const [name, value] of this.#values) {
      if (value.kind === 'text') {
        this.#put(name, { kind: 'unreadable', reason, line });
      }
    }
  }

  /** doubting runs a part of the file of which nobody knows whether it takes effect, unless there is no reason to doubt. */
  doubting<Result>(reason: string | undefined, part: () => Result): Result {
    this.#doubt = reason;
    try {
      return part();
    } finally {
      this.#doubt = undefined;
    }
  }

  /** mark gives the way back to this moment: it takes back what was assigned since, as the end of a subshell does. */
  mark(): () => void {
    const start = this.#undo.length;
    return () => {
      for (const undo of this.#undo.splice(start).reverse()) {
        undo();
      }
    };
  }

  #undecided(name: string, value: Value, doubt: string, line: number): Value {
    const before = this.#values.get(name) ?? { kind: 'unset' };
    if (sameValue(before, value)) {
      return before;
    }
    if (value.kind === 'asked' && before.kind === 'unset') {
      return value;
    }
    return { kind: 'unreadable', reason: doubt, line };
  }

  #put(name: string, value: Value): void {
    const before = this.#values.get(name);
    this.#undo.push(() => {
      if (before === undefined) {
        this.#values.delete(name);
      } else {
        this.#values.set(name, before);
      }
    });
    this.#values.set(name, value);
  }
}

function sameValue(one: Value, other: Value): boolean {
  return one.kind === 'text' && other.kind === 'text' ? one.text === other.text : one.kind === other.kind;
}
