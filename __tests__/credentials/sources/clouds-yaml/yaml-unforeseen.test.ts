import { expect, jest, test } from '@jest/globals';

// js-yaml's documentation: all exceptions must be caught, not just YAMLException.
const real = await import('js-yaml');
const loadAll = jest.fn<() => unknown[]>();
jest.unstable_mockModule('js-yaml', () => ({ ...real, loadAll }));
const { parseYaml } = await import('../../../../src/credentials/sources/clouds-yaml/yaml.ts');

test.each([
  [new RangeError('hunter2'), 'it cannot be read'],
  ['hunter2', 'it cannot be read'],
  [new real.YAMLException('a reason: hunter2'), 'a reason'],
])('whatever the parser throws is told without its words: %s', (thrown, told) => {
  loadAll.mockImplementation(() => {
    throw thrown;
  });
  expect(() => parseYaml('a: b', 'file x')).toThrow(`The file x is not valid YAML: ${told}.`);
});
