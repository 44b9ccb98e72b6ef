import { execFileSync, spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { notesFor } from '../../tools/release/changelog.ts';
import { isNewest, parseTag } from '../../tools/release/version.ts';

const root = join(import.meta.dirname, '../..');

describe('notesFor', () => {
  const changelog =
    '# Changelog\n\n## 1.10.0 (2027-02-01)\n\n- New.\n\n## 1.1.0 (unreleased)\n\n- Old.\n\n## 1.0.0 (2027-01-31)\n';

  test('returns the text of the version’s section', () => {
    expect(notesFor('1.10.0', changelog)).toBe('- New.\n');
  });

  test.each([
    ['2.0.0', 'CHANGELOG.md has no section ## 2.0.0 (YYYY-MM-DD).'],
    ['1.1.0', 'CHANGELOG.md does not say in the heading of 1.1.0 when it is released.'],
    ['1.0.0', 'CHANGELOG.md says nothing of 1.0.0.'],
  ])('refuses %s', (version, message) => {
    expect(() => notesFor(version, changelog)).toThrow(message);
  });
});

test('parseTag takes a tag of a release, and no other', () => {
  expect(parseTag('v12.0.3')).toEqual({ full: '12.0.3', major: 'v12' });
  for (const tag of ['1.2.3', 'v1', 'v1.2', 'v1.2.3-rc.1', 'v1.2.3\nv1']) {
    expect(() => parseTag(tag)).toThrow('is no tag of a release');
  }
});

test.each([
  ['v1.10.0', true],
  ['v1.9.1', false],
  ['v2.0.0', true],
])('whether the major version follows %s: %s', (tag, expected) => {
  expect(isNewest(tag, ['', 'v1', 'v1.2.0', 'v1.9.0', 'v1.10.0', 'v2.0.0', 'v3.0.0-rc.1'])).toBe(expected);
});

// Releases are made on Linux.
(process.platform === 'win32' ? describe.skip : describe)('in a clone', () => {
  const directory = mkdtempSync(join(tmpdir(), 'release-'));
  const clone = join(directory, 'clone');
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['-C', clone, '-c', 'user.name=test', '-c', 'user.email=test@example.org', ...args], {
      encoding: 'utf8',
    });
  const release = (tag: string) =>
    spawnSync(process.execPath, [join(clone, 'tools/release.ts'), tag, join(directory, 'out')], { encoding: 'utf8' });

  beforeAll(() => {
    execFileSync('git', ['clone', '--quiet', '--no-tags', '--depth=1', `file://${root}`, clone]);
    git('checkout', '--quiet', '-B', 'main');
    const changelog = `# Changelog\n\n## ${version} (2027-01-31)\n\n- All of it.\n`;
    writeFileSync(join(clone, 'CHANGELOG.md'), changelog);
    git('commit', '--quiet', '--all', '--no-verify', '--message=Release');
    git('tag', `v${version}`);
    git('tag', 'v9.9.9');
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  test('a release is prepared', () => {
    expect(release(`v${version}`)).toMatchObject({
      status: 0,
      stderr: '',
      stdout: `v${version} is ready in ${join(directory, 'out')}; v1 is to follow it.\n`,
    });
    expect(globSync('*', { cwd: join(directory, 'out') }).toSorted()).toEqual([
      `keystone-token-${version}.tar.gz`,
      'notes.md',
      'sbom.spdx.json',
    ]);
    const sbom = JSON.parse(readFileSync(join(directory, 'out/sbom.spdx.json'), 'utf8'));
    const names = sbom.packages.map(({ name }: { name: string }) => name);
    expect(names).toEqual(expect.arrayContaining(['keystone-token', '@actions/core', 'js-yaml']));
    expect(names).not.toContain('jest');
  });

  test('a tag that is not the package’s version is none', () => {
    expect(release('v9.9.9')).toMatchObject({
      status: 1,
      stderr: `tools/release.ts: package.json has the version ${version}, and the tag is v9.9.9.\n`,
    });
  });

  test('a job downloads what it needs, and no more', () => {
    const names = git('ls-files', 'dist').trimEnd().split('\n');
    const archive = execFileSync('git', ['-C', clone, 'archive', 'HEAD'], { maxBuffer: 1 << 26 });
    const listed = execFileSync('tar', ['--list', '--file=-'], { input: archive, encoding: 'utf8' });
    const files = listed.split('\n').filter((name) => name !== '' && !name.endsWith('/'));
    expect(files.toSorted()).toEqual(['LICENSE', 'README.md', 'action.yml', ...names].toSorted());
  });
});
