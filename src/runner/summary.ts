import { appendFileSync } from 'node:fs';
import type { Endpoints } from '../identity.ts';
import { debug, printable } from './log.ts';

/** A line of a table: what it is, and its value. */
export type Row = readonly [heading: string, value: string];

// GitHub drops a step's summary that is over 1 MiB.
const mostEndpoints = 200;
const longestCell = 300;

/**
 * writeSummary adds a table to the job's summary, and under it another, folded away, with the endpoints (each once, its names
 * beside it).
 */
export function writeSummary(rows: readonly Row[], { urls, region }: Endpoints): void {
  const byUrl = Map.groupBy(urls, ([, url]) => url);
  const endpoints = [...byUrl]
    .slice(0, mostEndpoints)
    .map(([url, named]) => [named.map(([name]) => name), url] as const);
  const heading = region === '' ? 'Endpoints' : `Endpoints in ${cell(region)}`;
  const text = [
    '<h3>Keystone token</h3>',
    table(rows.map(([name, value]) => [name, cell(value)])),
    ...(endpoints.length === 0
      ? []
      : [
          `<details><summary>${heading}</summary>`,
          table(endpoints.map(([names, url]) => [cell(names.join(', ')), cell(url)])),
          '</details>',
        ]),
  ].join('\n');
  try {
    appendFileSync(process.env['GITHUB_STEP_SUMMARY'] ?? '', `${text}\n`);
  } catch {
    debug('This runner has no summaries.');
  }
}

function table(rows: readonly (readonly [string, string])[]): string {
  return [
    '<table>',
    ...rows.map(([name, value]) => `<tr><th align="left">${name}</th><td>${value}</td></tr>`),
    '</table>',
  ].join('\n');
}

/**
 * cell returns a text in which nothing is HTML. The table is a block of HTML, in which nothing is Markdown
 * (https://spec.commonmark.org/0.31.2/#html-blocks), and GitHub looks for mentions and links outside of code only. All else
 * stays as it is, so that the runner's masks find what the user keeps as a secret.
 */
export function cell(text: string): string {
  const line = printable(text).replace(/\s+/g, ' ');
  const short = line.length > longestCell ? `${line.slice(0, longestCell)}…` : line;
  return `<code>${short.replace(/[<>&"']/g, (character) => `&#${character.charCodeAt(0)};`)}</code>`;
}
