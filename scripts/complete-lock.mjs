/**
 * Completes package-lock.json with the platform packages an npm registry did not serve.
 *
 * Native tools (swc, oxc, unrs) name one optional package per operating system and processor. Where a
 * registry mirror lacks some of them, `npm install` drops those from the lock in silence, and `npm ci`
 * then stops with "Missing: … from lock file". An entry of version, os, cpu and libc is all npm needs.
 *
 *   node scripts/complete-lock.mjs           adds what is missing
 *   node scripts/complete-lock.mjs --check   fails, and changes nothing, if something is missing
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const lockFile = fileURLToPath(new URL('../package-lock.json', import.meta.url));

const systems = ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32'];
const processors = ['arm64', 'arm', 'ia32', 'loong64', 'ppc64', 'riscv64', 's390x', 'x64'];
const exactVersion = /^\d+\.\d+\.\d+(-[\w.]+)?$/;

/** The folders npm looks in for a dependency of the package at `location`, the nearest first. */
function resolutionPath(location, name) {
  const folders = [];
  for (let folder = location; folder !== '';) {
    folders.push(`${folder}/node_modules/${name}`);
    folder = folder.replace(/\/?node_modules\/(@[^/]+\/)?[^/]+$/, '');
  }
  return [...folders, `node_modules/${name}`];
}

/** Every optional dependency pinned to one version which the lock does not hold, with its parent. */
function missingPins(packages) {
  return Object.entries(packages).flatMap(([location, parent]) =>
    Object.entries(parent.optionalDependencies ?? {})
      .filter(([, version]) => exactVersion.test(version))
      .filter(([name]) => !resolutionPath(location, name).some((folder) => folder in packages))
      .map(([name, version]) => ({ name, version, dev: parent.dev === true })),
  );
}

/** Reads os, cpu and libc from words of the package's name, such as `core-linux-arm64-musl`. */
function lockEntry({ name, version, dev }) {
  const words = name.split(/[-/]/);
  const os = systems.find((system) => words.includes(system));
  const cpu = processors.find((processor) => words.includes(processor));
  if (!os || !cpu) throw new Error(`cannot derive the platform of ${name} from its name`);
  const libc =
    os !== 'linux' ? {} : { libc: [words.some((word) => word.startsWith('musl')) ? 'musl' : 'glibc'] };
  return { version, cpu: [cpu], ...(dev && { dev }), ...libc, optional: true, os: [os] };
}

const lock = JSON.parse(readFileSync(lockFile, 'utf8'));
const missing = missingPins(lock.packages);

if (process.argv.includes('--check')) {
  for (const { name, version } of missing) console.error(`package-lock.json lacks ${name}@${version}`);
  if (missing.length > 0) console.error('Run `node scripts/complete-lock.mjs` and commit the lock.');
  process.exitCode = missing.length > 0 ? 1 : 0;
} else if (missing.length > 0) {
  for (const pin of missing) lock.packages[`node_modules/${pin.name}`] = lockEntry(pin);
  const [root, ...rest] = Object.keys(lock.packages);
  lock.packages = Object.fromEntries(
    [root, ...rest.sort((a, b) => a.localeCompare(b, 'en'))].map((key) => [key, lock.packages[key]]),
  );
  writeFileSync(lockFile, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(`added ${missing.length} entries to package-lock.json`);
}
