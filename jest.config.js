// Five projects: `npm test` runs the first two, which need nothing but npm.

const project = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {},
};

const tests = (...folders) => folders.map((folder) => `<rootDir>/__tests__/${folder}/**/*.test.ts`);

export default {
  projects: [
    {
      ...project,
      // They import src/ itself. With --coverage they must reach every line and branch.
      displayName: 'unit',
      testMatch: [
        ...tests('credentials', 'keystone', 'http', 'runner', 'leftovers', 'job'),
        '<rootDir>/__tests__/*.test.ts',
      ],
    },
    {
      ...project,
      // The built action as a runner starts it, what its documents say, and the tools.
      displayName: 'action',
      testMatch: tests('dist', 'contract', 'tools'),
      transform: { '/@actions/(languageservice|workflow-parser)/': '<rootDir>/__tests__/support/json-imports.cjs' },
      transformIgnorePatterns: ['/node_modules/(?!@actions/(languageservice|workflow-parser)/)'],
    },
    {
      ...project,
      // What takes too long for every run: each fault of docs/faults.md, and thousands of runs for one secret.
      displayName: 'faults',
      testMatch: tests('faults'),
    },
    {
      ...project,
      // One Keystone for the whole run, which takes Debian's packages and root to install them.
      displayName: 'real-keystone',
      testMatch: tests('real-keystone'),
      globalSetup: '<rootDir>/__tests__/real-keystone/start.ts',
      globalTeardown: '<rootDir>/__tests__/real-keystone/stop.ts',
    },
    {
      ...project,
      // What takes longest: programs that are built for it, with Keystones of their own.
      displayName: 'reality',
      testMatch: tests('reality'),
    },
  ],
  maxWorkers: '100%',
  maxConcurrency: 6,
  testTimeout: 120_000,
  reporters: ['default', '<rootDir>/tools/tally-reporter.js'],
  // The entry is reached as a process only, in __tests__/dist; in the others there is nothing to reach but types.
  collectCoverageFrom: [
    'src/**/*.ts',
    '!src/index.ts',
    '!src/identity.ts',
    '!src/credentials/login/way.ts',
    '!src/http/request.ts',
    '!src/http/route.ts',
    '!src/keystone/federation/exchange.ts',
    '!src/keystone/methods/part.ts',
    '!src/runner/exports/exporter.ts',
  ],
  coverageProvider: 'v8',
  coverageReporters: [['text', { skipFull: true }]],
  coverageThreshold: { global: { branches: 100, lines: 100 } },
};
