import { isSecretVariable } from '../variables.ts';
import { isOpaque, type Opaque, type Table } from './table.ts';

/** A piece of a value: a text, a variable (`$X`, `${X<operator>argument}`), or what only running the file would tell. */
export type Part =
  | { readonly kind: 'text'; readonly text: string; readonly quoted: boolean }
  | ({ readonly kind: 'variable'; readonly name: string; readonly quoted: boolean } & Operation)
  | ({ readonly kind: 'opaque' } & Opaque);
type Operation = { readonly operator: string; readonly argument: readonly Part[] };

/** What a person is asked for. */
export const asked: Opaque = { why: 'is asked for at the keyboard, where nobody sits in a job', asks: true };

/** What no other sentence fits. */
export const onlyShell: Opaque & Part = { kind: 'opaque', why: 'uses an expansion that only the shell can compute' };

/** plain returns a piece that stands for itself. */
export function plain(text: string): Part {
  return { kind: 'text', text, quoted: true };
}

/** variable returns a piece that stands for a variable's value. */
export function variable(name: string, quoted = true, operator = '', argument: readonly Part[] = []): Part {
  return { kind: 'variable', name, quoted, operator, argument };
}

/**
 * expand returns what a shell would make of a value in an environment without OS_ variables. Any other variable that the
 * file has not set is opaque, because a shell might well have it. `target` is the variable that the value is for; in a
 * test there is none, and what the file has not set of OpenStack's is unset.
 */
export function expand(parts: readonly Part[], table: Table, line: number, target?: string): string | Opaque {
  const pieces = parts.map((part) =>
    part.kind === 'variable' ? operate(part, table, line, target) : part.kind === 'text' ? part.text : part,
  );
  return pieces.find(isOpaque) ?? table.measured(pieces.join(''));
}

function operate(part: Part & { kind: 'variable' }, table: Table, line: number, target?: string): string | Opaque {
  const { name, operator, argument } = part;
  const entry = table.entries.get(name);
  const value = entry?.value;
  const isInherited = entry === undefined && !name.startsWith('OS_');
  const isSet = value !== undefined && !(operator.startsWith(':') && value === '');
  if (operator.endsWith('+') && !isOpaque(value) && !isInherited) {
    return isSet ? expand(argument, table, line, target) : '';
  }
  if (isSet || isInherited || !/[-=]$/.test(operator)) {
    const text = content(name, table, target);
    return /[#%]/.test(operator) && !isOpaque(text) ? without(text, operator, argument) : text;
  }
  const otherwise = expand(argument, table, line, target);
  if (operator.endsWith('=')) {
    table.set(name, otherwise, line);
  }
  return otherwise;
}

/** The value of a variable by itself: the file must have set it. */
function content(name: string, table: Table, target: string | undefined): string | Opaque {
  // In a password, what looks like a variable's name may be a part of the password.
  const refers = `refers to ${target !== undefined && isSecretVariable(target) ? 'a variable' : `$${name}`}, which`;
  const entry = table.entries.get(name);
  if (isOpaque(entry?.value)) {
    return name === target || entry.value.asks ? entry.value : { why: `${refers} can't be told either` };
  }
  if (entry === undefined && name === 'OS_PASSWORD_INPUT') {
    // Horizon's file reads this one from the keyboard; its owner may have taken that line out.
    return asked;
  }
  const isTold = entry !== undefined || (target === undefined && name.startsWith('OS_'));
  return isTold ? table.measured(entry?.value ?? '') : { why: `${refers} the file does not set` };
}

/** `${X#literal}`, `${X#*literal}`, `${X%literal*}` and their like. */
function without(text: string, operator: string, argument: readonly Part[]): string | Opaque {
  const atStart = operator.startsWith('#');
  // NUL, which no file has in it, stands for what matches any text; two of them for another pattern.
  const pieces = argument.map((part) =>
    part.kind === 'text' ? (part.quoted ? part.text : part.text.replace(/[?[]/g, '**').replaceAll('*', '\0')) : '\0\0',
  );
  const pattern = pieces.join('');
  const literal = pattern.replaceAll('\0', '');
  if (pattern !== literal && pattern !== (atStart ? `\0${literal}` : `${literal}\0`)) {
    return onlyShell;
  }
  const first = (operator.length === 1) === atStart ? text.indexOf(literal) : text.lastIndexOf(literal);
  const at = pattern !== literal ? first : atStart ? 0 : text.length - literal.length;
  return !text.startsWith(literal, at) || at < 0 ? text : atStart ? text.slice(at + literal.length) : text.slice(0, at);
}
