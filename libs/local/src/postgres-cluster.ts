import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { CannotStart } from './cannot-start';
import { commandLineOf, endProcess, identityOf } from './process-identity';
import type { Account } from './postgres-account';

const run = promisify(execFile);

/** The superuser and the database of an embedded Postgres. */
export const postgresUser = 'ledger';

/** A folder of database files and who may touch them. */
export interface Cluster {
  readonly folder: string;
  readonly binaries: string;
  readonly account: Account | undefined;
  readonly password: string;
}

/**
 * Makes the cluster unless it is there. It is made beside its place and renamed at the end, so that a start
 * killed half-way leaves nothing that looks like a cluster.
 * @throws CannotStart when the folder holds something else or initdb fails.
 */
export async function makeCluster(cluster: Cluster): Promise<void> {
  const { folder, account } = cluster;
  if (existsSync(join(folder, 'PG_VERSION'))) return refuseOtherVersion(cluster);
  if (existsSync(folder)) {
    throw new CannotStart(
      `${folder} is not a Postgres data folder; move it away or choose another DATA_DIR.`,
    );
  }
  removeHalfMade(folder);
  // A name of its own: the initdb of a start killed a moment ago may still be writing to another one.
  const half = `${folder}.half-made-${randomBytes(4).toString('hex')}`;
  const passwordFile = `${half}-password`;
  mkdirSync(half, { recursive: true, mode: 0o700 });
  writeFileSync(passwordFile, cluster.password, { mode: 0o600 });
  for (const path of [half, passwordFile]) giveTo(account, path);
  try {
    await initdb(cluster, half, passwordFile);
    renameSync(half, folder);
  } catch (cause) {
    rmSync(half, { recursive: true, force: true });
    throw new CannotStart(`Postgres could not make its data folder ${folder}: ${lastLine(cause)}`, { cause });
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

/** Removes what killed starts left. */
function removeHalfMade(folder: string): void {
  const parent = dirname(folder);
  if (!existsSync(parent)) return;
  for (const name of readdirSync(parent)) {
    if (!name.startsWith(`${basename(folder)}.half-made-`)) continue;
    try {
      rmSync(join(parent, name), { recursive: true, force: true });
    } catch (cause) {
      // Its initdb makes files faster than we remove them; the next start finds it again.
      if ((cause as NodeJS.ErrnoException).code !== 'ENOTEMPTY') throw cause;
    }
  }
}

async function initdb(cluster: Cluster, folder: string, passwordFile: string): Promise<void> {
  const words = [
    ['-D', folder, '-U', postgresUser, `--pwfile=${passwordFile}`, '--auth=scram-sha-256', '--encoding=UTF8'],
    ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'],
  ];
  await run(join(cluster.binaries, 'bin/initdb'), words.flat(), {
    ...identityFor(cluster.account),
    cwd: '/',
    env: quietEnvironment(),
  });
}

/** Changes owner to the account Postgres runs as, when that is not ours. */
export function giveTo(account: Account | undefined, path: string): void {
  if (account !== undefined) chownSync(path, account.uid, account.gid);
}

/** The `uid` and `gid` of a child process. */
export function identityFor(account: Account | undefined): { uid?: number; gid?: number } {
  return account === undefined ? {} : { uid: account.uid, gid: account.gid };
}

/** PG… variables of our caller (PGDATA, PGPORT, …) must not steer our own server. */
export function quietEnvironment(): Record<string, string> {
  return { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
}

/**
 * Clears what an earlier server left: ends a live one on this very folder (an orphan of a killed start), and
 * removes the pid file of a dead one, which Postgres would otherwise believe as soon as its pid is reused.
 */
export async function clearLeftover(folder: string): Promise<void> {
  const path = join(folder, 'postmaster.pid');
  if (!existsSync(path)) return;
  const pid = Number(readFileSync(path, 'utf8').split('\n')[0]);
  const identity = Number.isInteger(pid) && pid > 1 ? identityOf(pid) : undefined;
  const isOurs = identity !== undefined && ` ${commandLineOf(pid)} `.includes(` ${folder} `);
  if (isOurs) await endProcess(identity, 'SIGINT', 10_000);
  rmSync(path, { force: true });
}

function refuseOtherVersion({ folder, binaries }: Cluster): void {
  const made = readFileSync(join(folder, 'PG_VERSION'), 'utf8').trim();
  const ours = majorOf(binaries);
  if (made === ours) return;
  throw new CannotStart(
    `${folder} was made by Postgres ${made}, the embedded one is ${ours}; remove that folder and the read models are rebuilt from the journal.`,
  );
}

/** Major version of the binaries, from the first line of its bootstrap script. */
function majorOf(binaries: string): string {
  const text = readFileSync(join(binaries, 'share/postgresql/postgres.bki'), 'utf8');
  return /^# PostgreSQL (\d+)/.exec(text)?.[1] ?? '';
}

function lastLine(cause: unknown): string {
  const text = (cause as { stderr?: string }).stderr?.trim() || (cause as Error).message;
  return text.split('\n').at(-1) ?? '';
}
