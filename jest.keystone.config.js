// The tests against a real Keystone: one for the whole run, which takes Debian's packages and root to install them.
export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {},
  testMatch: ['<rootDir>/__tests__/real-keystone/**/*.test.ts'],
  globalSetup: '<rootDir>/__tests__/real-keystone/start.ts',
  globalTeardown: '<rootDir>/__tests__/real-keystone/stop.ts',
  testTimeout: 120_000,
  reporters: ['default', '<rootDir>/tools/tally-reporter.js'],
};
