import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseAssignments } from '../../../tools/runner/files.ts';
import { anyText } from '../../support/any-text.ts';

test.each([
  ['', []],
  [
    'A=1\n\nB=\n',
    [
      ['A', '1'],
      ['B', ''],
    ],
  ],
  ['A=b=c<<d', [['A', 'b=c<<d']]],
  ['A<<end\nend\n', [['A', '']]],
  [
    'A<<end\none\n\ntwo=2\nend\nB=3',
    [
      ['A', 'one\n\ntwo=2'],
      ['B', '3'],
    ],
  ],
  ['A<<end\n end\nend', [['A', ' end']]],
  [
    'A=1\nA=2\n',
    [
      ['A', '1'],
      ['A', '2'],
    ],
  ],
])('%j assigns %j', (text, assignments) => {
  expect(parseAssignments(text)).toEqual(assignments);
});

test.each([
  ['no assignment', "Invalid format 'no assignment'"],
  ['<<end\nend', "Invalid format '<<end'"],
  ['A<<\n', "Invalid format 'A<<'"],
  ['A<<end\nvalue\nendless', "Invalid value. Matching delimiter not found 'end'"],
])('%j is not understood', (text, message) => {
  expect(() => parseAssignments(text)).toThrow(message);
});

test('any value survives a block', () => {
  fc.assert(
    fc.property(fc.array(anyText), (values) => {
      const text = values.map((each, index) => `V${index}<<the end\n${each}\nthe end\n`).join('');
      expect(parseAssignments(text)).toEqual(values.map((each, index) => [`V${index}`, each]));
    }),
  );
});
