import { createHash } from 'node:crypto';

/**
 * The variable in which this action leaves word of what it has put into the job's environment. By it a later step of
 * the same job tells what this action set from what the user set.
 */
export const exportedVariable = 'KEYSTONE_TOKEN_EXPORTED';

/** The job's variables. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A variable this action has set: what it set, as a fingerprint, and what was there before; nothing if it was not set. */
export interface Exported {
  readonly name: string;
  readonly mark: string;
  readonly before?: string;
}

/** What the variable above holds. */
interface Word {
  readonly exported: readonly Exported[];
  /** The fingerprint of the user's own `OS_` variables as they were then. */
  readonly rest: string;
}

/**
 * withoutExported gives an environment as the user made it: without what this action has put there, unless somebody has
 * changed it since. What a variable was before counts again, if the user's other `OS_` variables are still the same:
 * a step with variables of its own means another cloud.
 */
export function withoutExported(environment: Environment): Environment {
  const { exported, rest: then } = wordIn(environment);
  const ours = stillThere(environment, exported);
  const rest = without(environment, [exportedVariable, ...ours.map(({ name }) => name)]);
  const before = ours.flatMap(({ name, before: value }) => (value === undefined ? [] : [[name, value]]));
  return ownMark(rest) === then ? { ...rest, ...Object.fromEntries(before) } : rest;
}

/** Variables to set, the one with the word among them, and what they replace. */
interface Export {
  readonly set: Readonly<Record<string, string>>;
  readonly exported: readonly Exported[];
}

/** marked gives an export of variables that leaves word of those from which credentials could be read. */
export function marked(environment: Environment, set: Readonly<Record<string, string>>): Export {
  const all = { ...set, ...wordOf(environment, set) };
  return {
    set: all,
    exported: Object.entries(all).map(([name, value]) => exportedBy(name, value, environment[name])),
  };
}

function wordOf(environment: Environment, set: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const read = Object.keys(set).filter(isRead);
  if (read.length === 0) {
    return {};
  }
  const own = withoutExported(environment);
  const older = stillThere(environment, wordIn(environment).exported);
  const names = [...new Set([...older.map(({ name }) => name), ...read])];
  const word: Word = {
    exported: names.map((name) => exportedBy(name, set[name] ?? environment[name] ?? '', own[name])),
    rest: ownMark(without(environment, names)),
  };
  return { [exportedVariable]: JSON.stringify(word) };
}

function isRead(name: string): boolean {
  return name.startsWith('OS_');
}

/** stillThere gives those of the exported variables that nobody has changed since. */
export function stillThere(environment: Environment, exported: readonly Exported[]): readonly Exported[] {
  return exported.filter(({ name, mark }) => fingerprint(environment[name] ?? '') === mark);
}

function exportedBy(name: string, value: string, before: string | undefined): Exported {
  return { name, mark: fingerprint(value), ...(before !== undefined && { before }) };
}

function wordIn(environment: Environment): Word {
  try {
    const { exported = [], rest = '' }: Partial<Word> = Object(JSON.parse(environment[exportedVariable] ?? ''));
    return { exported, rest };
  } catch {
    return { exported: [], rest: '' };
  }
}

function without(environment: Environment, names: readonly string[]): Environment {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !names.includes(name)));
}

function ownMark(environment: Environment): string {
  const own = Object.entries(environment).filter(([name, value]) => isRead(name) && value);
  return fingerprint(JSON.stringify(own.sort()));
}

/** Enough to tell values apart. A token is random: its hash tells nothing of it. */
function fingerprint(value: string): string {
  return createHash('sha256').update(value).digest('hex').slice(0, 16);
}
