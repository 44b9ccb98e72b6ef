import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { sum } from '../../../tools/bench/counted.ts';
import { page, written } from '../../../tools/bench/section.ts';
import { spread, spreadOf } from '../../../tools/bench/statistics.ts';

const section = {
  title: 'Times',
  text: 'Of two.',
  columns: ['program', 'ms'],
  rows: [
    ['one', '1'],
    ['two', '2'],
  ],
};

test('a section is a heading, a text and a table', () => {
  expect(written(section)).toBe('## Times\n\nOf two.\n\n| program | ms |\n| --- | --- |\n| one | 1 |\n| two | 2 |\n');
});

test('the page says on what, and how loaded it was', () => {
  const text = page([section], { date: '2026-11-25', node: '24.1.0', processors: '2 processors', load: [0.25, 12.34] });
  expect(text).toContain('on 2026-11-25, with Node 24.1.0 on 2 processors;');
  expect(text).toContain('was 0.3 at the beginning and 12.3 at the end');
  expect(text.match(/^## .*/gm)).toEqual(['## Times', '## Beside other actions']);
});

test('the page in docs/ has every part', () => {
  const text = readFileSync(join(import.meta.dirname, '../../../docs/performance.md'), 'utf8');
  expect(text.match(/^## .*/gm)).toEqual([
    '## Connections and requests',
    '## Processor time and memory',
    '## A cloud that is far away',
    '## A real Keystone',
    '## What grows with its input',
    '## A matrix at a rate limit',
    '## Beside other actions',
  ]);
});

test.each([
  [[3, 1, 2], '2.0 (1.0 to 3.0)'],
  [[4, 10, 2, 3], '4.0 (2.0 to 10.0)'],
  [[10, 9], '10.0 (9.0 to 10.0)'],
  [[], 'NaN (NaN to NaN)'],
])('the spread of %j is %s', (values, expected) => {
  expect(spread(spreadOf(values), 1)).toBe(expected);
});

test('what several servers were sent is added up', () => {
  const counts = { connections: 1, handshakes: 2, requests: 3, bytes: 4 };
  expect(sum([counts, counts])).toEqual({ connections: 2, handshakes: 4, requests: 6, bytes: 8 });
  expect(sum([])).toEqual({ connections: 0, handshakes: 0, requests: 0, bytes: 0 });
});
