/**
 * One process per data directory. The lock file names the holder's process id and when that process
 * started, so that a lock left behind by kill -9 is recognised even when the id has been given to another.
 */
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface DirectoryLock {
  release(): void;
}

/** Takes the lock or throws an Error of one sentence. */
export function lockDirectory(directory: string): DirectoryLock {
  const path = join(directory, 'lock');
  const mine = `${process.pid} ${startOf(process.pid)} ${Math.random().toString(36).slice(2)}`;
  const candidate = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  writeFileSync(candidate, mine);
  try {
    for (let attempt = 0; attempt < 3; attempt += 1) {
      if (tryLink(candidate, path)) return { release: () => releaseIfMine(path, mine) };
      const holder = readIfThere(path);
      if (holder !== undefined && isAlive(holder)) {
        const owner = holder.split(' ')[0];
        throw new Error(`The data directory ${directory} is in use by process ${owner}; stop it first.`);
      }
      if (holder !== undefined) removeStale(path, holder);
    }
    throw new Error(`The data directory ${directory} is being taken by another process.`);
  } finally {
    rmSync(candidate, { force: true });
  }
}

/** A hard link appears with its content or not at all. */
function tryLink(candidate: string, path: string): boolean {
  try {
    linkSync(candidate, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Moves the stale lock aside first: of two processes only one succeeds, and a fresh lock is put back. */
function removeStale(path: string, stale: string): void {
  const aside = `${path}.stale.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  if (readIfThere(aside) !== stale) tryLink(aside, path);
  rmSync(aside, { force: true });
}

function releaseIfMine(path: string, mine: string): void {
  if (readIfThere(path) === mine) rmSync(path, { force: true });
}

function isAlive(holder: string): boolean {
  const [pidText, start] = holder.split(' ');
  const pid = Number(pidText);
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  // A zombie holds nothing any more: it only waits for a parent that may never take note of its end.
  if (/^[ZX]$/.test(statOf(pid)?.[0] ?? '')) return false;
  const startNow = startOf(pid);
  return start === undefined || startNow === unknownStart || start === startNow;
}

const unknownStart = '-';

/** Clock ticks from boot to the start of a process (field 22 of /proc/PID/stat); unknown off Linux. */
function startOf(pid: number): string {
  return statOf(pid)?.[19] ?? unknownStart;
}

/** The fields of /proc/PID/stat from the third, the state, on: the second may hold blanks and parentheses. */
function statOf(pid: number): string[] | undefined {
  const stat = readIfThere(`/proc/${pid}/stat`);
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
