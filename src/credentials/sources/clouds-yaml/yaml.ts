import { defineScalarTag, FAILSAFE_SCHEMA, loadAll, mergeTag, nullCoreTag, realMapTag, YAMLException } from 'js-yaml';
import { Failure, type FailureCode } from '../../../failure.ts';

/**
 * Every scalar stays the text that was written (`0123`, `1e5`, `no`, `!!bool yes`), but for null. Mappings become Maps, so
 * that no key meets an object's prototype.
 */
const schema = FAILSAFE_SCHEMA.withTags(
  mergeTag,
  nullCoreTag,
  realMapTag,
  ...['bool', 'int', 'float'].map((type) =>
    defineScalarTag(`tag:yaml.org,2002:${type}`, { resolve: (text) => text, identify: () => false }),
  ),
);

/** More than any clouds.yaml has. */
const maxDepth = 32;
const maxAliases = 1000;

/**
 * parseYaml returns the document of a YAML or JSON text: Maps, arrays, strings and null (also for an empty text).
 * Aliases are shared references and may be circular. The later of two equal keys wins, as in PyYAML.
 *
 * Throws `clouds-yaml-invalid`, or the code that is given. It names the line and quotes nothing of it: a line may hold a password.
 */
export function parseYaml(text: string, from: string, code: FailureCode = 'clouds-yaml-invalid'): unknown {
  const documents = parseAll(text, from, code);
  if (documents.length > 1) {
    throw invalid(code, from, 'it holds more than one document (`---`)');
  }
  return documents[0] ?? null;
}

function parseAll(text: string, from: string, code: FailureCode): unknown[] {
  try {
    return loadAll(text, { schema, json: true, maxDepth, maxAliases });
  } catch (error) {
    throw invalid(
      code,
      from,
      error instanceof YAMLException ? describe(error) : 'it cannot be read',
      /[\n{]/.test(text.trim()) ? [] : ['It is all on one line: its line breaks were lost on the way here.'],
    );
  }
}

function describe({ reason, mark }: YAMLException): string {
  const line = mark === undefined ? '' : `line ${mark.line + 1}: `;
  return `${line}${withoutNames(reason)}`;
}

/**
 * js-yaml's reasons are fixed sentences, but for those about an alias or a tag, which end in its name. A password that
 * begins with `*` or `!` and stands in no quotes is such a name.
 */
function withoutNames(reason: string): string {
  return reason.split(/ "| !<|: /, 1).join();
}

function invalid(code: FailureCode, from: string, what: string, reasons: readonly string[] = []): Failure {
  return new Failure(code, {
    message: `The ${from} is not valid YAML: ${what}.`,
    reasons,
    advice: [
      'Line breaks and indentation are part of YAML: give the file as it is, or base64 of it.',
      'A value must be in quotes if it begins with one of * & ! % @ [ { or a backtick, or has a colon or a # beside a blank.',
    ],
  });
}
