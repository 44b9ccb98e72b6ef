// Node's errors are not told by their class: there are many, and none is declared.

/** codeOf returns the code of an error, or the empty string. */
export function codeOf(error: unknown): string {
  return textOfError(error, 'code');
}

/** textOfError returns a member that is a text, or the empty string. */
export function textOfError(object: unknown, name: string): string {
  const value = memberOf(object, name);
  return typeof value === 'string' ? value : '';
}

/** memberOf returns a member of what may be no object at all. */
export function memberOf(object: unknown, name: string): unknown {
  return typeof object === 'object' && object !== null ? Reflect.get(object, name) : undefined;
}
