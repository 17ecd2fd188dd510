import type { FingerprintTable } from '@ledger/fingerprint-table';
import type { LedgerState } from '@ledger/state';

/**
 * Everything the rules remember, as one text: two states with equal texts decide alike for ever. Room that a table
 * has grown, and the order inside it, are left out: they mean nothing.
 */
export function comparable(state: LedgerState): string {
  const {
    isOpened,
    currencies,
    chart,
    accounts,
    terms,
    typesBelow,
    keys,
    transactions,
    references,
    reversals,
  } = state;
  return JSON.stringify({
    isOpened,
    currencies: [...currencies.values()],
    chart,
    accounts: Array.from(accounts.values(), ({ path, terms: held, status, balances }) => ({
      path,
      held,
      status,
      balances: balances.map(({ currency, debits, credits, version }) => [
        currency,
        debits.toString(),
        credits.toString(),
        version,
      ]),
    })),
    terms: [...terms.values()],
    tables: [typesBelow, keys, transactions, references].map(slotsOf),
    reversals: [...reversals],
  });
}

/** The taken slots of a table, in an order of their own. */
export function slotsOf(table: FingerprintTable): string[] {
  const slots: string[] = [];
  table.contents().forEach((words, segment) => {
    for (let at = 0; at < words.length; at += 4) {
      if (words[at + 3] === 0 && words[at + 2]! >>> 24 === 0) continue;
      slots.push(`${segment}: ${words.subarray(at, at + 4).join(' ')}`);
    }
  });
  return slots.sort();
}
