import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from '@jest/globals';
import { root } from '../../tools/repository.ts';
import { fencesOf } from '../../tools/workflows/fences.ts';

// Every link inside the documentation leads somewhere, every page is found from the index, every command is one.

const pages = globSync(['*.md', 'docs/**/*.md', '.github/**/*.md'], { cwd: root });

function prose(page: string): string {
  return readFileSync(join(root, page), 'utf8').replaceAll(/^( *)```.*?^\1```$/gms, '');
}

/** The addresses of a page's links and pictures. */
function links(page: string): string[] {
  const text = prose(page).replaceAll(/`[^`\n]*`/g, (code) => code.replaceAll(/[[\]()]/g, ''));
  const found = [...text.matchAll(/\]\(([^)\s]+)\)|(?:src|srcset)="([^"]+)"/g)];
  return found.map(([, link, source]) => link ?? source ?? '');
}

/** The anchors that GitHub gives a page's headings. */
function anchors(page: string): string[] {
  const headings = [...prose(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => heading);
  return headings.map((heading) =>
    heading
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\p{M}_ -]/gu, '')
      .replaceAll(' ', '-'),
  );
}

test.each(pages)('the links of %s lead somewhere', (page) => {
  for (const link of links(page)) {
    if (/^[a-z]+:/.test(link)) {
      expect(link).toMatch(/^(https:\/\/[\w.-]+(\/|$)|mailto:)/);
      continue;
    }
    const [path = '', anchor] = link.split('#');
    const target = path === '' ? page : relative(root, join(root, dirname(page), path));
    expect({ link, leads: existsSync(join(root, target)) }).toEqual({ link, leads: true });
    if (anchor !== undefined) {
      expect({ link, anchors: anchors(target) }).toEqual({ link, anchors: expect.arrayContaining([anchor]) });
    }
  }
});

test('the index of the documentation leads to every page of it', () => {
  const indexed = new Set(
    ['docs/README.md', 'docs/clouds/README.md'].flatMap((index) =>
      links(index).map((link) => relative(root, join(root, dirname(index), link.replace(/#.*/, '')))),
    ),
  );
  const written = globSync('docs/**/*.md', { cwd: root }).filter((page) => page !== 'docs/README.md');
  expect(written.filter((page) => !indexed.has(page))).toEqual([]);
});

test('pictures are small, there for light and dark, told in words, and all shown', () => {
  const files = globSync('docs/pictures/*', { cwd: root });
  const shown = links('README.md').filter((link) => link.startsWith('docs/pictures/'));
  expect(shown.toSorted()).toEqual(files.toSorted());
  expect(files.map((path) => path.replace('light', 'dark')).filter((path) => !files.includes(path))).toEqual([]);
  for (const path of files) {
    expect(statSync(join(root, path)).size).toBeLessThan(64 * 1024);
  }
  for (const [, alt = ''] of prose('README.md').matchAll(/<img [^>]*alt="([^"]*)"/g)) {
    expect(alt.length).toBeGreaterThan(40);
  }
});

test('every example for the shell is one', () => {
  const examples = pages.flatMap((page) =>
    fencesOf(readFileSync(join(root, page), 'utf8'))
      .filter(({ language }) => language === 'sh')
      .map(({ text, line }) => ({ place: `${page}:${line}`, text })),
  );
  expect(examples.length).toBeGreaterThan(10);
  for (const { place, text } of examples) {
    const { status, stderr } = spawnSync('bash', ['-n'], { input: text, encoding: 'utf8' });
    expect({ place, status, stderr }).toEqual({ place, status: 0, stderr: '' });
  }
});
