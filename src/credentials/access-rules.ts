import { Failure } from '../failure.ts';
import type { AccessRule } from '../identity.ts';

const keys = ['service', 'method', 'path'] as const;

/**
 * accessRules returns the rules of a YAML or JSON list, each once.
 * Throws `input-invalid` for what is no list of rules: Keystone takes an empty one for no limit at all.
 * Source: https://docs.openstack.org/keystone/latest/user/application_credentials.html#access-rules
 */
export async function accessRules(text: string): Promise<readonly AccessRule[]> {
  const { parseYaml } = await import('./sources/clouds-yaml/yaml.ts');
  const document = parseYaml(text, 'input `credential-access-rules`', 'input-invalid');
  const rules = new Map(
    (Array.isArray(document) ? document : []).map((each) => [JSON.stringify(rule(each)), rule(each)]),
  );
  if (rules.size === 0) {
    throw invalid('is no list, or an empty one');
  }
  return [...rules.values()];
}

function rule(value: unknown): AccessRule {
  const given: ReadonlyMap<unknown, unknown> = value instanceof Map ? value : new Map();
  const [service, method, path] = keys.map((key) => given.get(key));
  if (
    given.size !== keys.length ||
    typeof service !== 'string' ||
    typeof method !== 'string' ||
    typeof path !== 'string'
  ) {
    throw invalid('has a rule that does not consist of `service`, `method` and `path`');
  }
  if (!/^(POST|GET|HEAD|PATCH|PUT|DELETE)$/.test(method)) {
    throw invalid('has a `method` that is none of POST, GET, HEAD, PATCH, PUT and DELETE');
  }
  if (!path.startsWith('/')) {
    throw invalid('has a `path` that does not begin with a slash');
  }
  return { service, method, path };
}

function invalid(what: string): Failure {
  return new Failure('input-invalid', {
    message: `The input \`credential-access-rules\` ${what}.`,
    advice: ['A rule is like this: {service: network, method: GET, path: /v2.0/networks}.'],
  });
}
