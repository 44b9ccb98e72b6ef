import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { optionNames } from '../../src/credentials/options.ts';
import { baseNames } from '../../src/credentials/sources/sources.ts';
import { outputNames } from '../../src/runner/outputs.ts';
import { readSettings, settingNames } from '../../src/runner/settings.ts';
import { withTables } from '../../tools/docs/tables.ts';
import { textsIn, withTexts } from '../../tools/docs/texts.ts';
import { readAction } from '../../tools/runner/action.ts';
import { fencesOf } from '../../tools/workflows/fences.ts';
import { rowsUnder } from '../support/markdown.ts';
import { faultsIn, faultsInAction } from '../support/workflows.ts';

// action.yml, the documentation and the code say the same.

const root = join(import.meta.dirname, '../..');
const action = readAction(root);
const inputs = [...action.inputs.keys()];
const outputs = [...action.outputs.keys()];

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

const readme = read('README.md');
// A title goes on in the next line.
const security = read('SECURITY.md').replace(/\n {2}/g, ' ');

test('action.yml describes every input and output', () => {
  for (const { description } of [...action.inputs.values(), ...action.outputs.values()]) {
    expect(description).toMatch(/^\S.{9,}\.$/s);
  }
});

test('the code reads every input, and sets every output', () => {
  const read: readonly string[] = [...optionNames, ...baseNames, ...settingNames];
  expect(inputs.filter((name) => !read.includes(name))).toEqual([]);
  expect(outputs).toEqual(outputNames);
});

test('the defaults in action.yml are those of the code', () => {
  const without = readSettings();
  for (const name of settingNames) {
    process.env[`INPUT_${name.toUpperCase()}`] = action.inputs.get(name)?.default ?? '';
  }
  expect(readSettings()).toEqual(without);
});

test('README’s tables of inputs and outputs are what `npm run docs` makes of action.yml', () => {
  expect(withTables(readme, read('action.yml'), action)).toBe(readme);
  expect(namesUnder('Inputs')).toEqual(inputs);
  expect(namesUnder('Outputs')).toEqual(outputs);
});

test('every failure has its section in the guide to troubleshooting', () => {
  const [, codes = ''] = /type FailureCode =(.*?);/s.exec(read('src/failure.ts')) ?? [];
  const known = [...codes.matchAll(/'(.*?)'/g)].map(([, code]) => code);
  const headings = [...read('docs/troubleshooting.md').matchAll(/^## `(.*)`$/gm)].map(([, code]) => code);
  expect(headings.toSorted()).toEqual(known.toSorted());
});

test('the guide has every failure’s text, as `npm run docs` finds it in the code', () => {
  const page = read('docs/troubleshooting.md');
  expect(withTexts(page)).toBe(page);
  expect(page.split('\n').filter((line) => line.endsWith('](#input-invalid) |')).length).toBeGreaterThan(20);
  const source = `new Failure('a-b', { message: \`It \${x ? \`{\${y}}\` : ''} surely fails, \${z}.\` }); { code: 'c', message: answer }`;
  expect(textsIn(source, ['a-b', 'c'])).toEqual([{ code: 'a-b', text: 'It … surely fails, ….' }]);
});

test('GitHub understands action.yml', async () => {
  expect(await faultsInAction(read('action.yml'), action)).toEqual([]);
  expect([action.main, action.post].map((script) => existsSync(join(root, script)))).toEqual([true, true]);
});

test('GitHub understands every workflow that is shown or used', async () => {
  const documents = globSync(['*.md', 'docs/**/*.md'], { cwd: root });
  const shown = documents.flatMap((path) => fencesOf(read(path)).map((fence) => ({ path, ...fence })));
  const used = globSync('.github/workflows/*.yml', { cwd: root }).map((path) => ({ path, text: read(path), line: 1 }));
  const workflows = [...shown.filter(({ language }) => /^ya?ml$/.test(language)), ...used];
  const faults = await Promise.all(
    workflows.map(async ({ path, text, line }) =>
      (await faultsIn(text, action)).map((fault) => `${path}:${line + fault.line}: ${fault.message}`),
    ),
  );
  expect(faults.flat()).toEqual([]);
  expect(workflows.map(({ path }) => path)).toContain('README.md');
});

test('our own workflows name every action by its commit', () => {
  const uses = globSync('.github/workflows/*.yml', { cwd: root }).flatMap((path) => [
    ...read(path).matchAll(/uses: (?!\.\/)(.*)$/gm),
  ]);
  expect(uses.length).toBeGreaterThan(0);
  for (const [, name] of uses) {
    expect(name).toMatch(/^[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  }
});

function namesUnder(heading: string): string[] {
  return rowsUnder(heading, readme).flatMap(([name = '']) => /^ `(.+)` $/.exec(name)?.[1] ?? []);
}

test('every test that SECURITY.md names exists', () => {
  const lists = [...security.matchAll(/\[[\w-]+\]\((__tests__\/[^)]+)\)((?:,? “[^”]+”)+)/g)];
  const named = lists.flatMap(([, path = '', titles = '']) =>
    [...titles.matchAll(/“([^”]+)”/g)].map(([, title = '']) => ({ path, title })),
  );
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter(({ path, title }) => !/['`]/.test(read(path).split(title)[0]?.at(-1) ?? ''))).toEqual([]);
  expect(named.filter(({ path, title }) => !read(path).includes(title))).toEqual([]);
});

test('every promise of SECURITY.md names a test', () => {
  const [, promises = ''] = /^## What is promised$(.*)^## What is not promised$/ms.exec(security) ?? [];
  const [, ...each] = promises.split(/\n\*\*/);
  expect(each.filter((promise) => !/__tests__|check:dist/.test(promise))).toEqual([]);
});
