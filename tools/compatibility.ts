/**
 * Runs what runs real programs, in three parts: the tests against a real Keystone with Debian's and with the newest, and those
 * that build the programs they need. Arguments name the parts to run, all without one. docs/compatibility.md is what came of
 * the last run of each. It ends with code 1 where a test failed.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDirectory } from './cache.ts';
import { attempts } from './compatibility/attempts.ts';
import { type Part, page } from './compatibility/page.ts';
import { runTests } from './compatibility/run-tests.ts';
import { versions } from './compatibility/versions.ts';

const parts = {
  debian: () => runTests('real-keystone', 'debian'),
  pypi: () => runTests('real-keystone', 'pypi'),
  reality: () => runTests('reality', 'pypi'),
} as const;

type Name = keyof typeof parts;
const names: readonly Name[] = ['debian', 'pypi', 'reality'];
const wanted = names.filter((name) => process.argv.length === 2 || process.argv.includes(name));

let failures = 0;
for (const name of wanted) {
  const results = parts[name]();
  failures += results.filter(({ passed }) => !passed).length;
  writeFileSync(fileOf(name), JSON.stringify({ date: new Date().toISOString().slice(0, 10), results }));
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
