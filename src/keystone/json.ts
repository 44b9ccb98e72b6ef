/** A JSON object whose members have not been looked at yet. */
export type Members = Readonly<Record<string, unknown>>;

/** parseJson returns the value of a JSON text, or undefined where it is none. Its own error would quote the text. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** members returns a value as an object; anything else as one without members. */
export function members(value: unknown): Members {
  return isObject(value) ? value : {};
}

/** isObject tells an object from null, a list and everything else. */
export function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** text returns a value that is a string, or the empty string. */
export function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** list returns a value that is a list, or an empty one. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
