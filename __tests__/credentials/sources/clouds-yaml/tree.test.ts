import { expect, test } from '@jest/globals';
import { growTree, type Mapping, mergeTrees } from '../../../../src/credentials/sources/clouds-yaml/tree.ts';
import { parseYaml } from '../../../../src/credentials/sources/clouds-yaml/yaml.ts';
import { Secret } from '../../../../src/secret.ts';

function growParsed(parsed: unknown): { tree: unknown; sealed: string[] } {
  const sealed: string[] = [];
  const tree = growTree(parsed, 'file x', (secret) => {
    sealed.push(secret);
    return new Secret(secret);
  });
  return { tree, sealed };
}

function grow(text: string): ReturnType<typeof growParsed> {
  return growParsed(parseYaml(text, 'x'));
}

// Parsed: to parse so many takes a second.
const many = (count: number): string[] => Array.from({ length: count }, () => 'a');
const nested = (levels: number): unknown => (levels === 0 ? 'a' : [nested(levels - 1)]);

test('every secret is sealed, also of other clouds and of keys that are not ours, and nothing else is', () => {
  const { sealed } = grow(`
clouds:
  password:                       # a cloud of that name
    auth: {username: u, password: s1, application_credential_id: i, application_credential_secret: s2, project_id: p}
    region_name: token
  b:
    auth-token: s3
    auth: {token: s4, access_token: s5, client-secret: s6, passcode: "s7", client_id: c, identity_provider: i}
    access_token_endpoint: https://idp.example
    oauth2_client_secret: [s8]
    password: null
    metrics: {influxdb: {password: s9, username: u}}
  c:
    passwd: s10
    key: s13
    token: ""
    password: |
      s11
      s12
`);
  expect(sealed.sort()).toEqual(['s1', 's10', 's11\ns12\n', 's13', 's2', 's3', 's4', 's5', 's6', 's7', 's8', 's9']);
});

test('only texts are keys', () => {
  expect(grow('{a: b, ? [c] : d, ? {e: f} : g, ~: h}').tree).toEqual(new Map([['a', { text: 'b', from: 'file x' }]]));
});

test.each([
  [
    'aliases that multiply',
    parseYaml(
      `a0: &a0 [x]\n${Array.from({ length: 12 }, (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i}, `.repeat(9)}]`).join('\n')}`,
      'x',
    ),
  ],
  ['an alias for what it stands in', parseYaml('a: &a {b: *a}', 'x')],
  ['an alias for the list it stands in', parseYaml('a: &a [*a]', 'x')],
  ['too many values', many(50_000)],
  ['too many levels', nested(33)],
])('%s are refused', (_, parsed) => {
  expect(() => growParsed(parsed)).toThrow(
    expect.objectContaining({
      code: 'clouds-yaml-invalid',
      message: 'The file x holds more than 50000 values, or more than 32 levels of them.',
      reasons: ['Its aliases (`*name`) multiply, or refer to themselves.'],
    }),
  );
});

test('50000 values and 32 levels are not too many', () => {
  expect(growParsed(many(49_999)).tree).toHaveLength(49_999);
  expect(growParsed(nested(32)).tree).toHaveLength(1);
});

test('a tree laid over another changes neither', () => {
  const { tree: base } = grow('{a: {x: 1, y: [2]}, b: 3, c: {z: 4}}');
  const { tree: over } = grow('{a: {y: 5}, b: {z: 6}, c: 7}');
  const before = structuredClone([base, over]);
  const { tree: both } = grow('{a: {x: 1, y: 5}, b: {z: 6}, c: 7}');
  expect(mergeTrees(base as Mapping, over as Mapping)).toEqual(both);
  expect([base, over]).toEqual(before);
});
