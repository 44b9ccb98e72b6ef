import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { builtInNames } from '../../src/credentials/sources/clouds-yaml/profiles.ts';
import { root } from '../../tools/repository.ts';
import { fencesOf } from '../../tools/workflows/fences.ts';

// The pages of docs/clouds are of one shape, and are found.

const directory = join(root, 'docs/clouds');
const index = read('README.md');
const pages = globSync('*.md', { cwd: directory }).filter((name) => name !== 'README.md');

function read(name: string): string {
  return readFileSync(join(directory, name), 'utf8');
}

const shape = [
  'Where each value is',
  'Addresses, regions, domains',
  'S3',
  'Traps',
  'Without a secret',
  'Sources',
  'Not verified',
];

test.each(pages)('%s has the shape of all, and an example that logs in', (name) => {
  const page = read(name);
  expect([...page.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading)).toEqual(shape);
  for (const section of page.split(/^## .*$/m)) {
    expect(section.trim()).not.toBe('');
  }
  const [example] = fencesOf(page);
  expect(example?.text).toMatch(/uses: .*\/keystone-token@v1$/m);
  const [, profile] = /^ +cloud: (.*)$/m.exec(example?.text ?? '') ?? [];
  expect(profile === undefined ? page : builtInNames).toContain(profile ?? 'auth-url: https://');
});

test('the index leads to every page, and pages name profiles that there are', () => {
  const linked = [...index.matchAll(/\]\(([\w-]+\.md)\)/g)].map(([, name]) => name);
  expect(new Set(linked)).toEqual(new Set(pages));
  for (const name of pages) {
    const [, introduction = ''] = read(name)
      .replaceAll(/\([^)]*\)/g, '')
      .split('\n\n');
    const profiles = [
      ...(/built-in profiles? (?:is|are) (.*)/s.exec(introduction)?.[1]?.matchAll(/`([\w-]+)`/g) ?? []),
    ];
    expect(builtInNames).toEqual(expect.arrayContaining(profiles.map(([, profile]) => profile)));
  }
});
