/**
 * Tries the rules with random sequences of commands against a naive model of them.
 *
 *   npm run test:model -- --runs 5000            so many sequences
 *   npm run test:model -- --seed 7               other sequences
 *   npm run test:model -- --seed 7 --path 12:0   one of them again, as a failure printed it
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '2000' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    path: { type: 'string' },
  },
});
if (![values.runs, values.seed].every((text) => /^[0-9]{1,10}$/.test(text)))
  throw new Error('--runs and --seed take whole numbers');

const root = fileURLToPath(new URL('..', import.meta.url));
const startedAt = performance.now();
const { status } = spawnSync(
  process.execPath,
  [
    'node_modules/jest/bin/jest.js',
    ...[
      '--selectProjects',
      'whole',
      '--testPathPatterns',
      'test/property/ledger-model',
      '--testTimeout',
      '3600000',
    ],
  ],
  {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      MODEL_RUNS: values.runs,
      MODEL_SEED: values.seed,
      ...(values.path !== undefined && { MODEL_PATH: values.path }),
    },
  },
);
const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
console.log(`${values.runs} runs, seed ${values.seed}, ${seconds} s`);
process.exitCode = status ?? 1;
