'use strict';

const common = {
  testEnvironment: 'node',
  transform: { '\\.ts$': '@swc/jest' },
  moduleNameMapper: {
    '^@(ledger|journal|commands|read-models|settings|local|export|verifier|signers|notary|witness|worker)/(.*)$':
      '<rootDir>/libs/$1/src/$2',
  },
  modulePathIgnorePatterns: ['<rootDir>/dist'],
};

module.exports = {
  maxWorkers: 2,
  // Jest reads it here alone, not in a project.
  testTimeout: 60_000,
  reporters: ['default', '<rootDir>/scripts/jest-counts.cjs'],
  projects: [
    { ...common, displayName: 'unit', testMatch: ['<rootDir>/{apps,libs}/**/*.spec.ts'] },
    {
      ...common,
      displayName: 'whole',
      testMatch: ['<rootDir>/test/!(external)/**/*.spec.ts'],
      globalSetup: '<rootDir>/scripts/jest-build.cjs',
    },
    // Against software that is not ours, which has to be installed: `npm run test:external`.
    {
      ...common,
      displayName: 'external',
      testMatch: ['<rootDir>/test/external/**/*.spec.ts'],
      globalSetup: '<rootDir>/scripts/jest-build.cjs',
    },
  ],
};
