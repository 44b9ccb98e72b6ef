import { expect, test } from '@jest/globals';
import { isTrue, truth } from '../../src/credentials/truth.ts';

test.each(['true', 'TRUE', 't', 'yes', 'Y', 'on', '1'])('%s is true', (value) => {
  expect(truth(value)).toBe(true);
  expect(isTrue({ value, from: 'an input' })).toBe(true);
});

test.each(['false', 'False', 'F', 'no', 'n', 'OFF', '0'])('%s is false', (value) => {
  expect(truth(value)).toBe(false);
  expect(isTrue({ value, from: 'an input' })).toBe(false);
});

test.each(['', 'truth', 'is true', '10', 'maybe'])('%s is neither', (value) => {
  expect(truth(value)).toBeUndefined();
  expect(() => isTrue({ value, from: 'input `insecure`' })).toThrow(
    'The input `insecure` is neither `true` nor `false`.',
  );
});

test('what is not given is false', () => {
  expect(isTrue(undefined)).toBe(false);
});
