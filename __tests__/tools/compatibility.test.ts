import { expect, test } from '@jest/globals';
import { page } from '../../tools/compatibility/page.ts';
import { resultsIn } from '../../tools/compatibility/run-tests.ts';

const passed = { file: 'logins', title: 'by password', passed: true };
const failed = { file: 'logins', title: 'by passcode', passed: false };
const tool = { file: 'consumers', title: 'curl | works', passed: true };

test('the page says of each test what came of it', () => {
  const text = page({
    versions: [{ name: 'Keystone', debian: '22.0.2', newest: '30.0.0' }],
    debian: { date: '2026-11-25', results: [passed, failed, tool] },
    pypi: { date: '2026-11-26', results: [passed] },
    reality: { date: '2026-11-27', results: [{ file: 'tofu', title: 'plans', passed: true }] },
    attempts: [{ what: 'a provider', command: 'go get it', answer: 'not available' }],
  });
  expect(text.split('\n').filter((line) => line.startsWith('| '))).toEqual([
    '| program | Debian 12 | newest |',
    '| Keystone | 22.0.2 | 30.0.0 |',
    '| tests | Debian 12 | newest |',
    '| logins | **1 of 2 failed** | passed |',
    '| what was done | Debian 12 | newest |',
    '| curl \\| works | passed | not run |',
    '| what was done | it |',
    '| plans | passed |',
    '| what was done | it |',
    '| what was done | it |',
    '| what | tried | answer |',
    '| a provider | `go get it` | not available |',
  ]);
  expect(text).toContain('on 2026-11-25 with');
});

test('a file of tests that could not be run is a failure', () => {
  const written = {
    testResults: [
      { name: '/x/logins.test.ts', assertionResults: [{ title: 'by password', status: 'passed' }] },
      { name: '/x/broken.test.ts', assertionResults: [] },
    ],
  };
  expect(resultsIn(written)).toEqual([passed, { file: 'broken', title: 'the tests could not be run', passed: false }]);
});
