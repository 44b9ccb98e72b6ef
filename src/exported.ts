import { createHash } from 'node:crypto';

/**
 * The variable in which this action notes which `OS_` variables it has put into the job's environment, so that a later
 * step of the job does not take them for the user's: `OS_TOKEN:8d0f… OS_AUTH_URL`. The runner prints it in every later
 * step, so it holds nothing that is computed from what a person chose: names, and fingerprints of what is random or fixed.
 */
export const noteVariable = 'KEYSTONE_TOKEN_EXPORTED';

/** The job's variables. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A variable that this action has set, and the fingerprint of what it set. */
export interface ExportedVariable {
  readonly kind: 'variable';
  /** Its name. */
  readonly id: string;
  readonly mark: string;
}

/**
 * withoutExported returns an environment without what this action has put there. What somebody has changed since counts,
 * as far as the note tells: of a value that a person chose (OS_AUTH_URL) there is only the name.
 */
export function withoutExported(environment: Environment): Environment {
  const note = noteIn(environment);
  return Object.fromEntries(
    Object.entries(environment).filter(([name, value]) => name !== noteVariable && !isNoted(note, name, value)),
  );
}

/**
 * noted returns variables together with the note of them, if it is of use to anybody: credentials are read from `OS_`
 * variables alone. `own` are texts that nobody chose; a value with one of them in it is told from another by its
 * fingerprint.
 */
export function noted(
  environment: Environment,
  variables: Readonly<Record<string, string>>,
  own: readonly string[],
): Readonly<Record<string, string>> {
  const set = Object.entries(variables).filter(([name, value]) => name.startsWith('OS_') && value !== '');
  if (set.length === 0) {
    return variables;
  }
  const before = noteIn(environment);
  const older = [...before].filter(([name]) => isNoted(before, name, environment[name]));
  const marks = set.map(([name, value]): [string, string] => [
    name,
    own.some((text) => value.includes(text)) ? fingerprint(value) : '',
  ]);
  const note = [...new Map([...older, ...marks])].map(([name, mark]) => (mark === '' ? name : `${name}:${mark}`));
  return { ...variables, [noteVariable]: note.join(' ') };
}

/** exported returns a variable as this action sets it. */
export function exported(name: string, value: string): ExportedVariable {
  return { kind: 'variable', id: name, mark: fingerprint(value) };
}

/** isStillThere tells whether a variable has the value that this action gave it. */
export function isStillThere(environment: Environment, { id, mark }: ExportedVariable): boolean {
  return fingerprint(environment[id] ?? '') === mark;
}

function noteIn(environment: Environment): ReadonlyMap<string, string> {
  const words = (environment[noteVariable] ?? '').split(' ').filter((word) => word !== '');
  return new Map(words.map((word) => word.split(':')).map(([name = '', mark = '']) => [name, mark]));
}

function isNoted(note: ReadonlyMap<string, string>, name: string, value = ''): boolean {
  const mark = note.get(name);
  return mark !== undefined && (mark === '' || fingerprint(value) === mark);
}

/** fingerprint returns enough of a value's hash to tell it from others: sixteen hexadecimal digits. */
export function fingerprint(value: string): string {
  return createHash('sha256').update(value).digest('hex').slice(0, 16);
}
