import type { ApprovalRule } from '@ledger/approval/approval-rule';
import type { GiveQuote } from '@ledger/exchange/quotes/give-quote';
import type { ExchangeDeclaration } from '@ledger/exchange/exchange-declaration';
import type { Rate } from '@ledger/exchange/rates/rate';
import type { ApprovableCommand } from '@ledger/ledger';
import type { RefusalCode } from '@ledger/refusal';
import type { ChartPattern, Limit, Period, Side, Tolerance } from '@ledger/state';
import type { VelocityLimit } from '@ledger/velocity/velocity-state';

/** A proposal, over or not. */
export interface NaiveProposal {
  readonly command: ApprovableCommand;
  readonly hash: string;
  readonly maker: string;
  readonly needed: number;
  readonly approvedBy: readonly string[];
  readonly expiresAt: string;
  readonly isOver: boolean;
}

/** A rate of one pair. */
export interface NaiveRate extends Rate {
  readonly source: string;
  readonly type: string;
  readonly observedAt: string;
}

/** A quote, over or not. */
export interface NaiveQuote extends GiveQuote {
  /** Both amounts. */
  readonly debit: { readonly amount: string; readonly currency: string };
  readonly credit: { readonly amount: string; readonly currency: string };
  readonly ofFixed: { readonly fixed: Side };
  /** The books by whose rates it is valued, and the time. */
  readonly then: NaiveBooks;
  readonly at: string;
  /** What is answered for it once it was used or withdrawn. */
  readonly end?: RefusalCode;
}

export interface Line {
  readonly account: string;
  readonly side: Side;
  readonly code: string;
  readonly units: bigint;
}

export type Terms = { type?: string; currencies?: readonly string[] | null; limits?: readonly Limit[] };

/** A line of a hold or of a transaction of which a part may be taken. */
export interface Rest extends Line {
  /** All there ever was, increments included. */
  readonly units: bigint;
  readonly taken: bigint;
  readonly remaining: bigint;
}

export interface NaiveTransaction extends NaiveOrigin {
  readonly lines: readonly Rest[];
  readonly isReversed: boolean;
  /** Whether it takes back another one, and so is no use itself. */
  readonly isBack: boolean;
  /** Which uses are taken back where it is reversed. */
  readonly isUse: (use: NaiveUse) => boolean;
}

/** What can be captured or reversed. */
export interface NaiveOrigin {
  /** Of a hold, when it was placed. */
  readonly effectiveAt: string;
  readonly reference?: string | undefined;
}

export interface NaiveHold extends NaiveOrigin {
  /** Whether anything ever captured of it. */
  readonly isCaptured: boolean;
  /** What was set aside before all increments, line by line, and the seq of that. */
  readonly placed: { readonly seq: number; readonly units: readonly bigint[] };
  readonly lines: readonly Rest[];
  readonly category: string | undefined;
  readonly expiresAt: string | undefined;
  readonly tolerance: Tolerance | undefined;
  /** What is answered for it once it has ended. */
  readonly end?: RefusalCode;
}

/** One posting, or one step of a line of a hold, as far as velocity limits may count it. */
export interface NaiveUse extends Line {
  readonly count: bigint;
  readonly category: string | undefined;
  /** The category under which it was counted before; limits that count that do not count it again. */
  readonly countedAs?: { readonly category: string | undefined };
  readonly at: string;
  readonly seq: number;
  /** The hold and its line that it belongs to. */
  readonly hold?: string;
  readonly line?: number;
  /** Id of the transaction that it belongs to. */
  readonly transaction?: string;
}

/** Everything there is to know of a ledger. No element of a map or list is ever changed in place. */
export class NaiveBooks {
  decimals = new Map(Object.entries({ EUR: 2, USD: 2, JPY: 0 }));
  accounts = new Map<
    string,
    Terms & { frozen: ReadonlyMap<Side, 'wholly' | 'except holds'>; isClosed: boolean }
  >();
  /** Currencies in which there ever was an amount. */
  amountsIn = new Set<string>();
  chart: readonly ChartPattern[] = [];
  /** `path code side` -> sum of all such postings. */
  sums = new Map<string, bigint>();
  /** `path code` -> count of all postings. */
  versions = new Map<string, bigint>();
  transactions = new Map<string, NaiveTransaction>();
  holds = new Map<string, NaiveHold>();
  takesFuture = false;
  importedTo: string | null = null;
  periods = new Map<string, Period>();
  /** Path -> closing balances, statement by statement. */
  statements = new Map<string, readonly string[]>();
  uses: readonly NaiveUse[] = [];
  velocity = new Map<string, readonly { readonly limit: VelocityLimit; readonly since: number }[]>();

  exchange: ExchangeDeclaration | undefined;
  /** Ids of the transactions that exchanged currencies. */
  exchanges = new Set<string>();
  quotes = new Map<string, NaiveQuote>();
  /** Of one pair each, in the order in which they were published. */
  rates: readonly NaiveRate[] = [];
  rules: readonly ApprovalRule[] = [];
  proposals = new Map<string, NaiveProposal>();

  /** What was refused, whatever would be said first. */
  readonly refusals = new Set<RefusalCode>();

  /** As the books were before the command. */
  before: NaiveBooks = this;

  copy(): NaiveBooks {
    const copy = Object.create(NaiveBooks.prototype) as Record<string, unknown>;
    for (const [name, value] of Object.entries(this) as [string, unknown][])
      copy[name] = value instanceof Map ? new Map(value) : value instanceof Set ? new Set(value) : value;
    return Object.assign(copy as unknown as NaiveBooks, { before: this });
  }

  refuse(code: RefusalCode, isSo: boolean): void {
    if (isSo) this.refusals.add(code);
  }

  /** Minor units; undefined, and refused, where the text is not exact in the currency. */
  units(text: string, code: string): bigint | undefined {
    const decimals = this.decimals.get(code);
    const units = BigInt(text.replace('.', ''));
    const refusal =
      decimals === undefined
        ? 'CurrencyNotRegistered'
        : (text.split('.')[1] ?? '').length !== decimals
          ? 'AmountHasWrongDecimals'
          : units > most || units < -most
            ? 'AmountTooLarge'
            : undefined;
    if (refusal) this.refusals.add(refusal);
    return refusal ? undefined : units;
  }

  sum(path: string, code: string, side: Side): bigint {
    return this.sums.get(`${path} ${code} ${side}`) ?? 0n;
  }

  linesOfOpenHolds(path: string, code?: string): Rest[] {
    return [...this.holds.values()]
      .flatMap(({ lines, end }) => (end ? [] : lines))
      .filter((line) => line.account === path && (code ?? line.code) === line.code);
  }

  held(path: string, code: string, side: Side): bigint {
    const lines = this.linesOfOpenHolds(path, code).filter((line) => line.side === side);
    return lines.reduce((sum, { remaining }) => sum + remaining, 0n);
  }

  /** On the normal side. */
  posted(path: string, code: string): bigint {
    const net = this.sum(path, code, 'debit') - this.sum(path, code, 'credit');
    return this.outgoing(path) === 'credit' ? net : -net;
  }

  available(path: string, code: string): bigint {
    return this.posted(path, code) - this.held(path, code, this.outgoing(path));
  }

  private outgoing(path: string): Side {
    return ['asset', 'expense'].includes(this.accounts.get(path)?.type ?? 'asset') ? 'credit' : 'debit';
  }
}

export const most = 10n ** 38n - 1n;
export const lesser = (a: bigint, b: bigint) => (a < b ? a : b);
export const total = (units: readonly bigint[]) => units.reduce((sum, each) => sum + each, 0n);
