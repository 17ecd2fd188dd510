import type { Entry } from '@journal/entry';
import type { PostedPosting } from '@ledger/posting';

/** The figures of one account in one currency after a transaction, on the account's normal side. */
export interface ReceiptBalance {
  readonly account: string;
  readonly currency: string;
  readonly posted: string;
  readonly available: string;
  readonly version: string;
}

interface EntryReceipt {
  readonly id: string;
  readonly ledger: string;
  readonly seq: string;
  /** RFC 3339, UTC, milliseconds. */
  readonly recordedAt: string;
}

export interface TransactionReceipt extends EntryReceipt {
  /** One per account and currency, in the order in which the postings name them first. */
  readonly balances: readonly ReceiptBalance[];
  readonly reverses?: { readonly id: string; readonly seq: string };
}

/** The answer to an accepted command. */
export type Receipt =
  | EntryReceipt
  | TransactionReceipt
  | (EntryReceipt & { readonly path: string })
  | (EntryReceipt & { readonly currency: string; readonly decimals: number });

/** A function of the entry alone, so that a replayed key answers the same bytes for ever. */
export function receiptOf(entry: Entry): Receipt {
  const { id, ledger, seq, recordedAt } = entry;
  const receipt = { id, ledger, seq, recordedAt };
  switch (entry.type) {
    case 'LedgerOpened':
    case 'KeyRegistered':
    case 'ChartDeclared':
      return receipt;
    case 'CurrencyRegistered':
      return { ...receipt, currency: entry.body.code, decimals: Number(entry.body.decimals) };
    case 'AccountOpened':
    case 'AccountChanged':
    case 'AccountFrozen':
    case 'AccountUnfrozen':
    case 'AccountClosed':
      return { ...receipt, path: entry.body.path };
    case 'TransactionPosted': {
      const { postings, reverses } = entry.body;
      return { ...receipt, balances: lastFigures(postings), ...(reverses && { reverses }) };
    }
  }
}

function lastFigures(postings: readonly PostedPosting[]): ReceiptBalance[] {
  const figures = new Map<string, ReceiptBalance>();
  for (const { account, currency, posted, available, version } of postings) {
    figures.set(`${account} ${currency}`, { account, currency, posted, available, version });
  }
  return [...figures.values()];
}
