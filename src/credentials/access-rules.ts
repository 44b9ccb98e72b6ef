import { Failure } from '../failure.ts';
import type { AccessRule } from '../identity.ts';

/**
 * accessRules returns the rules of a YAML or JSON list, each once, as Keystone takes them.
 * Throws `input-invalid` for what is no list of rules: Keystone takes an empty one for no limit at all.
 * Source: keystone/application_credential/schema.py
 */
export async function accessRules(text: string): Promise<readonly AccessRule[]> {
  const { parseYaml } = await import('./sources/clouds-yaml/yaml.ts');
  const document = parseYaml(text, 'input `credential-access-rules`', 'input-invalid');
  const rules = (Array.isArray(document) ? document : []).map(rule);
  if (rules.length === 0) {
    throw invalid('is no list, or an empty one');
  }
  return [...new Map(rules.map((each) => [JSON.stringify(each), each])).values()];
}

function rule(value: unknown): AccessRule {
  const given: ReadonlyMap<unknown, unknown> = value instanceof Map ? value : new Map();
  const text = (key: string): string => {
    const found = given.get(key);
    return typeof found === 'string' ? found : '';
  };
  const [service, method, path] = [text('service'), text('method'), text('path')] as const;
  const isWhole = given.size === 3 && service !== '' && path.startsWith('/');
  if (!isWhole || !/^(POST|GET|HEAD|PATCH|PUT|DELETE)$/.test(method)) {
    throw invalid(
      'has a rule that does not consist of `service`, `method` (in capitals) and `path` (from its slash on)',
    );
  }
  return { service, method, path };
}

function invalid(what: string): Failure {
  return new Failure('input-invalid', {
    message: `The input \`credential-access-rules\` ${what}.`,
    advice: ['A rule is like this: {service: network, method: GET, path: /v2.0/networks}.'],
  });
}
