import { fencesOf } from '../../tools/workflows/fences.ts';

/** fenceUnder gives the text of a fenced block: the one of a language, counted from 0, in the section with a heading. */
export function fenceUnder(heading: string, markdown: string, language: string, position = 0): string {
  const [, section = ''] = markdown.split(`\n## ${heading}\n`);
  const [text = ''] = section.split('\n## ');
  const fence = fencesOf(text).filter((block) => block.language === language)[position];
  if (fence === undefined) {
    throw new Error(`there is no ${language} block ${position} under “${heading}”`);
  }
  return fence.text;
}

/** rowsUnder gives the cells of the table rows in the section with a heading, but the table's own heading. */
export function rowsUnder(heading: string, markdown: string): string[][] {
  const [, section = ''] = markdown.split(`\n## ${heading}\n`);
  const [text = ''] = section.split('\n## ');
  const rows = text.split('\n').filter((line) => line.startsWith('|'));
  return rows.slice(2).map((row) => row.split('|').slice(1, -1));
}

/** codeIn gives what stands in backticks. */
export function codeIn(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);
}
