/**
 * Runs actionlint (with ShellCheck) and zizmor over the project's workflows and over every example of a workflow in its
 * documentation. It ends with code 1 where one of them finds something. Line 4 of README.md+34.yml is line
 * 38 of the README.
 */
import { spawnSync } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { goProgram } from '../go.ts';
import { installMissing } from '../keystone/packages.ts';
import { virtualEnvironment } from '../python/environment.ts';
import { fencesOf } from './fences.ts';
import { workflowOf } from './workflow.ts';

const root = join(import.meta.dirname, '../..');
const examples = mkdtempSync(join(tmpdir(), 'workflows-'));
const directory = join(examples, '.github/workflows');
process.once('exit', () => rmSync(examples, { recursive: true }));

installMissing(['shellcheck']);
const actionlint = goProgram('actionlint');
const zizmor = join(virtualEnvironment('linters'), 'bin/zizmor');
const strictly = ['--pedantic', '--offline', '--quiet', '--color=never', '--no-progress'];

const names = writeExamples();
const passed = [
  run(actionlint, ['-no-color'], root),
  run(zizmor, [...strictly, '.'], root),
  run(actionlint, ['-no-color', ...names], directory),
  run(zizmor, [...strictly, '--config', join(import.meta.dirname, 'zizmor.yml'), '.'], examples),
];
process.stdout.write(`Checked the project's own workflows and ${names.length} examples.\n`);
process.exitCode = passed.every(Boolean) ? 0 : 1;

function writeExamples(): string[] {
  mkdirSync(directory, { recursive: true });
  return globSync(['*.md', 'docs/**/*.md'], { cwd: root }).flatMap((page) =>
    fencesOf(readFileSync(join(root, page), 'utf8')).flatMap(({ language, text, line }) => {
      const workflow = language === 'yaml' ? workflowOf(text) : undefined;
      if (workflow === undefined) {
        return [];
      }
      const name = `${page.replaceAll('/', '-')}+${line - workflow.before - 1}.yml`;
      writeFileSync(join(directory, name), workflow.text);
      return [name];
    }),
  );
}

function run(program: string, args: readonly string[], cwd: string): boolean {
  return spawnSync(program, args, { cwd, stdio: ['ignore', 'inherit', 'inherit'] }).status === 0;
}
