import { expect, test } from '@jest/globals';
import { quote } from '../src/failure.ts';

test('quotes a server’s text as one line', () => {
  expect(quote(' two\n  lines\t')).toBe('“two lines”');
});

test('cuts a long text', () => {
  expect(quote('x'.repeat(301))).toBe(`“${'x'.repeat(300)}…”`);
});
