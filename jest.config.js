// The tests that need nothing but npm. Those against a real Keystone have a configuration of their own.
export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {},
  testMatch: ['<rootDir>/__tests__/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/__tests__/keystone/'],
  collectCoverageFrom: ['src/**/*.ts'],
  coverageProvider: 'v8',
};
