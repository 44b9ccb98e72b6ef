import { expect, test } from '@jest/globals';
import { parseJson } from '../../src/keystone/json.ts';

test('what is no JSON is undefined', () => {
  expect(parseJson('<html>')).toBeUndefined();
});

test.each([
  ['[', ']'],
  ['{"":', '}'],
])('half a million values are read, and no more: %s', (open, close) => {
  const nested = (depth: number): string => `${open.repeat(depth)}1${close.repeat(depth)}`;
  expect(parseJson(nested(500_000))).toBeDefined();
  expect(parseJson(nested(500_001))).toBeUndefined();
});

test('a list of half a million is read, and no longer one', () => {
  const list = (length: number): string => `[${'0,'.repeat(length - 1)}0]`;
  expect(parseJson(list(500_000))).toHaveLength(500_000);
  expect(parseJson(list(500_001))).toBeUndefined();
});
