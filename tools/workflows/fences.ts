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
