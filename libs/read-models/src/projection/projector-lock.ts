import { standBy, type Lock, type Patience } from '@worker/lock';
import type { Client } from 'pg';
import { appliedChannel } from './projection.table';

/** Channel on which a rebuild asks the projector to let it lead; as hard to guess as that of the commits. */
async function yieldChannel(client: Client): Promise<string> {
  return `${await appliedChannel(client)}_yield`;
}

/**
 * The lock that the one who writes the tables holds: a projector, or a rebuild. The batch statement is planned once:
 * Postgres would otherwise believe that planning for every batch again pays, which costs a batch of one entry a
 * millisecond. What it looks up has keys, whose indexes are used however small a table was when the plan was made.
 */
export function projectorLock(databaseUrl: string, name: string): Lock {
  return {
    databaseUrl,
    name,
    // Chosen at random.
    number: 7_302_114_856,
    settings: '-c plan_cache_mode=force_generic_plan -c enable_seqscan=off',
  };
}

/** @param asked called when somebody else wants to lead; the holder should then end its connection soon */
export async function whenAsked(client: Client, asked: () => void): Promise<void> {
  client.on('notification', asked);
  await client.query(`listen ${await yieldChannel(client)}`);
}

/** Asks the holder of the lock to yield, again and again, until this process has it. */
export async function takeLeadership(databaseUrl: string, delay: Patience['delay']): Promise<Client> {
  const patience = { delay: (milliseconds: number) => delay(milliseconds / 10), isOver: () => false };
  const lock = projectorLock(databaseUrl, 'ledger-rebuild');
  const client = await standBy(lock, patience, async (waiting) =>
    waiting.query(`notify ${await yieldChannel(waiting)}`),
  );
  return client!;
}
