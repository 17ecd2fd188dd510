import type { Entry } from '@entries/entry';
import type { PostedPosting } from '@ledger/transactions/posting';
import type { StatementIssued } from '@ledger/periods/statement';
import type { Captures, Reverses } from '@ledger/transactions/transaction';

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
  readonly captures?: Omit<Captures, 'counted'>;
  readonly reverses?: Omit<Reverses, 'counted' | 'restores'>;
}

/** Of whatever a hold goes through but its captures, which are transactions. */
export interface HoldReceipt extends EntryReceipt {
  /** One per account and currency that the step touched. */
  readonly balances: readonly ReceiptBalance[];
  /** Id of the hold; of a placement it is `id` too. */
  readonly hold: string;
}

/** Everything that fixes a statement, but its lines. */
export type StatementReceipt = EntryReceipt & StatementIssued['body'];

/** The answer to an accepted command. */
export type Receipt =
  | EntryReceipt
  | TransactionReceipt
  | HoldReceipt
  | StatementReceipt
  | (EntryReceipt & { readonly period: string })
  | (EntryReceipt & { readonly path: string })
  | (EntryReceipt & { readonly currency: string; readonly decimals: number });

/** A function of the entry alone, so that a replayed key answers the same bytes for ever. */
export function receiptOf(entry: Entry): Receipt {
  const { id, ledger, seq, recordedAt } = entry;
  const receipt = { id, ledger, seq, recordedAt };
  switch (entry.type) {
    case 'CurrencyRegistered':
    case 'CurrencyCorrected':
      return { ...receipt, currency: entry.body.code, decimals: Number(entry.body.decimals) };
    case 'TransactionPosted': {
      const { captures, postings, reverses } = entry.body;
      const pointers = {
        ...(captures && { captures: pointer(captures) }),
        ...(reverses && { reverses: pointer(reverses) }),
      };
      return { ...receipt, balances: lastFigures(postings), ...pointers };
    }
    case 'HoldPlaced':
      return { ...receipt, balances: lastFigures(entry.body.postings), hold: id };
    case 'HoldIncremented':
    case 'HoldVoided':
    case 'HoldExpired':
      return { ...receipt, balances: lastFigures(entry.body.postings), hold: entry.body.hold.id };
    case 'StatementIssued':
      return { ...receipt, ...entry.body };
    default: {
      if ('path' in entry.body) return { ...receipt, path: entry.body.path };
      return 'period' in entry.body ? { ...receipt, period: entry.body.period } : receipt;
    }
  }
}

/** What velocity limits counted stays in the entry. */
function pointer<Remaining extends readonly string[] | undefined>({
  id,
  remaining,
  seq,
}: {
  readonly id: string;
  readonly remaining?: Remaining;
  readonly seq: string;
}) {
  return { id, ...(remaining && { remaining }), seq };
}

function lastFigures(postings: readonly PostedPosting[]): ReceiptBalance[] {
  const figures = new Map<string, ReceiptBalance>();
  for (const { account, currency, posted, available, version } of postings) {
    figures.set(`${account} ${currency}`, { account, currency, posted, available, version });
  }
  return [...figures.values()];
}
