import { Client } from 'pg';

/** The advisory lock that the one who writes the tables holds: a projector, or a rebuild. Chosen at random. */
const turnLock = 7_302_114_856;

/** Channel on which a rebuild asks the projector to let it have a turn. */
const yieldChannel = 'ledger_yield';

const askAgainMs = 200;

/**
 * A connection of its own, on which a dead peer shows within half a minute, so that its lock is free again. The batch
 * statement is planned once: Postgres would otherwise believe that planning anew for every batch pays, which costs a
 * batch of one entry a millisecond. What it looks up has keys, whose indexes are used however small a table was when
 * the plan was made.
 */
async function connect(databaseUrl: string, name: string): Promise<Client> {
  const client = new Client({
    connectionString: databaseUrl,
    application_name: name,
    keepAlive: true,
    connectionTimeoutMillis: 10_000,
    options:
      '-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3 -c plan_cache_mode=force_generic_plan -c enable_seqscan=off',
  });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** What standing by needs of the world: time that passes, and whether to go on. */
export interface Patience {
  delay(milliseconds: number): Promise<void>;
  isOver(): boolean;
}

/**
 * Stands by until the lock is ours, or patience is over. The lock goes when the connection ends, however it ends.
 * @param asked called when somebody else wants a turn; the holder should then end its connection soon
 */
export async function standBy(
  databaseUrl: string,
  patience: Patience,
  asked: () => void,
): Promise<Client | undefined> {
  const client = await connect(databaseUrl, 'ledger-projector');
  try {
    while (!patience.isOver()) {
      if (await isLocked(client)) {
        client.on('notification', asked);
        await client.query(`listen ${yieldChannel}`);
        return client;
      }
      await patience.delay(askAgainMs);
    }
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
  await client.end();
  return undefined;
}

async function isLocked(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ locked: boolean }>('select pg_try_advisory_lock($1) as locked', [
    turnLock,
  ]);
  return rows[0]!.locked;
}

/** Asks whoever holds the lock to yield, again and again, until it is ours. */
export async function takeTurn(databaseUrl: string, delay: Patience['delay']): Promise<Client> {
  const client = await connect(databaseUrl, 'ledger-rebuild');
  try {
    while (!(await isLocked(client))) {
      await client.query(`notify ${yieldChannel}`);
      await delay(askAgainMs / 10);
    }
    return client;
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
}
