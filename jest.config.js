// The tests that need nothing but npm. Those against a real Keystone have a configuration of their own.
export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '/@actions/(languageservice|workflow-parser)/': '<rootDir>/__tests__/support/json-imports.cjs' },
  transformIgnorePatterns: ['/node_modules/(?!@actions/(languageservice|workflow-parser)/)'],
  testMatch: ['<rootDir>/__tests__/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/__tests__/real-keystone/', '<rootDir>/__tests__/faults/'],
  maxWorkers: '100%',
  testTimeout: 30_000,
  reporters: ['default', '<rootDir>/tools/tally-reporter.js'],
};
