import type { Exchange } from '@ledger/exchange/exchange';
import type { QuoteGiven } from '@ledger/exchange/quotes/give-quote';
import type { QuoteWithdrawn } from '@ledger/exchange/quotes/withdraw-quote';
import { invariant } from '@ledger/refusal';
import type { PostedPosting, Posting } from '@ledger/transactions/posting';
import type { StatementIssued } from '@ledger/periods/statement';
import type { Captures, Reverses, TransactionPosted } from '@ledger/transactions/transaction';

/** The entry that answers a command, as far as its receipt looks at it. */
interface Answering<Body> {
  readonly id: string;
  readonly ledger: string;
  readonly seq: string;
  /** RFC 3339, UTC, milliseconds. */
  readonly recordedAt: string;
  readonly body: Body;
}

/** What is returned for an accepted command. */
export type Receipt = Omit<Answering<never>, 'body'>;

/** The figures of one account in one currency after a transaction, on the account's normal side. */
export interface ReceiptBalance {
  readonly account: string;
  readonly currency: string;
  readonly posted: string;
  readonly available: string;
  readonly version: string;
}

export interface TransactionReceipt extends Receipt {
  /** One per account and currency, in the order in which the postings name them first. */
  readonly balances: readonly ReceiptBalance[];
  readonly captures?: Omit<Captures, 'counted'>;
  readonly reverses?: Omit<Reverses, 'counted' | 'restores'>;
}

/** Of whatever a hold goes through but its captures, which are transactions. */
export interface HoldReceipt extends Receipt {
  /** One per account and currency that the step touched. */
  readonly balances: readonly ReceiptBalance[];
  /** Id of the hold; of a placement it is `id` too. */
  readonly hold: string;
}

/** Where the entry is, and no more. */
export function plainReceipt({ id, ledger, seq, recordedAt }: Answering<unknown>): Receipt {
  return { id, ledger, seq, recordedAt };
}

export function accountReceipt(entry: Answering<{ readonly path: string }>) {
  return { ...plainReceipt(entry), path: entry.body.path };
}

export function currencyReceipt(entry: Answering<{ readonly code: string; readonly decimals: string }>) {
  const { code, decimals } = entry.body;
  return { ...plainReceipt(entry), currency: code, decimals: Number(decimals) };
}

export function periodReceipt(entry: Answering<{ readonly period: string }>) {
  return { ...plainReceipt(entry), period: entry.body.period };
}

/** Everything that fixes a statement, but its lines. */
export function statementReceipt(entry: Answering<StatementIssued['body']>) {
  return { ...plainReceipt(entry), ...entry.body };
}

export function transactionReceipt(entry: Answering<TransactionPosted['body']>): TransactionReceipt {
  const { captures, postings, reverses } = entry.body;
  return {
    ...plainReceipt(entry),
    balances: lastFigures(postings),
    ...(captures && { captures: capturedHold(captures) }),
    ...(reverses && { reverses: reversedTransaction(reverses) }),
  };
}

export interface ConversionReceipt extends Receipt {
  /** Of the two accounts that the caller names. */
  readonly balances: readonly ReceiptBalance[];
  /** What was exchanged; what the house is open in stays in the entry. */
  readonly exchange: Omit<Exchange, 'legs' | 'moves' | 'promotional'>;
  /** The debit and the credit of the caller: postings of the house stay in the entry. */
  readonly postings: readonly Posting[];
}

export function conversionReceipt(entry: Answering<TransactionPosted['body']>): ConversionReceipt {
  const { exchange, postings } = entry.body;
  invariant(exchange, 'a conversion says what it exchanges');
  const { credit, debit, kind, quote, spread, spreadIn } = exchange;
  const named = [postings[0]!, postings.at(-1)!];
  return {
    ...plainReceipt(entry),
    balances: lastFigures(named),
    exchange: {
      credit,
      debit,
      kind,
      ...(quote && { quote }),
      spread,
      ...(spreadIn !== undefined && { spreadIn }),
    },
    postings: named.map(({ account, amount, currency, side }) => ({ account, amount, currency, side })),
  };
}

/** The mids by which it will be valued stay in the entry. */
export function quoteReceipt(entry: Answering<QuoteGiven['body']>) {
  const { account, credit, debit, expiresAt, price } = entry.body;
  return {
    ...plainReceipt(entry),
    ...(account !== undefined && { account }),
    credit,
    debit,
    expiresAt,
    ...(price && { price }),
  };
}

export function withdrawnQuoteReceipt(entry: Answering<QuoteWithdrawn['body']>) {
  return { ...plainReceipt(entry), quote: entry.body.quote.id };
}

/** What velocity limits counted stays in the entry. */
function capturedHold({ id, remaining, seq }: Captures) {
  return { id, remaining, seq };
}

function reversedTransaction({ id, remaining, seq }: Reverses) {
  return { id, ...(remaining && { remaining }), seq };
}

interface Moving {
  readonly postings: readonly PostedPosting[];
}

export function placedHoldReceipt(entry: Answering<Moving>): HoldReceipt {
  return { ...plainReceipt(entry), balances: lastFigures(entry.body.postings), hold: entry.id };
}

export function holdReceipt(
  entry: Answering<Moving & { readonly hold: { readonly id: string } }>,
): HoldReceipt {
  const { hold, postings } = entry.body;
  return { ...plainReceipt(entry), balances: lastFigures(postings), hold: hold.id };
}

function lastFigures(postings: readonly PostedPosting[]): ReceiptBalance[] {
  const figures = new Map<string, ReceiptBalance>();
  for (const { account, currency, posted, available, version } of postings) {
    figures.set(`${account} ${currency}`, { account, currency, posted, available, version });
  }
  return [...figures.values()];
}
