import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LedgerState } from '@ledger/state';
import { writeHledger } from '@export/hledger-file';
import { eventsUntil, type ExportedEvent, type Until } from '@export/until';
import { inOrder } from './exported';

/** Writes a journal as hledger's, and answers its text. */
export async function plainExport(
  folder: string,
  events: readonly ExportedEvent[],
  until: Until = {},
): Promise<string> {
  const file = join(folder, 'ledger.journal');
  await writeHledger(file, () => eventsUntil(inOrder(events), until));
  return readFileSync(file, 'utf8');
}

/** What the rules say that each account has, debits less credits, by `<account> <currency>`. */
export function balancesOf({ accounts }: LedgerState): Map<string, bigint> {
  return new Map(
    [...accounts.values()].flatMap(({ path, balances }) =>
      balances.map(({ currency, debits, credits }) => [`${path} ${currency.code}`, debits - credits]),
    ),
  );
}
