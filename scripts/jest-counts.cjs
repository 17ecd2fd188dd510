'use strict';

const { appendFileSync } = require('node:fs');

/**
 * A Jest reporter which appends one line `passed failed skipped` for each run to the file named by
 * TEST_COUNTS_FILE. A test file that could not be run at all counts as one failed test.
 */
module.exports = class CountsReporter {
  onRunComplete(_contexts, results) {
    const file = process.env.TEST_COUNTS_FILE;
    if (!file) return;
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests + results.numTodoTests;
    appendFileSync(file, `${results.numPassedTests} ${failed} ${skipped}\n`);
  }
};
