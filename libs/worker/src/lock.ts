import { Client } from 'pg';

const askAgainMs = 200;

/** A dead peer shows within half a minute, so that its lock is free again. */
const keepAlive = '-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3';

/** An advisory lock of a database, which one connection holds. */
export interface Lock {
  readonly databaseUrl: string;
  /** The number that stands for the lock. */
  readonly number: number;
  /** What Postgres calls the connection. */
  readonly name: string;
  /** More options of the connection, `-c name=value …`. */
  readonly settings?: string;
}

/** What standing by needs of the world: time that passes, and whether to go on. */
export interface Patience {
  delay(milliseconds: number): Promise<void>;
  isOver(): boolean;
}

/**
 * Asks for a lock on a connection of its own until it is ours, or patience is over. The lock goes when the connection
 * ends, however it ends.
 * @param refused called whenever somebody else has the lock
 */
export async function standBy(
  lock: Lock,
  patience: Patience,
  refused?: (client: Client) => Promise<unknown>,
): Promise<Client | undefined> {
  const client = await connect(lock);
  try {
    while (!patience.isOver()) {
      if (await isLocked(client, lock)) return client;
      await refused?.(client);
      await patience.delay(askAgainMs);
    }
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
  await client.end();
  return undefined;
}

async function connect({ databaseUrl, name, settings = '' }: Lock): Promise<Client> {
  const client = new Client({
    connectionString: databaseUrl,
    application_name: name,
    keepAlive: true,
    connectionTimeoutMillis: 10_000,
    options: `${keepAlive} ${settings}`.trimEnd(),
  });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

async function isLocked(client: Client, { number }: Lock): Promise<boolean> {
  const { rows } = await client.query<{ locked: boolean }>('select pg_try_advisory_lock($1) as locked', [
    number,
  ]);
  return rows[0]!.locked;
}
