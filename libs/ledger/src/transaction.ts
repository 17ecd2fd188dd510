import type { AccountOpened, Metadata } from './account';
import { unitsOf } from './amount';
import {
  balanceOf,
  parsePostings,
  requireBalanced,
  settle,
  type PostedPosting,
  type Posting,
} from './posting';
import { Refusal, invariant } from './refusal';
import { currencyOf, type LedgerState } from './state';

/** What a transaction says beside its postings. */
export interface TransactionDetails {
  readonly category?: string;
  readonly description?: string;
  /** RFC 3339, UTC, milliseconds; absent means when it was recorded. */
  readonly effectiveAt?: string;
  readonly metadata?: Metadata;
  /** The caller's own id, unique in the ledger. */
  readonly reference?: string;
  readonly tags?: readonly string[];
}

export interface PostTransaction extends TransactionDetails {
  readonly type: 'PostTransaction';
  readonly postings: readonly Posting[];
}

export interface TransactionPosted {
  readonly type: 'TransactionPosted';
  readonly body: TransactionDetails & {
    readonly postings: readonly PostedPosting[];
    readonly reason?: string;
    /** The transaction that this one reverses, and the seq of its entry. */
    readonly reverses?: { readonly id: string; readonly seq: string };
  };
}

/**
 * Opens by the chart what the postings need, then posts: all or nothing.
 * @param now the time at which it would be recorded, RFC 3339, UTC, milliseconds
 * @throws Refusal, in this order: ReferenceAlreadyUsed, EffectiveAtInFuture; then posting by posting AccountNotOpen,
 * AccountTypeContradictsTree, AccountIsClosed, AccountIsFrozen, CurrencyNotRegistered, CurrencyNotAccepted, AmountHasWrongDecimals, AmountTooLarge;
 * then PostingsDoNotBalance; then account by account AmountTooLarge, BalanceBelowLeast, BalanceAboveGreatest
 */
export function postTransaction(
  state: LedgerState,
  command: PostTransaction,
  now: string,
): (AccountOpened | TransactionPosted)[] {
  requireFreeReference(state, command.reference);
  requireNotInFuture(command.effectiveAt, now);
  const opened: AccountOpened[] = [];
  const parsed = parsePostings(state, command.postings, opened);
  requireBalanced(parsed);
  const postings = settle(parsed);
  const { category, description, effectiveAt, metadata, reference, tags } = command;
  const posted: TransactionPosted = {
    type: 'TransactionPosted',
    body: {
      ...(category !== undefined && { category }),
      ...(description !== undefined && { description }),
      ...(effectiveAt !== undefined && { effectiveAt }),
      ...(metadata && { metadata }),
      postings,
      ...(reference !== undefined && { reference }),
      ...(tags && { tags }),
    },
  };
  return [...opened, posted];
}

function requireFreeReference(state: LedgerState, reference: string | undefined): void {
  const seq = reference === undefined ? undefined : state.references.get(reference);
  if (seq !== undefined) {
    throw new Refusal(
      'ReferenceAlreadyUsed',
      `The transaction at seq ${seq} has the reference ${reference}.`,
      {
        reference: reference!,
        seq: String(seq),
      },
    );
  }
}

function requireNotInFuture(effectiveAt: string | undefined, now: string): void {
  if (effectiveAt !== undefined && effectiveAt > now) {
    throw new Refusal('EffectiveAtInFuture', `${effectiveAt} lies after now, ${now}.`, { effectiveAt, now });
  }
}

export function transactionPosted(state: LedgerState, { postings }: TransactionPosted['body']): void {
  const undo = state.undo && [];
  for (const posting of postings) applyPosting(state, posting, undo);
  if (undo) state.undo!.push(() => undo.reverse().forEach((step: () => void) => step()));
}

function applyPosting(
  state: LedgerState,
  { account: path, amount, currency: code, side }: Posting,
  undo: (() => void)[] | null,
): void {
  const account = state.accounts.get(path);
  const currency = currencyOf(state, code);
  invariant(account && currency, `${path} and ${code} exist where a posting was accepted`);
  let balance = balanceOf(account, currency);
  if (!balance) {
    const before = account.balances;
    balance = { currency, debits: 0n, credits: 0n, version: 0 };
    // Concatenated, because a spread leaves room for sixteen more: 136 bytes an account.
    account.balances = before.concat(balance);
    undo?.push(() => {
      account.balances = before;
    });
  }
  const target = balance;
  const { debits, credits, version } = target;
  if (side === 'debit') target.debits = debits + unitsOf(amount);
  else target.credits = credits + unitsOf(amount);
  target.version = version + 1;
  undo?.push(() => {
    Object.assign(target, { debits, credits, version });
  });
}
