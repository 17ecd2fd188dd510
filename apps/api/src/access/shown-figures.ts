import type { HoldStepItem } from '@read-models/holds/hold-steps';
import type { HoldItem } from '@read-models/holds/holds.queries';
import type { TransactionItem } from '@read-models/transactions/transaction-items';
import type { ApiRequest } from '../requests/parts';
import { askerOf } from './asker';

/** Says of an account, or of another node, whether the caller may read its figures: any at all, or those of a currency. */
export type Readable = (node: string, currency?: string) => boolean;

/** Of the accounts of one ledger, by the grants of the caller. */
export function readableBy(request: ApiRequest, ledger: string): Readable {
  const judge = askerOf(request).judgeIn(ledger);
  if (judge.covers({ permission: 'readFigures', reach: { isWhole: true } })) return () => true;
  const known = new Map<string, boolean>();
  return (node, currency) => {
    const key = `${node} ${currency ?? ''}`;
    let isReadable = known.get(key);
    if (isReadable === undefined) {
      const reach = { nodes: [node], ...(currency !== undefined && { currencies: [currency] }) };
      known.set(key, (isReadable = judge.covers({ permission: 'readFigures', reach })));
    }
    return isReadable;
  };
}

/** The figures of a node in the currencies that the caller may read. */
export function figuresShown<Figure extends { readonly currency: string }>(
  figures: readonly Figure[],
  node: string,
  isReadable: Readable,
): Figure[] {
  return figures.filter(({ currency }) => isReadable(node, currency));
}

/** A statement in the currencies that the caller may read; a page may have fewer lines than it could. */
export function statementShown<Line extends Currencied, Answer extends StatementFigures<Line>>(
  statement: Answer,
  isReadable: Readable,
): Answer {
  const shown = <Figure extends Currencied>(figures: readonly Figure[]) =>
    figuresShown(figures, statement.account, isReadable);
  const { opening, closing, lines } = statement;
  return {
    ...statement,
    opening: shown(opening),
    closing: shown(closing),
    ...(lines && { lines: shown(lines) }),
  };
}

interface Currencied {
  readonly currency: string;
}

interface StatementFigures<Line> {
  readonly account: string;
  readonly opening: readonly Currencied[];
  readonly closing: readonly Currencied[];
  readonly lines?: readonly Line[];
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
    if (isReadable(posting.account, posting.currency)) return posting;
    const { posted: _posted, remaining: _remaining, ...shown } = posting;
    return shown;
  });
  return { ...transaction, postings };
}

/** What is held, was captured and remains, which only figures say that the caller may read. */
type HoldFigure = 'held' | 'captured' | 'remaining';

/** A hold without the figures of accounts that the caller may not read. */
export function holdShown<Item extends HoldItem>(
  hold: Item,
  isReadable: Readable,
): Omit<Item, 'lines'> & { readonly lines: readonly Shown<HoldItem['lines'][number], HoldFigure>[] } {
  const lines = hold.lines.map((line) => {
    if (isReadable(line.account, line.currency)) return line;
    const { held: _held, captured: _captured, remaining: _remaining, ...shown } = line;
    return shown;
  });
  return { ...hold, lines };
}

/** The steps of a hold, without their figures where one of its lines is shown without any. */
export function stepsShown(
  steps: readonly HoldStepItem[],
  lines: HoldItem['lines'],
  isReadable: Readable,
): readonly Shown<HoldStepItem, 'amounts' | 'remaining'>[] {
  if (lines.every(({ account, currency }) => isReadable(account, currency))) return steps;
  return steps.map(({ amounts: _amounts, remaining: _remaining, ...shown }) => shown);
}
