import type { Assignments, Value } from './assignments.ts';
import type { Operation, Part } from './tokens.ts';

/** What a word comes to: a text, the answer of the person at the keyboard, or what only running the file would tell. */
export type Expansion =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'asked' }
  | {
      readonly kind: 'unreadable';
      readonly reason: string;
      /** The reason with the name that the value refers to: in a password with a `$` that is a part of the password. */
      readonly named?: string;
    };

/** Where a word stands. */
export interface Place {
  readonly assignments: Assignments;
  readonly line: number;
  /** The variable that the word is the value of; empty if it is none. */
  readonly target: string;
  /** Whether it is tested: there a variable that the file has not set counts as unset, if it is one of OpenStack's. */
  readonly inTest?: boolean;
  /** What `\!` and `\'` inside double quotes mean here. */
  readonly backslashed: (character: string) => string;
}

// `X=$X$X`, often enough, would fill the memory.
const longest = 64 * 1024;
const openstack = /^OS_/;

/**
 * expand gives what bash would make of a word in an environment without OS_ variables. Of any other variable that the
 * file has not set it says that it is unreadable, because a shell might well have it.
 */
export function expand(parts: readonly Part[], place: Place): Expansion {
  // `X="$X"` passes on what the shell already has.
  const alone = parts.filter((part) => part.kind !== 'text' || part.text !== '').length === 1;
  let text = '';
  let asked = false;
  for (const part of parts) {
    const piece = expandPart(part, place, alone);
    if (piece.kind === 'unreadable') {
      return piece;
    }
    if (piece.kind === 'asked') {
      asked = true;
    } else {
      text += piece.text;
    }
    if (text.length > longest) {
      return { kind: 'unreadable', reason: 'grows beyond all measure' };
    }
  }
  return asked ? { kind: 'asked' } : { kind: 'text', text };
}

/** assigned gives an expansion as the value of a variable that a line sets. */
export function assigned(expansion: Expansion, line: number): Value {
  return expansion.kind === 'asked' ? expansion : { ...expansion, line };
}

function expandPart(part: Part, place: Place, alone: boolean): Expansion {
  switch (part.kind) {
    case 'text':
      return { kind: 'text', text: part.text };
    case 'escape':
      return { kind: 'text', text: place.backslashed(part.character) };
    case 'opaque':
      return { kind: 'unreadable', reason: part.reason };
    case 'variable': {
      const passedOn = alone && part.name === place.target;
      return part.operation === undefined
        ? content(part.name, place, passedOn)
        : operate(part.name, part.operation, place, passedOn);
    }
  }
}

/** The value of a variable by itself: the file must have set it. */
function content(name: string, { assignments, inTest }: Place, passedOn: boolean): Expansion {
  const value = assignments.get(name);
  if (value === undefined && inTest && openstack.test(name)) {
    return { kind: 'text', text: '' };
  }
  if (value === undefined) {
    // Horizon's file reads this one from the keyboard; its owner may have taken that line out.
    return passedOn || name === 'OS_PASSWORD_INPUT'
      ? { kind: 'asked' }
      : {
          kind: 'unreadable',
          reason: 'refers to a variable that the file does not set',
          named: `refers to $${name}, which the file does not set`,
        };
  }
  switch (value.kind) {
    case 'text':
      return { kind: 'text', text: value.text };
    case 'asked':
      return { kind: 'asked' };
    case 'unset':
      return { kind: 'text', text: '' };
    case 'unreadable':
      return passedOn
        ? value
        : {
            kind: 'unreadable',
            reason: 'refers to a variable that cannot be read either',
            named: `refers to $${name}, which cannot be read either`,
          };
  }
}

function operate(name: string, { operator, argument }: Operation, place: Place, passedOn: boolean): Expansion {
  if (/[#%]/.test(operator)) {
    return withoutEnd(content(name, place, passedOn), operator, argument);
  }
  const { assignments, line } = place;
  const value = assignments.get(name);
  const mayBeInherited = value === undefined && !openstack.test(name);
  if (mayBeInherited || value?.kind === 'unreadable' || value?.kind === 'asked') {
    return content(name, place, passedOn);
  }
  const set = value?.kind === 'text' && !(operator.startsWith(':') && value.text === '');
  switch (operator.at(-1)) {
    case '+':
      return set ? expand(argument, place) : { kind: 'text', text: '' };
    case '?':
      return content(name, place, passedOn);
    default: {
      if (set) {
        return content(name, place, passedOn);
      }
      const otherwise = expand(argument, place);
      if (operator.endsWith('=')) {
        assignments.set(name, assigned(otherwise, line), line);
      }
      return otherwise;
    }
  }
}

/** `${X#pattern}` and its like, for patterns with one `*` at an end, or none. */
function withoutEnd(value: Expansion, operator: string, argument: readonly Part[]): Expansion {
  if (value.kind !== 'text') {
    return value;
  }
  const pattern = simplePattern(argument);
  if (pattern === undefined) {
    return { kind: 'unreadable', reason: 'uses an expansion that only bash can compute' };
  }
  const greedy = operator.length === 2;
  return {
    kind: 'text',
    text: operator.includes('#') ? withoutStart(value.text, pattern, greedy) : withoutTail(value.text, pattern, greedy),
  };
}

/** A pattern `*literal`, `literal*` or `literal`. */
interface Pattern {
  readonly literal: string;
  readonly star: 'before' | 'after' | 'none';
}

function simplePattern(argument: readonly Part[]): Pattern | undefined {
  if (!argument.every((part) => part.kind === 'text')) {
    return undefined;
  }
  const glob = argument.map(({ text, quoted }) => (quoted ? text.replace(/[*?[\\]/g, '\\$&') : text)).join('');
  const [, before, literal, after] = /^(\*?)((?:[^*?[\\]|\\.)*)(\*?)$/s.exec(glob) ?? [];
  if (literal === undefined || (before && after)) {
    return undefined;
  }
  return { literal: literal.replace(/\\(.)/gs, '$1'), star: before ? 'before' : after ? 'after' : 'none' };
}

function withoutStart(text: string, { literal, star }: Pattern, greedy: boolean): string {
  if (star === 'before') {
    const found = greedy ? text.lastIndexOf(literal) : text.indexOf(literal);
    return found === -1 ? text : text.slice(found + literal.length);
  }
  if (!text.startsWith(literal)) {
    return text;
  }
  return star === 'after' && greedy ? '' : text.slice(literal.length);
}

function withoutTail(text: string, { literal, star }: Pattern, greedy: boolean): string {
  if (star === 'after') {
    const found = greedy ? text.indexOf(literal) : text.lastIndexOf(literal);
    return found === -1 ? text : text.slice(0, found);
  }
  if (!text.endsWith(literal)) {
    return text;
  }
  return star === 'before' && greedy ? '' : text.slice(0, text.length - literal.length);
}
