import { inspect } from 'node:util';
import { expect, test } from '@jest/globals';
import { Secret } from '../src/secret.ts';

test('shows nothing of its text, however it is printed', () => {
  const secret = new Secret('correct horse');
  const printed = [
    `${secret}`,
    String(secret),
    JSON.stringify({ secret }),
    inspect({ secret }, { showHidden: true, depth: 9 }),
  ];
  expect(printed).toEqual(['***', '***', '{"secret":"***"}', '{ secret: *** }']);
});

test('reveals its text when asked', () => {
  expect(new Secret('correct horse').reveal()).toBe('correct horse');
});
