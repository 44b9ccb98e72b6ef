/** Whether a condition holds: undefined where only running the file would tell. */
export type Status = boolean | undefined;

/** negated returns whether the opposite holds. */
export function negated(status: Status): Status {
  return status === undefined ? undefined : !status;
}

/** A value that only running the file would tell, and why: the rest of the sentence `OS_X on line 3 …`. Some ask a person. */
export type Opaque = { readonly why: string; readonly asks?: true };

/** What a file has made of a variable: a known text, nothing (empty, or undefined where it is unset), or an opaque value. */
export type Reading = string | undefined | Opaque;

/** A value, and the line that set it. */
export type Assigned = { readonly value: Reading; readonly line: number };

/** isOpaque tells whether only running the file would tell a value. */
export function isOpaque(value: Reading): value is Opaque {
  return typeof value === 'object';
}

/** Why a value is opaque that is set on a condition. */
export const onCondition = 'depends on a condition that only running the file would tell';

// Variables that hold variables could fill the memory: the files that clouds give out come to some KiB.
const longest = 1024 * 1024;

/**
 * Table holds the variables of a file while it is read, in any of its languages. The one rule of what can't be told is
 * here: if only running the file would tell whether a line takes effect, what it sets is opaque.
 */
export class Table {
  /** Every variable the file has touched. */
  readonly entries = new Map<string, Assigned>();
  /** What the owner of a variable should know of how it was read: the rest of the sentence `OS_X in the openrc …`. */
  readonly warnings = new Map<string, string>();
  /** The functions of the file, and what each would set. */
  readonly functions = new Map<string | undefined, ReadonlyMap<string, Assigned>>();
  readonly #undo: { readonly name: string; readonly before: Assigned | undefined }[] = [];
  readonly #known: (name: string, text: string) => void;
  #length = 0;
  #doubts = 0;

  /** known is told of each text the moment it is assigned, so that a secret is masked before anything is said of it. */
  constructor(known: (name: string, text: string) => void) {
    this.#known = known;
  }

  set(name: string, value: Reading, line: number): void {
    if (typeof value === 'string') {
      this.#known(name, value);
    }
    this.#put(name, { value, line });
  }

  #put(name: string, entry: Assigned): void {
    this.#undo.push({ name, before: this.entries.get(name) });
    this.entries.set(name, entry);
  }

  /** spoil makes every known text opaque: something that is not run may have changed it. */
  spoil(why: string, line: number): void {
    const texts = [...this.entries].filter(([, { value }]) => typeof value === 'string');
    for (const [name] of texts) {
      this.set(name, { why }, line);
    }
  }

  /** measured returns a text, or an opaque value once the texts of the file have grown beyond all measure. */
  measured(text: string): string | Opaque {
    this.#length += text.length;
    return this.#length > longest ? { why: 'grows beyond all measure' } : text;
  }

  /** mark returns this moment, to go back to. */
  mark(): number {
    return this.#undo.length;
  }

  /** back goes back to a moment, as the end of a subshell does, and returns what has been set since. */
  back(moment: number): Map<string, Assigned> {
    const left = new Map<string, Assigned>();
    for (const { name, before } of this.#undo.splice(moment).reverse()) {
      const after = this.entries.get(name);
      if (after !== undefined && !left.has(name)) {
        left.set(name, after);
      }
      if (before === undefined) {
        this.entries.delete(name);
      } else {
        this.entries.set(name, before);
      }
    }
    return left;
  }

  /** apart reads a part of the file that does not take effect, and returns what it would have set. */
  apart(part: () => void): Map<string, Assigned> {
    const start = this.mark();
    part();
    return this.back(start);
  }

  /** perhaps reads a part of the file that takes effect never, once or several times. */
  perhaps(why: string, part: () => void): void {
    this.#doubts++;
    const left = this.apart(part);
    this.#doubts--;
    for (const [name, { value, line }] of left) {
      this.set(name, isOpaque(value) ? value : { why }, line);
    }
  }

  /** branch reads two parts of the file of which one takes effect. What they leave alike is known all the same. */
  branch(status: Status, yes: () => void, no: () => void = () => {}): void {
    // A part that is read again may take another way then.
    const known = this.#doubts === 0 ? status : undefined;
    const [left, right] = [this.apart(yes), this.apart(no)];
    const either = new Map([...left, ...right, ...left]);
    for (const [name, entry] of known === undefined ? either : known ? left : right) {
      const [one, other] = [left, right].map((part) => (part.get(name) ?? this.entries.get(name))?.value);
      const both = isOpaque(one) ? one : isOpaque(other) || one === other ? other : { why: onCondition };
      this.#put(name, known === undefined ? { value: both, line: entry.line } : entry);
    }
  }
}
