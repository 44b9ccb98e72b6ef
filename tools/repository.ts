import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The root directory of the project. */
export const root = join(import.meta.dirname, '..');

/**
 * The repository by whose name workflows use the action, `owner/keystone-token`: what package.json says. A fork changes
 * it there, and has `npm run docs` write it everywhere else.
 */
export const repository: string = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).repository.replace(
  'github:',
  '',
);

/** The files besides code that name the repository. */
export const pagesWithItsName = [
  '*.md',
  'docs/**/*.md',
  '.github/**/*.{md,yml}',
  '.github/CODEOWNERS',
  'tools/**/*.yml',
];

/** namesOf returns the repositories called keystone-token that a text names, whoever the owner is. */
export function namesOf(text: string): string[] {
  return text.match(named) ?? [];
}

/** withItsName returns a text that names this repository wherever it named one called keystone-token. */
export function withItsName(text: string, name = repository): string {
  return text.replaceAll(named, name);
}

const named = /(?<![\w.-])[\w-]+\/keystone-token(?![\w])/g;
