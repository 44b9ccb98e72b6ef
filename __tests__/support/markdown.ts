/** A fenced block of code. */
export interface Fence {
  readonly language: string;
  readonly text: string;
  /** The number of the line on which the text begins. */
  readonly line: number;
}

/** fencesOf gives the fenced blocks of a Markdown text, without the indentation that a list gives them. */
export function fencesOf(markdown: string): Fence[] {
  return [...markdown.matchAll(/^( *)```(\w*)\n(.*?)^\1```$/gms)].map(
    ({ index, 1: indentation = '', 2: language = '', 3: text = '' }) => ({
      language,
      text: text.replaceAll(new RegExp(`^${indentation}`, 'gm'), ''),
      line: markdown.slice(0, index).split('\n').length + 1,
    }),
  );
}

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
