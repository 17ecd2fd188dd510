import type { HoldStepItem } from '@read-models/holds/hold-steps';
import type { HoldItem } from '@read-models/holds/holds.queries';
import type { TransactionItem } from '@read-models/transactions/transaction-items';
import type { ApiRequest } from '../requests/parts';
import { askerOf } from './asker';

/** Says of an account whether the caller may read its figures. */
export type Readable = (account: string) => boolean;

/** Of the accounts of one ledger, by the grants of the caller. */
export function readableBy(request: ApiRequest, ledger: string): Readable {
  const judge = askerOf(request).judgeIn(ledger);
  const known = new Map<string, boolean>();
  return (account) => {
    let isReadable = known.get(account);
    if (isReadable === undefined)
      known.set(
        account,
        (isReadable = judge.covers({ permission: 'readFigures', reach: { nodes: [account] } })),
      );
    return isReadable;
  };
}

type Shown<Item, Hidden extends keyof Item> = Omit<Item, Hidden> & Partial<Pick<Item, Hidden>>;

/** A transaction without the balances of accounts that the caller may not read, and what remains of their postings. */
export function transactionShown(
  transaction: TransactionItem,
  isReadable: Readable,
): Omit<TransactionItem, 'postings'> & {
  readonly postings: readonly Shown<TransactionItem['postings'][number], 'posted' | 'remaining'>[];
} {
  const postings = transaction.postings.map((posting) => {
    if (isReadable(posting.account)) return posting;
    const { posted: _posted, remaining: _remaining, ...shown } = posting;
    return shown;
  });
  return { ...transaction, postings };
}

/** A hold without what remains held on accounts that the caller may not read. */
export function holdShown<Item extends HoldItem>(
  hold: Item,
  isReadable: Readable,
): Omit<Item, 'lines'> & { readonly lines: readonly Shown<HoldItem['lines'][number], 'remaining'>[] } {
  const lines = hold.lines.map((line) => {
    if (isReadable(line.account)) return line;
    const { remaining: _, ...shown } = line;
    return shown;
  });
  return { ...hold, lines };
}

/** The steps of a hold, without what remained after each where one of its lines is not shown. */
export function stepsShown(
  steps: readonly HoldStepItem[],
  lines: HoldItem['lines'],
  isReadable: Readable,
): readonly Shown<HoldStepItem, 'remaining'>[] {
  if (lines.every(({ account }) => isReadable(account))) return steps;
  return steps.map(({ remaining: _, ...shown }) => shown);
}
