import quick from './jest.config.js';

// The tests that import src/ itself: seconds, for while one works. With --coverage they must reach every line and branch.
export default {
  ...quick,
  testPathIgnorePatterns: [
    ...quick.testPathIgnorePatterns,
    ...['contract', 'dist', 'support', 'tools'].map((name) => `<rootDir>/__tests__/${name}`),
  ],
  // The entry is reached as a process only, in __tests__/dist; in the other two there is nothing to reach but types.
  collectCoverageFrom: ['src/**/*.ts', '!src/index.ts', '!src/identity.ts', '!src/http/route.ts'],
  coverageProvider: 'v8',
  coverageReporters: [['text', { skipFull: true }]],
  coverageThreshold: { global: { branches: 100, lines: 100 } },
};
