import { isSecretVariable } from '../variables.ts';
import { isOpaque, type Opaque, type Table } from './table.ts';

/** A piece of a value, in any of the languages. */
export type Part =
  | {
      readonly kind: 'text';
      readonly text: string;
      readonly quoted: boolean;
      /** What Horizon means by `\\!` and `\\'` inside double quotes, where bash keeps the backslash. */
      readonly bare?: string;
    }
  /** `$X`, `${X}` or `${X<operator>argument}`. */
  | { readonly kind: 'variable'; readonly name: string; readonly quoted: boolean; readonly operation?: Operation }
  /** What only running it could tell. */
  | ({ readonly kind: 'opaque' } & Opaque);

/** What `${X…}` does with X. */
type Operation = { readonly operator: string; readonly argument: readonly Part[] };

/** Where a value stands. */
export interface Place {
  readonly table: Table;
  readonly line: number;
  /** The variable that the value is for; undefined in a test, where what the file has not set of OpenStack's is unset. */
  readonly target: string | undefined;
}

/** What a person is asked for. */
export const asked: Opaque = { why: 'is asked for at the keyboard, where nobody sits in a job', asks: true };

/** What no other sentence fits. */
export const onlyShell: Opaque = { why: 'uses an expansion that only the shell can compute' };

/**
 * expand returns what a shell would make of a value in an environment without OS_ variables. Any other variable that the
 * file has not set is opaque, because a shell might well have it.
 */
export function expand(parts: readonly Part[], place: Place): string | Opaque {
  // `X="$X"` passes on what the shell already has.
  const alone = parts.filter((part) => part.kind !== 'text' || part.text !== '').length === 1;
  const pieces = parts.map((part) =>
    part.kind === 'text'
      ? part.text
      : part.kind === 'opaque'
        ? part
        : operate(part.name, part.operation, place, alone && part.name === place.target),
  );
  return pieces.find(isOpaque) ?? place.table.measured(pieces.join(''));
}

function operate(name: string, operation: Operation | undefined, place: Place, passedOn: boolean): string | Opaque {
  const { operator = '', argument = [] } = operation ?? {};
  const value = place.table.entries.get(name)?.value;
  const isInherited = place.table.entries.get(name) === undefined && !name.startsWith('OS_');
  const isSet = value !== undefined && !(operator.startsWith(':') && value === '');
  if (/[#%]/.test(operator)) {
    return without(content(name, place, passedOn), operator, argument);
  }
  if (operator.endsWith('+') && !isOpaque(value) && !isInherited) {
    return isSet ? expand(argument, place) : '';
  }
  if (isSet || isInherited || !/[-=]$/.test(operator)) {
    return content(name, place, passedOn);
  }
  const otherwise = expand(argument, place);
  if (operator.endsWith('=')) {
    place.table.set(name, otherwise, place.line);
  }
  return otherwise;
}

/** The value of a variable by itself: the file must have set it. */
function content(name: string, { table, line, target }: Place, passedOn: boolean): string | Opaque {
  // In a password, what looks like a variable's name may be a part of the password.
  const refers = `refers to ${target !== undefined && isSecretVariable(target) ? 'a variable' : `$${name}`}, which`;
  const entry = table.entries.get(name);
  if (entry !== undefined) {
    return !isOpaque(entry.value)
      ? table.measured(entry.value ?? '')
      : passedOn || entry.value.asks
        ? entry.value
        : { why: `${refers} can't be told either` };
  }
  if (name === 'OS_PASSWORD_INPUT') {
    // Horizon's file reads this one from the keyboard; its owner may have taken that line out.
    return asked;
  }
  if (passedOn) {
    table.hints.set(name, { why: 'is what the shell has that runs the file, and in a job there is none', line });
  }
  return passedOn || (target === undefined && name.startsWith('OS_')) ? '' : { why: `${refers} the file does not set` };
}

/** `${X#literal}`, `${X#*literal}`, `${X%literal*}` and their like. */
function without(text: string | Opaque, operator: string, argument: readonly Part[]): string | Opaque {
  const glob = argument.map((part) =>
    part.kind !== 'text' ? '[' : part.quoted ? part.text.replace(/[*?[\\]/g, '\\$&') : part.text,
  );
  const atStart = operator.startsWith('#');
  const form = atStart ? /^(\*?)((?:[^*?[\\]|\\.)*)$/s : /^()((?:[^*?[\\]|\\.)*)(\*?)$/s;
  const [, before, escaped, after] = form.exec(glob.join('')) ?? [];
  if (isOpaque(text) || escaped === undefined) {
    return isOpaque(text) ? text : onlyShell;
  }
  const literal = escaped.replace(/\\(.)/gs, '$1');
  const first = (operator.length === 1) === atStart ? text.indexOf(literal) : text.lastIndexOf(literal);
  const at = before || after ? first : atStart ? 0 : text.length - literal.length;
  return !text.startsWith(literal, at) || at < 0 ? text : atStart ? text.slice(at + literal.length) : text.slice(0, at);
}

/** plain returns a piece that stands for itself. */
export function plain(text: string): Part {
  return { kind: 'text', text, quoted: true };
}

/** variable returns a piece that stands for a variable's value. */
export function variable(name: string): Part {
  return { kind: 'variable', name, quoted: true };
}
