import type { Attempt } from './attempts.ts';
import type { TestResult } from './run-tests.ts';
import type { Versions } from './versions.ts';

/** What came of the last run of each part. */
export interface Run {
  readonly versions: readonly Versions[];
  readonly debian: Part;
  readonly pypi: Part;
  readonly reality: Part;
  readonly attempts: readonly Attempt[];
}

/** What came of one part of the tests, and on which day. */
export interface Part {
  /** ISO 8601. */
  readonly date: string;
  readonly results: readonly TestResult[];
}

/** page returns the text of docs/compatibility.md. */
export function page({ versions, attempts, ...parts }: Run): string {
  const { results: debian } = parts.debian;
  const { results: pypi } = parts.pypi;
  const { results: reality } = parts.reality;
  return `# Compatibility

With what the action is proven to work. \`npm run test:reality\` wrote this page: the built action was run against real
programs, and each row is what came of it; on ${parts.debian.date} with Debian's, on ${parts.pypi.date} with the newest, and on
${parts.reality.date} with what is built for the tests.

## Versions

The newest ones are those of PyPI and of Go modules; a dash stands where the other column's version was used for both.

${table(
  ['program', 'Debian 12', 'newest'],
  versions.map(({ name, debian, newest }) => [name, debian ?? '–', newest ?? '–']),
)}

## Keystone

The same tests with both generations.

${table(['tests', 'Debian 12', 'newest'], sideBySide(fileNames(debian, pypi), debian, pypi))}

## The tools of later steps

Each with nothing but the environment that the action leaves, as [exports](exports/README.md) describes it.

${table(['what was done', 'Debian 12', 'newest'], sideBySide(titles('consumers', debian, pypi), debian, pypi))}

## OpenTofu

With the openstack provider, on the newest Keystone.

${outcomes('tofu', reality)}

## A runner

Workflows run by [act](https://github.com/nektos/act), with the steps as processes of the machine.

${outcomes('act', reality)}

## The examples of the documentation

Run by act, with the newest clients. Of each only what names a cloud is replaced.

${outcomes('examples', reality)}

## What could not be had

These were read, not run. Each was asked for as part of this run.

${table(
  ['what', 'tried', 'answer'],
  attempts.map(({ what, command, answer }) => [what, `\`${command}\``, answer]),
)}
`;
}

type Select = (result: TestResult) => boolean;
type Line = readonly [name: string, belongs: Select];

/** One line for each file of tests, but for the tools, whose tests have a line each. */
function fileNames(...runs: readonly (readonly TestResult[])[]): readonly Line[] {
  const names = new Set(runs.flat().map(({ file }) => file));
  names.delete('consumers');
  return [...names].sort().map((name) => [name.replaceAll('-', ' '), ({ file }) => file === name]);
}

function titles(name: string, ...runs: readonly (readonly TestResult[])[]): readonly Line[] {
  const found = runs.flat().filter(({ file }) => file === name);
  return [...new Set(found.map(({ title }) => title))].map((own) => [
    own,
    ({ file, title }) => file === name && title === own,
  ]);
}

function sideBySide(lines: readonly Line[], ...runs: readonly (readonly TestResult[])[]): string[][] {
  return lines.map(([name, belongs]) => [name, ...runs.map((run) => outcome(run.filter(belongs)))]);
}

function outcomes(name: string, run: readonly TestResult[]): string {
  return table(['what was done', 'it'], sideBySide(titles(name, run), run));
}

function outcome(results: readonly TestResult[]): string {
  const passed = results.filter((result) => result.passed).length;
  if (results.length === 0) {
    return 'not run';
  }
  if (results.length === 1) {
    return passed === 1 ? 'passed' : '**failed**';
  }
  return passed === results.length
    ? `all ${passed} passed`
    : `**${results.length - passed} of ${results.length} failed**`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}
