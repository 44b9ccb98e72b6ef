import { describe, expect, test } from '@jest/globals';
import { parseYaml } from '../../../../src/credentials/sources/clouds-yaml/yaml.ts';
import { Failure } from '../../../../src/failure.ts';

const parse = (text: string): unknown => parseYaml(text, 'file x');

function refused(text: string): Failure {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof Failure) {
      return error;
    }
  }
  throw new Error('it was not refused');
}

test.each([
  '0123',
  '1e5',
  '12345e67',
  '0x1f',
  '0o17',
  '1_000',
  '12:30:45',
  'no',
  'yes',
  'true',
  '1.10',
  '2026-11-22',
  '.inf',
  '=',
])('the scalar %s stays as it is written', (text) => {
  expect(parse(`a: ${text}`)).toEqual(new Map([['a', text]]));
});

test('null is what null, ~ and nothing are, without quotes', () => {
  expect(parse('[null, ~, "null", "~", ""]')).toEqual([null, null, 'null', '~', '']);
  expect(parse('a:')).toEqual(new Map([['a', null]]));
});

test.each(['', '# nothing\n', '---\n', '\ufeff'])('an empty text is null: %j', (text) => {
  expect(parse(text)).toBeNull();
});

test('the later of two equal keys wins, also over a merge', () => {
  expect(parse('{<<: {a: 1, b: 2}, a: 3, a: 4}')).toEqual(
    new Map([
      ['a', '4'],
      ['b', '2'],
    ]),
  );
});

test('a key is never one of an object’s own', () => {
  expect(parse('__proto__: {x: y}')).toEqual(new Map([['__proto__', new Map([['x', 'y']])]]));
});

describe('a text that is not YAML', () => {
  test.each([
    ['a:\n\tb: c', 'line 2: tab characters must not be used in indentation'],
    ['a: b\n  c: d', 'line 2: bad indentation of a mapping entry'],
    ['a: 1\nb: "c', 'line 2: unexpected end of the stream within a double quoted scalar'],
    ['a: b\n---\nc: d', 'it holds more than one document (`---`)'],
    ['a: \u0000', 'line 1: null byte is not allowed in input'],
    ['<<: 1', 'line 1: cannot merge mappings; the provided source object is unacceptable'],
    [`${'['.repeat(40)}${']'.repeat(40)}`, 'line 1: nesting exceeded maxDepth (32)'],
    [`a: &a 1\nb: [${'*a, '.repeat(1001)}]`, 'line 2: aliases exceeded maxAliases (1000)'],
  ])('is named by line and reason: %j', (text, reason) => {
    const { code, message } = refused(text);
    expect([code, message]).toEqual(['clouds-yaml-invalid', `The file x is not valid YAML: ${reason}.`]);
  });

  test('says what to look for', () => {
    expect(refused('a: [').advice).toEqual([
      'Line breaks and indentation are part of YAML: give the file as it is, or base64 of it.',
      'A value must be in quotes if it begins with one of * & ! % @ [ { or a backtick, or has a colon or a # beside a blank.',
    ]);
  });

  // An unquoted password may look like an alias, a tag, an anchor or a directive.
  test.each([
    'a: *hunter2',
    'a: !hunter2 x',
    'a: !hunter2',
    'a: !!hunter2 x',
    'a: !<hunter2> x',
    'a: !<tag:hunter2 x',
    'a: !h!hunter2 x',
    'a: !hunter2!x y',
    'a: !!seq hunter2',
    'a: &hunter2 *x',
    'a: &x &hunter2 y',
    'a: %hunter2: x',
    '%hunter2',
    '%TAG !hunter2! y\n%TAG !hunter2! y\n---\n!hunter2!x y',
    '%TAG hunter2 y\n--- x',
    'a: @hunter2',
    'a: `hunter2',
    'a: hunter2: x',
    'a: "hunter2" x',
    "a: 'hunter2",
    'a: |hunter2',
    'a: >\n hunter2\nb: [',
    'a: {hunter2',
    '{a: hunter2 b: c}',
    '? hunter2\nx',
    'a: "\\qhunter2"',
  ])('is never quoted: %s', (text) => {
    const { message, reasons, advice } = refused(text);
    expect([message, ...reasons, ...advice].join()).not.toMatch(/hunter2|hunter|unter2/);
    expect(message).toMatch(/not valid YAML: (line \d+: )?[a-z][^"]+\.$/);
  });
});
