import quick from './jest.config.js';

// What takes too long for every run of the tests: each fault of docs/faults.md, and thousands of runs for one secret.
export default {
  ...quick,
  testMatch: ['<rootDir>/__tests__/faults/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  maxConcurrency: 6,
};
