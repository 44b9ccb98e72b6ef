// npm run test:mutation: what could be wrong in the rooms that decide without a test that fails. All of it takes long;
// `npm run test:mutation -- --mutate src/http/retry.ts` does not.
export default {
  testRunner: 'mocha',
  testRunnerNodeArgs: ['--import', './tools/mutation/jest-ui.js'],
  mochaOptions: {
    spec: [
      '__tests__/{keystone,http}/**/*.test.ts',
      '__tests__/credentials/**/!(*properties).test.ts',
      // The slowest last: most mutants do not come so far.
      '__tests__/credentials/**/*properties.test.ts',
    ],
    // It takes the place of a module before that is loaded.
    ignore: ['__tests__/credentials/sources/clouds-yaml/yaml-unforeseen.test.ts'],
  },
  coverageAnalysis: 'perTest',
  // What is evaluated when a module is loaded would need a process for each mutant: hours more.
  ignoreStatic: true,
  mutate: ['src/{credentials,keystone,http}/**/*.ts'],
  // None: Node runs the sources as they are, and Stryker would rewrite the one there is.
  tsconfigFile: 'none.json',
  tempDirName: 'coverage/stryker',
  incrementalFile: 'coverage/mutation-incremental.json',
  reporters: ['clear-text', 'json'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  jsonReporter: { fileName: 'coverage/mutation.json' },
  thresholds: { high: 95, low: 90, break: 90 },
};
