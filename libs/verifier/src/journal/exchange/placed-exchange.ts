import type { Exchange } from '@ledger/exchange/exchange';
import type { QuotedDeal } from '@ledger/exchange/quotes/quoted-deal';
import type { Currency } from '@ledger/money/amount';
import type { AccountType } from '@ledger/state';
import type { Posting } from '@ledger/transactions/posting';

/** An exchange at its place in the journal. */
export interface PlacedExchange {
  readonly seq: number;
  readonly exchange: Exchange;
  readonly postings: readonly Posting[];
  /** By which it was decided, where there is one. */
  readonly quote?: Pick<QuotedDeal, 'fixed' | 'mids'>;
  /** When it was decided, in milliseconds since 1970. */
  readonly at: number;
}

/** What an exchange comes to. */
export interface Expected {
  readonly exchange: Partial<Exchange>;
  readonly lines: readonly Posting[];
  /** Minor units; what they are of does not matter to whether they are below 0. */
  readonly spread: bigint;
}

/** An account as other books have it, in minor units. */
interface KnownAccount {
  readonly type: AccountType;
  readonly balances: readonly {
    readonly currency: Currency;
    readonly debits: bigint;
    readonly credits: bigint;
  }[];
}

/** What other books know. */
export interface Known {
  /** @throws JournalFault NotAllowedByBooks */
  requireCurrency(seq: number, code: string): Currency;
  /** By path. */
  readonly accounts: ReadonlyMap<string, KnownAccount>;
}

/** Debits less credits of an account in a currency, in minor units. */
export function netOf({ accounts }: Known, path: string, code: string): bigint {
  const balance = accounts.get(path)?.balances.find(({ currency }) => currency.code === code);
  return balance ? balance.debits - balance.credits : 0n;
}
