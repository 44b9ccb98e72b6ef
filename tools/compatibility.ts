/**
 * Runs what runs real programs, in three parts: the tests against a real Keystone with Debian's and with the newest, and those
 * that build the programs they need. An argument names one part to run, and more of them are patterns of its files;
 * docs/compatibility.md is what came of the last run of each file. It ends with code 1 where a test failed.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDirectory } from './cache.ts';
import { attempts } from './compatibility/attempts.ts';
import { type Part, page } from './compatibility/page.ts';
import { runTests } from './compatibility/run-tests.ts';
import { versions } from './compatibility/versions.ts';

const parts = {
  debian: ['real-keystone', 'debian'],
  pypi: ['real-keystone', 'pypi'],
  reality: ['reality', 'pypi'],
} as const;

type Name = keyof typeof parts;
const names: readonly Name[] = ['debian', 'pypi', 'reality'];
const [, , part, ...patterns] = process.argv;

let failures = 0;
for (const name of names.filter((name) => part === undefined || part === name)) {
  const [project, from] = parts[name];
  const results = runTests(project, from, patterns);
  failures += results.filter(({ passed }) => !passed).length;
  const anew = new Set(results.map(({ file }) => file));
  const others = patterns.length === 0 ? [] : lastRun(name).results.filter(({ file }) => !anew.has(file));
  const date = new Date().toISOString().slice(0, 10);
  writeFileSync(fileOf(name), JSON.stringify({ date, results: [...others, ...results] }));
}
const { debian, pypi, reality } = { debian: lastRun('debian'), pypi: lastRun('pypi'), reality: lastRun('reality') };
const text = page({ versions: versions(), debian, pypi, reality, attempts: attempts() });
writeFileSync(join(import.meta.dirname, '../docs/compatibility.md'), text);
process.exitCode = failures === 0 ? 0 : 1;

function fileOf(name: Name): string {
  return join(cacheDirectory('compatibility'), `${name}.json`);
}

function lastRun(name: Name): Part {
  const file = fileOf(name);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { date: 'never', results: [] };
}
