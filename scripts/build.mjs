/**
 * Compiles apps/, libs/ and bench/ into dist/.
 *
 *   node scripts/build.mjs              always
 *   node scripts/build.mjs --if-stale   only if a source is newer than dist/
 *
 * The new tree is written beside dist/ and takes its name at the end, so that a process which starts
 * from dist/ meanwhile finds the old program or the new one, never half of one.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');
const sources = ['apps', 'libs', 'bench'];

/** Builds dist/; throws when a source does not compile. */
export function build() {
  const startedAt = new Date();
  const [next, old] = [`${dist}.next-${process.pid}`, `${dist}.old-${process.pid}`];
  try {
    compile(next);
    utimesSync(next, startedAt, startedAt);
    replace(next, old);
  } finally {
    for (const folder of [next, old]) rmSync(folder, { recursive: true, force: true });
  }
}

/** Puts `next` in the place of dist/. Where another build does so at this moment, its result stands. */
function replace(next, old) {
  const another = ['ENOENT', 'ENOTEMPTY', 'EEXIST'];
  for (const [from, to] of [
    [dist, old],
    [next, dist],
  ]) {
    try {
      renameSync(from, to);
    } catch (error) {
      if (!another.includes(error.code)) throw error;
    }
  }
}

/** Builds dist/ if a source is newer; an installation without the compiler keeps the dist/ it has. */
export function buildIfStale() {
  const builtAtMs = existsSync(dist) ? statSync(dist).mtimeMs : 0;
  if (builtAtMs > 0 && (compiler() === null || changedAtMs() <= builtAtMs)) return;
  build();
}

function compile(folder) {
  const swc = compiler();
  if (swc === null) throw new Error('the compiler is not installed: run `npm ci` with dev dependencies');
  // Not in .swcrc: Jest compiles the specs by the same file.
  const words = [...sources, '--out-dir', folder, '--ignore', '**/*.spec.ts', '--quiet'];
  const { status } = spawnSync(process.execPath, [swc, ...words], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status !== 0) throw new Error('the build failed');
}

function compiler() {
  try {
    return createRequire(import.meta.url).resolve('@swc/cli/bin/swc.js');
  } catch {
    return null;
  }
}

/** When a source, or the list of sources in a folder, changed last (milliseconds since 1970). */
function changedAtMs() {
  const folders = sources.map((name) => join(root, name)).filter((folder) => existsSync(folder));
  const inside = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true }).map((name) => join(folder, name)),
  );
  const all = [join(root, '.swcrc'), join(root, 'package-lock.json'), ...folders, ...inside];
  return Math.max(...all.map((path) => statSync(path).mtimeMs));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    if (process.argv.includes('--if-stale')) buildIfStale();
    else build();
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
