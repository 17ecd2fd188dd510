import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { CannotStart } from '@local/cannot-start';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@local/embedded-postgres';
import { type Account, mayAccess, postgresAccount } from '@local/postgres-account';
import { postgresBinaries, systemFolder } from '@local/postgres-binaries';
import type { DataFolder } from './data-folder';

/**
 * Runs the embedded Postgres of a data folder at the port it had before, when that is free.
 * @throws CannotStart
 */
export async function startLocalPostgres(
  data: DataFolder,
  say: (line: string) => void,
  log: (line: string) => void,
): Promise<EmbeddedPostgres> {
  const account = postgresAccount();
  const folder = placeOf(data, account);
  if (!folder.startsWith(data.path))
    say(`Postgres runs as ${account?.name} and keeps its files in ${folder}.`);
  if (!existsSync(folder)) say(`Making the Postgres data folder ${folder}.`);
  const preferredPort = data.port('postgres');
  const postgres = await startEmbeddedPostgres({
    folder,
    binaries: postgresBinaries(account),
    account,
    password: data.postgresPassword,
    ...(preferredPort !== undefined && { preferredPort }),
    log,
  });
  data.rememberPort('postgres', postgres.port);
  return postgres;
}

/**
 * In the data folder; but as root, when the account Postgres runs as cannot go there (a project in root's
 * home), in a folder of the system that carries the random id of the data folder.
 */
function placeOf(data: DataFolder, account: Account | undefined): string {
  if (mayAccess(account, '-x', data.path)) return join(data.path, 'postgres');
  const place = join(systemFolder, data.id);
  try {
    mkdirSync(systemFolder, { recursive: true, mode: 0o755 });
    mkdirSync(place, { recursive: true, mode: 0o711 });
  } catch (cause) {
    throw new CannotStart(
      `Postgres does not run as root, its account ${account?.name} cannot reach ${data.path}, and ${place} cannot be made; choose a DATA_DIR outside of root's home.`,
      { cause },
    );
  }
  return join(place, 'postgres');
}
