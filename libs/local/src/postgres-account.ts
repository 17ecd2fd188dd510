import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { CannotStart } from './cannot-start';

/** The account Postgres runs as when we are root; Postgres itself refuses to run as root. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/**
 * The account to change to: undefined (stay as we are) unless we are root; then `postgres` when the machine
 * has it, else `nobody`, which every Unix has.
 * @throws CannotStart when root finds neither.
 */
export function postgresAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n');
  for (const name of ['postgres', 'nobody']) {
    const fields = lines.find((line) => line.startsWith(`${name}:`))?.split(':');
    const [uid, gid] = [Number(fields?.[2]), Number(fields?.[3])];
    if (uid > 0 && gid > 0) return { name, uid, gid };
  }
  throw new CannotStart(
    'Postgres does not run as root and this machine has neither the account postgres nor nobody; start as another user or set DATABASE_URL.',
  );
}

/** Whether the account (or we, without one) passes `test <check> <path>`: `-x` to enter or run, `-r` to read. */
export function mayAccess(account: Account | undefined, check: '-x' | '-r', path: string): boolean {
  const identity = account === undefined ? {} : { uid: account.uid, gid: account.gid };
  return spawnSync('/bin/sh', ['-c', 'test "$0" "$1"', check, path], { ...identity, cwd: '/' }).status === 0;
}
