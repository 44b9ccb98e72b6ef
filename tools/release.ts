/**
 * Prepares the release whose tag is checked out: `node tools/release.ts v1.2.3 DIRECTORY`. It ends with code 1 unless the
 * tag, package.json, CHANGELOG.md and the history agree; else it writes the archive, the SBOM and the notes there.
 * Whether dist/ is what src/ builds is for `npm run check:dist` to say.
 */
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { notesFor } from './release/changelog.ts';
import { isNewest, parseTag } from './release/version.ts';

const root = join(import.meta.dirname, '..');
const [tag = '', directory = ''] = process.argv.slice(2);
try {
  prepare();
} catch (error) {
  console.error(`tools/release.ts: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}

function prepare(): void {
  const { full, major } = parseTag(tag);
  const { name, version } = JSON.parse(read('package.json'));
  demand(version === full, `package.json has the version ${version}, and the tag is ${tag}.`);
  const notes = notesFor(full, read('CHANGELOG.md'));
  demand(git('rev-parse', 'HEAD') === git('rev-parse', `${tag}^{commit}`), `${tag} is not what is checked out.`);
  demand(git('branch', '--all', '--contains', 'HEAD', '--list', 'main', '*/main') !== '', `${tag} is not on main.`);

  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'notes.md'), notes);
  git(
    'archive',
    '--format=tar.gz',
    `--prefix=${name}-${full}/`,
    `--output=${join(directory, `${name}-${full}.tar.gz`)}`,
    'HEAD',
  );
  writeFileSync(
    join(directory, 'sbom.spdx.json'),
    run('npm', 'sbom', '--package-lock-only', '--omit=dev', '--sbom-format=spdx'),
  );

  const follow = isNewest(tag, git('tag', '--list', 'v*').split('\n')) ? major : '';
  console.log(`${tag} is ready in ${directory}${follow && `; ${follow} is to follow it`}.`);
  const { GITHUB_OUTPUT } = process.env;
  if (GITHUB_OUTPUT) {
    appendFileSync(GITHUB_OUTPUT, `follow=${follow}\n`);
  }
}

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

function git(...args: readonly string[]): string {
  return run('git', ...args).trimEnd();
}

function run(program: string, ...args: readonly string[]): string {
  return execFileSync(program, args, { encoding: 'utf8', cwd: root, maxBuffer: 1 << 26 });
}

function demand(isSo: boolean, otherwise: string): void {
  if (!isSo) {
    throw new Error(otherwise);
  }
}
