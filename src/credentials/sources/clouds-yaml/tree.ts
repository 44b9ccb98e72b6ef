import { Failure } from '../../../failure.ts';
import type { Seal } from '../../../secret.ts';
import { isSecretName } from '../../options.ts';

/** A scalar and the file it stands in. */
export interface Leaf {
  readonly text: string;
  readonly from: string;
}

/** A value of a clouds.yaml. Null is what YAML writes as `null`, `~` or nothing. */
export type Value = Leaf | null | readonly Value[] | Mapping;
/** A mapping of keys, as they are written, to values. */
export type Mapping = ReadonlyMap<string, Value>;

/** What a mapping that is not given counts as. */
export const emptyMapping: Mapping = new Map();

/** More values than the largest real clouds.yaml, once its aliases are followed. */
const maxValues = 50_000;
const maxDepth = 32;

/**
 * growTree returns the values of a parsed YAML text, and seals every secret among them on the way, those of other clouds
 * too. `from` is how the file is called in messages: `file clouds.yaml`.
 *
 * Throws `clouds-yaml-invalid` for aliases that make a few lines grow without bound, or turn in a circle.
 */
export function growTree(parsed: unknown, from: string, seal: Seal): Value {
  let left = maxValues;
  const grow = (node: unknown, key: string, depth: number): Value => {
    left -= 1;
    if (left < 0 || depth > maxDepth) {
      throw new Failure('clouds-yaml-invalid', {
        message: `The ${from} holds more than ${maxValues} values, or more than ${maxDepth} levels of them.`,
        reasons: ['Its aliases (`*name`) multiply, or refer to themselves.'],
      });
    }
    if (Array.isArray(node)) {
      return node.map((item) => grow(item, key, depth + 1));
    }
    if (node instanceof Map) {
      return growMapping(node, (value, name) => grow(value, name, depth + 1));
    }
    if (typeof node !== 'string') {
      return null;
    }
    if (node !== '' && isSecretKey(key)) {
      seal(node);
    }
    return { text: node, from };
  };
  return grow(parsed, '', 0);
}

function growMapping(node: Map<unknown, unknown>, grow: (value: unknown, key: string) => Value): Mapping {
  const mapping = new Map<string, Value>();
  for (const [key, value] of node) {
    if (typeof key === 'string') {
      mapping.set(key, grow(value, key));
    }
  }
  return mapping;
}

/** isSecretKey tells whether what stands under a key is a secret: one of our options, or a look-alike we do not use. */
export function isSecretKey(key: string): boolean {
  const name = kebab(key);
  return isSecretName(name) || /(^|-)(password|passwd|passcode|secret|token)$/.test(name);
}

/** kebab returns a clouds.yaml key as the options are named: `auth_url` → `auth-url`. */
export function kebab(key: string): string {
  return key.replaceAll('_', '-');
}

/** snake returns an option's name as a clouds.yaml writes it. */
export function snake(name: string): string {
  return name.replaceAll('-', '_');
}

/** kebabKeys returns a mapping with kebab-cased keys, and so the mappings in it. */
export function kebabKeys(mapping: Mapping): Mapping {
  return new Map([...mapping].map(([key, value]) => [kebab(key), isMapping(value) ? kebabKeys(value) : value]));
}

/** mergeTrees returns one mapping with another laid over it, mapping by mapping. */
export function mergeTrees(base: Mapping, over: Mapping): Mapping {
  const merged = new Map(base);
  for (const [key, value] of over) {
    const below = merged.get(key);
    merged.set(key, isMapping(below) && isMapping(value) ? mergeTrees(below, value) : value);
  }
  return merged;
}

/** isMapping tells whether a value is a mapping. */
export function isMapping(value: Value | undefined): value is Mapping {
  return value instanceof Map;
}

/** isList tells whether a value is a list. */
export function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}

/** leafOf returns a value that is a scalar; null and the empty text are not given. */
export function leafOf(value: Value | undefined): Leaf | undefined {
  return value && 'text' in value && value.text !== '' ? value : undefined;
}

/** cite returns a scalar with its key beside the file it stands in, for messages: `auth_url` in the file clouds.yaml. */
export function cite(key: string, { text, from }: Leaf): Leaf {
  return { text, from: `\`${snake(key)}\` in the ${from}` };
}
