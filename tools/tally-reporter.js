/**
 * A jest reporter that prints one line, the last of all: `12 passed, 0 failed`, with `, 1 skipped` when there is any. A
 * test file that cannot be run counts as a failed test.
 */
export default class TallyReporter {
  #tally = '';

  constructor() {
    // jest's own summary comes after the reporters that a configuration names.
    process.once('exit', () => process.stdout.write(this.#tally));
  }

  onRunComplete(_contexts, results) {
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests + results.numTodoTests;
    const rest = skipped === 0 ? '' : `, ${skipped} skipped`;
    this.#tally = `${results.numPassedTests} passed, ${failed} failed${rest}\n`;
  }
}
