/**
 * Runs everything that runs real programs: the tests against a real Keystone with Debian's and with the newest, and those
 * that build the programs they need. docs/compatibility.md is what came of it. It ends with code 1 where a test failed.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { attempts } from './compatibility/attempts.ts';
import { page } from './compatibility/page.ts';
import { runTests } from './compatibility/run-tests.ts';
import { versions } from './compatibility/versions.ts';

const debian = runTests('real-keystone', 'debian');
const pypi = runTests('real-keystone', 'pypi');
const reality = runTests('reality', 'pypi');

const text = page({ versions: versions(), debian, pypi, reality, attempts: attempts(), date: new Date() });
writeFileSync(join(import.meta.dirname, '../docs/compatibility.md'), text);

const all = [...debian, ...pypi, ...reality];
const failed = all.filter(({ passed }) => !passed);
process.stdout.write(`${all.length - failed.length} passed, ${failed.length} failed\n`);
process.exitCode = failed.length === 0 ? 0 : 1;
