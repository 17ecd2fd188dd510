import type { AccountOpened, Metadata } from '../accounts/account';
import type { Exchange } from '../exchange/exchange';
import { exchanged } from '../exchange/exchanged';
import { unitsOf } from '../money/amount';
import { changedBalance, Figures } from './figures';
import { requireInOrder } from './importing';
import type { PersonalCipher } from '../personal';
import { requireOpenPeriod } from '../periods/period';
import { parsePostings, requireBalanced, requireCounted, type PostedPosting, type Posting } from './posting';
import { Refusal, invariant } from '../refusal';
import { giveBack, usesOf, usesOfPosted, type Counted } from '../velocity/uses';
import { currencyOf, type LedgerState } from '../state';
import { countUses, requireWithinVelocity } from '../velocity/velocity';

/** What a transaction or a hold says beside its postings. */
export interface Details {
  readonly category?: string;
  readonly description?: string;
  readonly metadata?: Metadata;
  /** Text about persons, each once. */
  readonly personal?: readonly PersonalCipher[];
  /** The caller's own name of one business event: unique, but for what belongs to that event; see {@link PointedTo}. */
  readonly reference?: string;
  readonly tags?: readonly string[];
}

/** What a transaction says beside its postings. */
export interface TransactionDetails extends Details {
  /** RFC 3339, UTC, milliseconds; absent means when it was recorded. */
  readonly effectiveAt?: string;
  /** Why it comes after its period was soft-closed. */
  readonly lateReason?: string;
}

export interface PostTransaction extends TransactionDetails {
  readonly type: 'PostTransaction';
  readonly postings: readonly Posting[];
}

/** What a capture or a reversal points to: it may share its reference, and is never effective before it. */
export interface PointedTo {
  /** When it was effective, or of a hold, placed; RFC 3339, UTC, milliseconds. */
  readonly effectiveAt: string;
  readonly reference?: string | undefined;
}

/** What a transaction takes from a hold. */
export interface Captures {
  /**
   * When velocity limits counted all that it takes: with the placement of the hold. Absent where there are no limits,
   * and where increments or a tolerance gave some of it.
   */
  readonly counted?: Omit<Counted, 'seq'>;
  /** Of the hold. */
  readonly id: string;
  /** What the hold still keeps back after it, posting by posting of the hold; nothing anywhere ends the hold. */
  readonly remaining: readonly string[];
  /** Of the entry that placed the hold. */
  readonly seq: string;
}

/** The transaction that another one reverses. */
export interface Reverses {
  /** When velocity limits counted what it takes back; absent where they go on counting it, or never did. */
  readonly counted?: readonly Counted[];
  readonly id: string;
  /** What may still be reversed after it, posting by posting of the original; absent where nothing may. */
  readonly remaining?: readonly string[];
  /** The original was a reversal that velocity limits did not count: this one is counted as any transaction. */
  readonly restores?: true;
  /** Of the original's entry. */
  readonly seq: string;
}

export interface TransactionPosted {
  readonly type: 'TransactionPosted';
  readonly body: TransactionDetails & {
    readonly captures?: Captures;
    /** What it exchanges: its postings are computed from this. */
    readonly exchange?: Exchange;
    /** Moved in from another system, before the ledger went live. */
    readonly imported?: true;
    readonly postings: readonly PostedPosting[];
    readonly reason?: string;
    readonly reverses?: Reverses;
  };
}

/** Where the postings of a transaction come from: what it reverses, or what it exchanges. */
interface Origin {
  readonly reason?: string;
  readonly reverses?: Reverses;
  readonly original?: PointedTo;
  readonly exchange?: Exchange;
}

/**
 * Opens by the chart what the postings need, then posts: all or nothing.
 * @param now the time at which it would be recorded, RFC 3339, UTC, milliseconds
 * @throws Refusal, in this order: EffectiveAtMissing, ImportOutOfOrder; ReferenceAlreadyUsed, EffectiveAtInFuture,
 * EffectiveAtBeforeOriginal, PeriodIsClosed; then posting by posting AccountNotOpen, AccountTypeContradictsTree, AccountIsClosed, AccountIsFrozen, CurrencyNotRegistered, CurrencyNotAccepted,
 * AmountHasWrongDecimals, AmountTooLarge; then PostingsDoNotBalance; then account by account AmountTooLarge, BalanceBelowMinimum,
 * BalanceAboveMaximum; then VelocityLimitExceeded
 */
export function postTransaction(
  state: LedgerState,
  command: PostTransaction,
  now: string,
  { reason, reverses, original, exchange }: Origin = {},
): (AccountOpened | TransactionPosted)[] {
  requireCounted(command.postings);
  requireTimely(state, command, now, original);
  const opened: AccountOpened[] = [];
  const parsed = parsePostings(state, command.postings, { opened, isExchange: exchange !== undefined });
  requireBalanced(parsed);
  const figures = new Figures();
  const postings = parsed.map((line) => figures.post(line));
  figures.requireWithinLimits(parsed);
  if (state.velocity.nodes.size > 0 && state.importedTo === null && isUse(reverses))
    requireWithinVelocity(state, usesOf(parsed), { now, category: command.category });
  const origin = {
    ...(exchange && { exchange }),
    ...(reason !== undefined && { reason }),
    ...(reverses && { reverses }),
  };
  return [...opened, posted(state, { ...command, ...origin, postings })];
}

/**
 * Whether a transaction with these details may be taken at `now`.
 * @param pointedTo what it captures or reverses
 * @throws Refusal EffectiveAtMissing, ImportOutOfOrder, ReferenceAlreadyUsed, EffectiveAtInFuture,
 * EffectiveAtBeforeOriginal, PeriodIsClosed
 */
export function requireTimely(
  state: LedgerState,
  details: TransactionDetails,
  now: string,
  pointedTo?: PointedTo,
): void {
  requireInOrder(state, details.effectiveAt);
  if (details.reference !== pointedTo?.reference) requireFreeReference(state, details.reference);
  if (!state.takesFuture) requireNotInFuture(details.effectiveAt, now);
  if (pointedTo) requireNotBefore(pointedTo, details.effectiveAt ?? now);
  if (state.periods.length > 0) requireOpenPeriod(state, details, now);
}

/** The event of a transaction that passed every check, its fields in the order in which the journal keeps them. */
export function posted(state: LedgerState, body: TransactionPosted['body']): TransactionPosted {
  const { captures, category, description, effectiveAt, exchange, lateReason, metadata } = body;
  const { personal, postings, reason, reference, reverses, tags } = body;
  return {
    type: 'TransactionPosted',
    body: {
      ...(captures && { captures }),
      ...(category !== undefined && { category }),
      ...(description !== undefined && { description }),
      ...(effectiveAt !== undefined && { effectiveAt }),
      ...(exchange && { exchange }),
      ...(state.importedTo !== null && { imported: true as const }),
      ...(lateReason !== undefined && { lateReason }),
      ...(metadata && { metadata }),
      ...(personal && { personal }),
      postings,
      ...(reason !== undefined && { reason }),
      ...(reference !== undefined && { reference }),
      ...(reverses && { reverses }),
      ...(tags && { tags }),
    },
  };
}

/** @throws Refusal ReferenceAlreadyUsed */
export function requireFreeReference(state: LedgerState, reference: string | undefined): void {
  const seq = reference === undefined ? undefined : state.references.get(reference);
  if (seq !== undefined) {
    throw new Refusal('ReferenceAlreadyUsed', `The entry at seq ${seq} has the reference ${reference}.`, {
      reference: reference!,
      seq: String(seq),
    });
  }
}

function requireNotInFuture(effectiveAt: string | undefined, now: string): void {
  if (effectiveAt !== undefined && effectiveAt > now) {
    throw new Refusal('EffectiveAtInFuture', `${effectiveAt} must not be later than now, ${now}.`, {
      effectiveAt,
      now,
    });
  }
}

function requireNotBefore({ effectiveAt: earliest }: PointedTo, effectiveAt: string): void {
  if (effectiveAt >= earliest) return;
  throw new Refusal(
    'EffectiveAtBeforeOriginal',
    `${effectiveAt} is before ${earliest}, the effective time of what it captures or reverses.`,
    { effectiveAt, earliest },
  );
}

/** Whether velocity limits count the transaction: a reversal takes back a use instead of being one. */
export function isUse(reverses: Reverses | undefined): boolean {
  return reverses === undefined || reverses.restores === true;
}

/** Takes the postings into the balances; what it means for a hold or for another transaction is taken elsewhere. */
export function transactionPosted(
  state: LedgerState,
  { captures, category, effectiveAt, exchange, imported, postings, reverses }: TransactionPosted['body'],
  { recordedAt, seq }: { readonly recordedAt: string; readonly seq: number },
): void {
  if (imported && effectiveAt !== undefined) state.importedTo = effectiveAt;
  if (exchange) exchanged(state, exchange, seq);
  if (state.velocity.nodes.size > 0 && !imported && !captures) {
    if (isUse(reverses)) countUses(state, usesOfPosted(state, postings), { at: recordedAt, category });
    else giveBack(state, postings, reverses?.counted ?? []);
  }
  for (const posting of postings) applyPosting(state, posting);
}

function applyPosting(state: LedgerState, { account: path, amount, currency: code, side }: Posting): void {
  const account = state.accounts.get(path);
  const currency = currencyOf(state, code);
  invariant(account && currency, `${path} and ${code} exist where a posting was accepted`);
  const balance = changedBalance(state, account, currency);
  if (side === 'debit') balance.debits += unitsOf(amount);
  else balance.credits += unitsOf(amount);
  balance.version += 1;
}
