import * as core from '@actions/core';
import type { Failure } from '../failure.ts';
import { type Seal, Secret } from '../secret.ts';

// Everything this action prints leaves through this file.

const sealed = new Set<string>();

/**
 * seal registers a text with the runner's masks and returns it as a Secret. Each line is registered for itself: a runner
 * may look for the whole only, and logs are searched line by line.
 */
export const seal: Seal = (text) => {
  for (const line of text.split(/\r\n|\r|\n/)) {
    if (line.trim() !== '' && !isPemFrame(line) && !sealed.has(line)) {
      sealed.add(line);
      core.setSecret(line);
    }
  }
  return new Secret(text);
};

function isPemFrame(line: string): boolean {
  return /^-----(BEGIN|END) [A-Z0-9 ]+-----$/.test(line);
}

/** info prints a line to the log. */
export function info(text: string): void {
  core.info(printable(text));
}

/** debugging tells whether the job runs with debug logging. */
export function debugging(): boolean {
  return core.isDebug();
}

/** debug prints a line that shows only when the job runs with debug logging. */
export function debug(text: string): void {
  core.debug(printable(text));
}

/** warning makes an annotation that does not fail the step. */
export function warning(text: string): void {
  core.warning(printable(text), { title: 'Keystone token' });
}

/** failed makes the annotation of a step that fails: what happened, the likely reasons, what to do. */
export function failed({ code, message, reasons, advice }: Failure): void {
  const text = [
    message,
    ...section('Likely reasons:', reasons),
    ...section('What to do:', [...advice, ...troubleshooting(code)]),
  ].join('\n');
  core.error(printable(text), { title: `Keystone token: ${code}` });
}

function section(heading: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [heading, ...lines.map((line) => `- ${line}`)];
}

// The runner tells an action where it was taken from, unless it is a local one.
function troubleshooting(code: string): string[] {
  const { GITHUB_SERVER_URL: server, GITHUB_ACTION_REPOSITORY: repository, GITHUB_ACTION_REF: ref } = process.env;
  return server && repository && ref ? [`See ${server}/${repository}/blob/${ref}/docs/troubleshooting.md#${code}`] : [];
}

/**
 * printable returns a text that is safe to print: sealed values are hidden, and what comes from elsewhere is no command
 * to the runner (`::…` at a line's start, `##[…]` anywhere) and none to a terminal (control characters, bidirectional
 * and invisible ones).
 */
export function printable(text: string): string {
  return hidden(text)
    .replace(/[^\n\P{C}]|[\u2028\u2029]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`)
    .replaceAll('##[', '# #[')
    .replace(/^([^\S\n]*):(?=:)/gm, '$1: ');
}

// The runner hides them too; on a runner without masks, or before it has read the mask, this is what does.
function hidden(text: string): string {
  return [...sealed].sort((a, b) => b.length - a.length).reduce((left, value) => left.replaceAll(value, '***'), text);
}
