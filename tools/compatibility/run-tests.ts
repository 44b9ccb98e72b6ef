import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Distributor } from '../distributor.ts';
import { at } from '../keystone/client.ts';

/** One test, and what came of it. */
export interface TestResult {
  /** The name of its file, without `.test.ts`. */
  readonly file: string;
  readonly title: string;
  readonly passed: boolean;
}

/**
 * runTests runs one of jest's projects with a distributor's OpenStack, or those of its files that match a pattern, and shows
 * what jest shows.
 */
export function runTests(
  project: 'real-keystone' | 'reality',
  from: Distributor,
  patterns: readonly string[],
): readonly TestResult[] {
  const directory = mkdtempSync(join(tmpdir(), 'compatibility-'));
  const output = join(directory, 'results.json');
  const jest = join(import.meta.dirname, '../../node_modules/jest/bin/jest.js');
  try {
    spawnSync(
      process.execPath,
      [
        ...['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', jest, '--config=jest.config.js'],
        ...['--selectProjects', project, '--runInBand', '--json', `--outputFile=${output}`, ...patterns],
      ],
      {
        cwd: join(import.meta.dirname, '../..'),
        env: { ...process.env, OPENSTACK_FROM: from },
        // Its standard output would be the same JSON.
        stdio: ['ignore', 'ignore', 'inherit'],
      },
    );
    return resultsIn(JSON.parse(readFileSync(output, 'utf8')));
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** resultsIn returns the tests in what jest writes with --json. A file that could not be run is a failed test. */
export function resultsIn(written: unknown): readonly TestResult[] {
  return listAt(written, 'testResults').flatMap((suite) => {
    const file = basename(String(at(suite, 'name')), '.test.ts');
    const tests = listAt(suite, 'assertionResults').map((test) => ({
      file,
      title: String(at(test, 'title')),
      passed: at(test, 'status') === 'passed',
    }));
    return tests.length === 0 ? [{ file, title: 'the tests could not be run', passed: false }] : tests;
  });
}

function listAt(body: unknown, key: string): readonly unknown[] {
  const value = at(body, key);
  return Array.isArray(value) ? value : [];
}
