'use strict';

const { compilerOptions } = require('./tsconfig.json');

/** The names of our libraries, as in `@ledger/*`. */
const libraries = Object.keys(compilerOptions.paths)
  .map((path) => path.slice('@'.length, -'/*'.length))
  .join('|');

/** Jest loads CommonJS alone, and these packages are written as modules. */
const modules = 'jose|age-encryption|@noble|@scure';

const common = {
  testEnvironment: 'node',
  transform: { '\\.ts$': '@swc/jest', [`/node_modules/(${modules})/.+\\.js$`]: '@swc/jest' },
  transformIgnorePatterns: [`/node_modules/(?!(${modules})/)`],
  moduleNameMapper: { [`^@(${libraries})/(.*)$`]: '<rootDir>/libs/$1/src/$2' },
  modulePathIgnorePatterns: ['<rootDir>/dist'],
};

module.exports = {
  maxWorkers: 2,
  // Only ends what hangs: a busy machine is slow, which is no failure. Jest reads it here alone, not in a project.
  testTimeout: 15 * 60_000,
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
