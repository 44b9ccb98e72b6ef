/** A JSON object whose members have not been looked at yet. */
export type Members = Readonly<Record<string, unknown>>;

// The largest catalogues have a third of it. Without a limit, a few MiB of nothing but brackets take seconds and half a GiB.
const maxValues = 500_000;

/**
 * parseJson returns the value of a JSON text, or undefined where it is none or of more values than any answer has. Its
 * own error would quote the text.
 */
export function parseJson(text: string): unknown {
  try {
    return hasAtMost(maxValues, text) ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}

// Each value but the first comes after one of these.
function hasAtMost(values: number, text: string): boolean {
  const separators = /[[{,]/g;
  let count = 0;
  while (count <= values && separators.test(text)) {
    count += 1;
  }
  return count <= values;
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
