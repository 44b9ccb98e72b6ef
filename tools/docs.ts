/**
 * `npm run docs`: writes what is written in one place wherever else it stands. action.yml says what the README's tables of
 * inputs and outputs say; src/, what failures say; package.json, whose repository it is.
 */
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withTables } from './docs/tables.ts';
import { withTexts } from './docs/texts.ts';
import { pagesWithItsName, root, withItsName } from './repository.ts';
import { readAction } from './runner/action.ts';

rewrite('README.md', (text) => withTables(text, readFileSync(join(root, 'action.yml'), 'utf8'), readAction(root)));
rewrite('docs/troubleshooting.md', withTexts);
for (const path of globSync([...pagesWithItsName], { cwd: root })) {
  rewrite(path, withItsName);
}

function rewrite(path: string, change: (text: string) => string): void {
  const before = readFileSync(join(root, path), 'utf8');
  const after = change(before);
  if (after !== before) {
    writeFileSync(join(root, path), after);
    console.log(`${path} is written anew.`);
  }
}
