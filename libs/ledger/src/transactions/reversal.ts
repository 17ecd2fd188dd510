import { formatUnits, parseAmount, unitsOf } from '../money/amount';
import { currencyIn, requireCurrency } from '../money/currency';
import { postingsOf, taken, type Divisible, type Part } from './part';
import { opposite, type Posting } from './posting';
import { Refusal } from '../refusal';
import type { LedgerState } from '../state';
import {
  isUse,
  postTransaction,
  type Reverses,
  type TransactionDetails,
  type TransactionPosted,
} from './transaction';
import type { Counted } from '../velocity/uses';

/** A posted transaction as its entry has it: what a reversal mirrors. */
export interface PostedTransaction extends Omit<TransactionPosted['body'], 'postings'> {
  readonly id: string;
  readonly seq: number;
  /** RFC 3339, UTC, milliseconds. */
  readonly recordedAt: string;
  readonly postings: readonly Posting[];
}

/** What a reversal has to know of the transaction that an entry posted. */
export function originalOf({
  id,
  seq,
  recordedAt,
  body,
}: {
  readonly id: string;
  readonly seq: number | string;
  readonly recordedAt: string;
  readonly body: TransactionPosted['body'];
}): PostedTransaction {
  const postings = body.postings.map(({ account, amount, currency, side }) => {
    return { account, amount, currency, side };
  });
  return { ...body, id, seq: Number(seq), recordedAt, postings };
}

/** Takes a transaction back, wholly or in part; the postings of a part are those to be made. */
export interface ReverseTransaction extends TransactionDetails, Part {
  readonly type: 'ReverseTransaction';
  /** Id of the transaction to reverse. */
  readonly transaction: string;
  /** Read from the journal before the rules are asked; undefined where it has no such transaction. */
  readonly original: PostedTransaction | undefined;
  readonly reason: string;
}

/**
 * Mirrors the postings of the original as far as they are not reversed, or a part of that.
 * @throws Refusal TransactionNotFound, ConversionNotReversible, TransactionAlreadyReversed, AmountIsAmbiguous, AmountIsZero, PostingNotOfTransaction,
 * ReversalAboveOriginal, then those of posting
 */
export function reverseTransaction(
  state: LedgerState,
  command: ReverseTransaction,
  now: string,
): TransactionPosted[] {
  const { original, transaction } = command;
  if (!original) {
    throw new Refusal('TransactionNotFound', `No transaction has the id ${transaction}.`, { transaction });
  }
  if (original.exchange) {
    throw new Refusal(
      'ConversionNotReversible',
      `${transaction} exchanged currencies: its mirror would leave a position at a wrong cost.`,
      { transaction },
    );
  }
  const lines = original.postings.map((posting) => mirrored(state, posting));
  const remaining = remainingOf(state, original);
  const isWhole = command.amount === undefined && command.postings === undefined;
  const wanted =
    isWhole && !state.reversals.has(original.seq)
      ? original.postings.map((posting) => ({ ...posting, side: opposite[posting.side] }))
      : postingsOf(command, lines, { remaining, beyond: remaining });
  const remainingAfter = requireWithinOriginal(state, wanted, { original, lines, remaining });
  const counted = state.velocity.nodes.size > 0 ? countedOf(original) : [];
  const reverses: Reverses = {
    ...(counted.length > 0 && { counted }),
    id: original.id,
    ...(remainingAfter.some((units) => units > 0n) && {
      remaining: lines.map(({ currency }, i) => formatUnits(remainingAfter[i]!, currency.decimals)),
    }),
    ...(!isUse(original.reverses) && { restores: true as const }),
    seq: String(original.seq),
  };
  const { type: _, original: __, transaction: ___, amount: ____, reason, ...details } = command;
  const post = { ...details, type: 'PostTransaction' as const, postings: wanted };
  const { effectiveAt = original.recordedAt, reference } = original;
  const reversal = { reason, reverses, original: { effectiveAt, reference } };
  return postTransaction(state, post, now, reversal).map((event) => {
    if (event.type !== 'TransactionPosted') throw new Error('a reversal opens no account');
    return event;
  });
}

/** When velocity limits counted a transaction; never, where it was history, or a reversal. */
function countedOf({
  captures,
  category,
  imported,
  recordedAt,
  reverses,
  seq,
}: PostedTransaction): Counted[] {
  if (imported || !isUse(reverses)) return [];
  const itself = { at: recordedAt, ...(category !== undefined && { category }), seq: String(seq) };
  if (!captures) return [itself];
  if (!captures.counted) return [];
  const hold = { ...captures.counted, seq: captures.seq };
  return category === hold.category ? [hold] : [hold, itself];
}

function mirrored(state: LedgerState, { account, side, currency }: Posting): Divisible {
  return { account, side: opposite[side], currency: currencyIn(state, currency) };
}

/** Posting by posting of the original, in minor units. @throws Refusal TransactionAlreadyReversed */
function remainingOf(state: LedgerState, { id, seq, postings }: PostedTransaction): bigint[] {
  const reversed = state.reversals.get(seq);
  if (!reversed) return postings.map(({ amount }) => unitsOf(amount));
  if (reversed.remaining) return reversed.remaining.map(unitsOf);
  const by = reversed.by.at(-1)!;
  throw new Refusal('TransactionAlreadyReversed', `${id} was fully reversed by the entry at seq ${by}.`, {
    transaction: id,
    seq: String(by),
  });
}

/** What is left after it. @throws Refusal PostingNotOfTransaction, ReversalAboveOriginal and those of amounts */
function requireWithinOriginal(
  state: LedgerState,
  wanted: readonly Posting[],
  {
    original,
    lines,
    remaining,
  }: { original: PostedTransaction; lines: readonly Divisible[]; remaining: readonly bigint[] },
): bigint[] {
  const parsed = wanted.map((posting, index) => {
    const currency = requireCurrency(state, posting.currency, { posting: index });
    return { posting, units: parseAmount(posting.amount, currency, { posting: index }) };
  });
  const { units, strange } = taken(parsed, lines, remaining);
  const facts = (posting: number) => ({ ...pointed(wanted[posting]!), posting, transaction: original.id });
  if (strange !== -1) {
    const { account, side, currency } = wanted[strange]!;
    throw new Refusal(
      'PostingNotOfTransaction',
      `A ${side} of ${account} in ${currency} mirrors no posting of ${original.id}.`,
      facts(strange),
    );
  }
  return lines.map((line, i) => {
    const rest = remaining[i]! - units[i]!;
    if (rest >= 0n) return rest;
    const text = formatUnits(remaining[i]!, line.currency.decimals);
    const posting = wanted.findLastIndex(
      ({ account, side, currency }) =>
        account === line.account && side === line.side && currency === line.currency.code,
    );
    throw new Refusal(
      'ReversalAboveOriginal',
      `At most ${text} ${line.currency.code} of ${line.account} may still be reversed.`,
      { ...facts(posting), remaining: text },
    );
  });
}

function pointed({ account, side, currency }: Posting) {
  return { account, side, currency };
}

/** Remembers what is left of the original. */
export function transactionReversed(
  state: LedgerState,
  { remaining, seq: text }: Reverses,
  by: number,
): void {
  const { reversals } = state;
  const seq = Number(text);
  const before = reversals.get(seq);
  reversals.set(seq, { by: [...(before?.by ?? []), by], remaining: remaining ?? null });
}
