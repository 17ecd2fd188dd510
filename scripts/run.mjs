/**
 * Builds dist/ if a source changed, then runs one of its programs in this very process, so that signals
 * sent to `npm start` reach the program (package.json says `exec`, so that no shell stands between).
 *
 *   node scripts/run.mjs apps/cli/src/main.js start --json
 */
import Module from 'node:module';
import { fileURLToPath } from 'node:url';
import { buildIfStale } from './build.mjs';

const [program, ...args] = process.argv.slice(2);

try {
  buildIfStale();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}

const file = fileURLToPath(new URL(`../dist/${program}`, import.meta.url));
process.argv = [process.execPath, file, ...args];
Module.runMain();
