/** The parts, by the names that `npm run bench` takes. */
const parts = ['connections', 'programs', 'distance', 'keystone', 'growth', 'matrix'] as const;

export type Part = (typeof parts)[number];

/** A part of the page: what was measured, how, and what came of it. */
export interface Section {
  readonly title: string;
  /** Markdown. */
  readonly text: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** On what, and when, everything was measured. */
export interface Surroundings {
  /** ISO 8601. */
  readonly date: string;
  readonly node: string;
  readonly processors: string;
  /** The load average of the last minute before the run, and after it. */
  readonly load: readonly [before: number, after: number];
}

/** written returns a section as Markdown. */
export function written({ title, text, columns, rows }: Section): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return `## ${title}\n\n${text}\n\n${[columns, columns.map(() => '---'), ...rows].map(line).join('\n')}\n`;
}

/** page returns the text of docs/performance.md. */
export function page(sections: readonly Section[], { date, node, processors, load }: Surroundings): string {
  const [before, after] = load.map((value) => value.toFixed(1));
  return `# Performance

What the action costs a job. \`npm run bench -- write\` wrote this page on ${date}, with Node ${node} on ${processors}; it takes
Debian's packages and root, for a real Keystone. \`npm run bench\` prints the same without writing, and
\`npm run bench -- connections\` a part of it: ${parts.join(', ')}.

The load of the machine was ${before} at the beginning and ${after} at the end. Where it is more than there are processors, others were at work
too: programs take turns, so that this meets all alike, but times are longer than on a machine at rest and spread further. Then ratios, minima and
differences tell more than times do. The counts of connections, requests and bytes do not depend on the machine.

The step is given every input of the action, as a runner does. A figure with a range is the median, with the lowest and the highest run.

${sections.map(written).join('\n')}
${written(peers)}`;
}

const peers: Section = {
  title: 'Beside other actions',
  text: `What other actions that hand a job a credential ship, by their public repositories in 2026: the bytes that each job downloads and Node may
read. They do other work, for other services. Missing an input, the ones that were tried took 3.2 to 5.5 times as long as
\`node --eval 0\`, on another machine in November 2026: compare it with the ratio above, not with milliseconds.`,
  columns: ['action', 'bundles, bytes'],
  rows: [
    ['aws-actions/configure-aws-credentials 6.2.3', '3,092,505 and 806,274'],
    ['actions/create-github-app-token 3.1.1', '942,966 and 889,303'],
    ['hashicorp/vault-action 3.4.0', '1,004,890'],
    ['rust-lang/crates-io-auth-action', '2,739 and 740,820, shared'],
    ['google-github-actions/auth 3.0.0', '649,978 and 633,902'],
    ['Azure/login 3.0.1', '188,467 and 173,986'],
  ],
};
