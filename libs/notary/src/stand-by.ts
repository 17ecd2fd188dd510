import { Client } from 'pg';

/** The advisory lock that the one who signs holds. Chosen at random. */
const notaryLock = 7_302_114_860;

const askAgainMs = 200;

/** What standing by needs of the world: time that passes, and whether to go on. */
export interface Patience {
  delay(milliseconds: number): Promise<void>;
  isOver(): boolean;
}

/**
 * Stands by until the lock is ours, or patience is over. The lock goes when the connection ends, however it ends; a dead
 * peer shows within half a minute.
 */
export async function standBy(databaseUrl: string, patience: Patience): Promise<Client | undefined> {
  const client = new Client({
    connectionString: databaseUrl,
    application_name: 'ledger-notary',
    keepAlive: true,
    connectionTimeoutMillis: 10_000,
    options: '-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3',
  });
  client.on('error', () => undefined);
  await client.connect();
  try {
    while (!patience.isOver()) {
      const { rows } = await client.query<{ locked: boolean }>('select pg_try_advisory_lock($1) as locked', [
        notaryLock,
      ]);
      if (rows[0]!.locked) return client;
      await patience.delay(askAgainMs);
    }
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
  await client.end();
  return undefined;
}
