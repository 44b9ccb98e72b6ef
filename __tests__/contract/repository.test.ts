import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { load } from 'js-yaml';
import { members, text } from '../../src/keystone/json.ts';
import { namesOf, pagesWithItsName, repository, root, withItsName } from '../../tools/repository.ts';

// What a fork changes, and what GitHub Marketplace asks for.

const tracked = execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' }).trimEnd().split('\n');

test('the repository is named as package.json has it, and where `npm run docs` writes it', () => {
  const pages: readonly string[] = globSync(pagesWithItsName, { cwd: root });
  const others = tracked.filter(
    (path) => /\.(ts|js|cjs|json|ya?ml|md)$|CODEOWNERS$/.test(path) && !path.startsWith('dist/'),
  );
  const named = others.map((path) => ({ path, names: namesOf(readFileSync(join(root, path), 'utf8')) }));
  const inPages = named.filter(({ path }) => pages.includes(path)).flatMap(({ names }) => names);
  expect(inPages.length).toBeGreaterThan(20);
  expect(new Set(inPages)).toEqual(new Set([repository]));
  expect(named.filter(({ path, names }) => !pages.includes(path) && names.includes(repository))).toEqual([
    { path: 'package.json', names: [repository] },
  ]);
});

test('a fork’s name replaces it', () => {
  const page =
    'uses: a-fork/keystone-token@v1, https://github.com/a-fork/keystone-token/issues, @a-fork/keystone-token-maintainers';
  expect(withItsName(page, 'org-2/keystone-token')).toBe(page.replaceAll('a-fork', 'org-2'));
  expect(withItsName('a.b/keystone-token_x ./keystone-token', 'o/r')).toBe('a.b/keystone-token_x ./keystone-token');
});

// Source: https://docs.github.com/en/actions/how-tos/create-and-publish-actions/publish-in-github-marketplace and
// …/reference/workflows-and-actions/metadata-syntax. That no other action has the name is for GitHub to say.
test('action.yml meets the conditions of GitHub Marketplace', () => {
  const { name, description, author, branding } = members(load(readFileSync(join(root, 'action.yml'), 'utf8')));
  expect(text(name)).toMatch(/^\w[\w -]{2,48}\w$/);
  expect(text(description)).toMatch(/^.{20,124}$/);
  expect(text(author)).not.toBe('');
  expect(['white', 'black', 'yellow', 'blue', 'green', 'orange', 'red', 'purple', 'gray-dark']).toContain(
    members(branding)['color'],
  );
  // Feather's icons (v4.28.0) that GitHub takes and that would fit.
  expect(['lock', 'key', 'shield', 'cloud']).toContain(members(branding)['icon']);
  // One action's file at the root, and none of any other form.
  expect(tracked.filter((path) => /^(action\.ya?ml|Dockerfile)$/.test(path))).toEqual(['action.yml']);
  expect(tracked).toEqual(expect.arrayContaining(['README.md', 'LICENSE']));
});
