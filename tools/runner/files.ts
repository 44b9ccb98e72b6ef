import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The files through which a step speaks to the runner, by the variables that name them. */
export interface CommandFiles {
  readonly GITHUB_ENV: string;
  readonly GITHUB_OUTPUT: string;
  readonly GITHUB_PATH: string;
  readonly GITHUB_STATE: string;
  readonly GITHUB_STEP_SUMMARY: string;
}

/** createCommandFiles makes one step's files, empty, in a directory that is made for them. */
export function createCommandFiles(directory: string): CommandFiles {
  mkdirSync(directory, { recursive: true });
  const create = (name: string) => {
    const path = join(directory, name);
    writeFileSync(path, '');
    return path;
  };
  return {
    GITHUB_ENV: create('set_env'),
    GITHUB_OUTPUT: create('set_output'),
    GITHUB_PATH: create('add_path'),
    GITHUB_STATE: create('save_state'),
    GITHUB_STEP_SUMMARY: create('step_summary'),
  };
}

/**
 * parseAssignments gives the names and values in a file such as GITHUB_ENV, in order: `name=value` lines and
 * `name<<delimiter` blocks. It throws an error for what the runner does not understand.
 * Source: actions/runner, FileCommandManager.cs, EnvFileKeyValuePairs.
 */
export function parseAssignments(text: string): [name: string, value: string][] {
  const assignments: [string, string][] = [];
  const lines = text.split('\n');
  for (let line = lines.shift(); line !== undefined; line = lines.shift()) {
    const [, name, operator, rest] = /^(.*?)(=|<<)(.*)$/s.exec(line) ?? [];
    if (name !== undefined && rest !== undefined && operator === '=') {
      assignments.push([name, rest]);
    } else if (name && rest) {
      assignments.push([name, takeBlock(lines, rest)]);
    } else if (line !== '') {
      throw new Error(`Invalid format '${line}'`);
    }
  }
  return assignments;
}

/** takeBlock takes the lines up to the delimiter, and the delimiter, off the lines. */
function takeBlock(lines: string[], delimiter: string): string {
  const end = lines.indexOf(delimiter);
  if (end < 0) {
    throw new Error(`Invalid value. Matching delimiter not found '${delimiter}'`);
  }
  return lines
    .splice(0, end + 1)
    .slice(0, -1)
    .join('\n');
}
