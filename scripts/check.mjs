/**
 * Runs every check of the project, two at a time, and prints each one's time and, if it fails, its output.
 *
 *   node scripts/check.mjs                  all of them
 *   node scripts/check.mjs lint types       only these
 *   node scripts/check.mjs --except unit    all but these
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const tool = (name, file) => join(root, 'node_modules', name, file);
/** What a step may remember between runs: both compare the content of files, so it changes no result. */
const remembered = (file) => join(root, 'node_modules/.cache', file);
const folders = ['apps', 'libs', 'test', 'bench'].filter((folder) => existsSync(join(root, folder)));

/** The slowest first, so that two workers end at about the same time. */
const steps = {
  lint: [tool('eslint', 'bin/eslint.js'), '.', '--max-warnings=0'],
  unit: [tool('jest', 'bin/jest.js'), '--selectProjects', 'unit', '--maxWorkers', '1'],
  types: [
    tool('typescript', 'bin/tsc'),
    '--project',
    '.',
    '--incremental',
    '--tsBuildInfoFile',
    remembered('check.tsbuildinfo'),
  ],
  imports: [tool('dependency-cruiser', 'bin/dependency-cruise.mjs'), '--output-type', 'err-long', ...folders],
  format: [
    tool('prettier', 'bin/prettier.cjs'),
    '--check',
    '--log-level',
    'warn',
    '--cache',
    '--cache-strategy',
    'content',
    '--cache-location',
    remembered('check.prettier'),
    '.',
  ],
  unused: [tool('knip', 'bin/knip.js'), '--no-progress'],
  lock: [join(root, 'scripts/complete-lock.mjs'), '--check'],
};
const atOnce = 2;

function chosen(args) {
  const names = args.filter((arg) => arg !== '--except');
  const unknown = names.filter((name) => !(name in steps));
  if (unknown.length > 0)
    throw new Error(`no such check: ${unknown.join(', ')}; there are: ${Object.keys(steps)}`);
  if (args.includes('--except')) return Object.keys(steps).filter((name) => !names.includes(name));
  return names.length > 0 ? names : Object.keys(steps);
}

/** Runs one check; answers whether it passed, after printing its time and what it complained about. */
async function run(name) {
  const startedAt = performance.now();
  const child = spawn(process.execPath, steps[name], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => output.push(bytes));
  const code = await new Promise((done) => child.on('close', done));
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1).padStart(6);
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${name.padEnd(8)} ${seconds} s`);
  if (code !== 0) console.log(Buffer.concat(output).toString().trimEnd());
  return code === 0;
}

async function runAll(waiting) {
  const passed = [];
  const worker = async () => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) passed.push(await run(name));
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return passed.every(Boolean);
}

try {
  process.exitCode = (await runAll(chosen(process.argv.slice(2)))) ? 0 : 1;
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
