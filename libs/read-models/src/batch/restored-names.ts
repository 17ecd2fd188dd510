import { unitsOf } from '@ledger/money/amount';
import { journalOf } from '@streams/stream';
import type { Client } from 'pg';
import { LedgerNames, type NumberedCurrency } from './names';

type CurrencyOfLedger = NumberedCurrency & { readonly ledger: number };

interface NodeOfLedger {
  readonly ledger: number;
  readonly path: string;
  readonly isAccount: boolean;
  /** Currency numbers, and the debits in each of them. */
  readonly currencies: readonly number[] | null;
  readonly debits: readonly string[] | null;
}

/** Reads from the tables the numbers of everything, all debits, and how far each ledger got: journal -> names. */
export async function restoredNames(client: Client): Promise<Map<string, LedgerNames>> {
  const ledgers = new Map<string, LedgerNames>();
  const byNumber = new Map<number, LedgerNames>();
  const progress = await client.query<{ ledger: number; id: string; seq: string; recorded_at: Date }>(
    'select ledger, id, seq, recorded_at from progress order by ledger',
  );
  for (const { ledger, id, seq, recorded_at: recordedAt } of progress.rows) {
    const names = new LedgerNames(ledger, id);
    names.seq = Number(seq);
    names.recordedAt = recordedAt.toISOString();
    byNumber.set(ledger, names);
    ledgers.set(journalOf(id), names);
  }
  const currencies = await client.query<CurrencyOfLedger>(
    'select ledger, currency as number, code, decimals, name, is_registered as "isRegistered" from currencies order by ledger, currency',
  );
  for (const { ledger, ...currency } of currencies.rows) byNumber.get(ledger)?.restoreCurrency(currency);
  const nodes = await client.query<NodeOfLedger>(
    `select n.ledger, n.path, a.account is not null as "isAccount", b.currencies, b.debits from nodes n
     left join accounts a on a.ledger = n.ledger and a.account = n.node and a.until_seq is null
     left join (
       select ledger, account, array_agg(currency::int) as currencies, array_agg(debits::text) as debits from balances
       group by ledger, account
     ) b on b.ledger = n.ledger and b.account = n.node
     order by n.ledger, n.node`,
  );
  // In the order of their numbers, so that each gets its own again.
  for (const { ledger, path, isAccount, currencies: used, debits } of nodes.rows) {
    const names = byNumber.get(ledger)!;
    if (!isAccount) {
      names.addNode(path);
      continue;
    }
    names.openAccount(path);
    const node = names.node(path);
    used?.forEach((currency, i) => (node.debits[currency] = unitsOf(debits![i]!)));
  }
  return ledgers;
}
