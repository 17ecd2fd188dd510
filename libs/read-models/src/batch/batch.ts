import type { Entry } from '@entries/entry';
import type { AccountChanged, AccountOpened } from '@ledger/accounts/account';
import type { AccountClosed, AccountFrozen, AccountUnfrozen } from '@ledger/accounts/account-status';
import type { ProposalApproved } from '@ledger/approval/approve';
import type { ProposalMade } from '@ledger/approval/propose';
import type { RatesPublished } from '@ledger/exchange/rates/publish-rates';
import type { HoldIncremented, HoldPlaced } from '@ledger/holds/hold';
import type { HoldExpired, HoldVoided } from '@ledger/holds/hold-end';
import type { LedgerOpened } from '@ledger/opening';
import type { PeriodClosed, PeriodReopened } from '@ledger/periods/period';
import type { ChartPattern } from '@ledger/state';
import type { StatementIssued } from '@ledger/periods/statement';
import type { TransactionPosted } from '@ledger/transactions/transaction';
import type { VelocityLimitsSet } from '@ledger/velocity/velocity';
import type { LedgerNames, Node, NumberedCurrency } from './names';

export type AccountEvent = AccountOpened | AccountChanged | AccountFrozen | AccountUnfrozen | AccountClosed;

/** What happened to an account, at which entry. */
export interface AccountStep {
  readonly ledger: number;
  readonly account: number;
  readonly seq: number;
  readonly recordedAt: string;
  readonly event: AccountEvent;
}

/** A list of velocity limits that was set. */
export interface VelocityLimitsStep extends Readonly<VelocityLimitsSet['body']> {
  readonly ledger: number;
  readonly seq: number;
  readonly recordedAt: string;
}

/** All that a batch moved on one account in one currency, in minor units. */
export interface Movement {
  readonly ledger: number;
  readonly node: Node;
  readonly currency: NumberedCurrency;
  debits: bigint;
  credits: bigint;
  /** The account's version in this currency after the last posting. */
  version: string;
  /** Seq of the first entry of the batch that posts or holds something. */
  readonly firstSeq: string;
}

/** One posting of the batch, by numbers. */
export interface Line {
  readonly ledger: number;
  readonly account: number;
  readonly seq: string;
  readonly posting: number;
  readonly currency: NumberedCurrency;
  readonly isCredit: boolean;
  readonly amount: string;
  readonly posted: string;
  /** All debits of the account in this currency, this posting included, as decimal text. */
  readonly debits: string;
  /** Count of the account's postings in this currency, this one included. */
  readonly version: string;
  /** Only where it differs from when the transaction was recorded. */
  readonly effectiveAt: string | undefined;
}

export interface OpenedLedger {
  readonly ledger: number;
  readonly id: string;
  readonly recordedAt: string;
  readonly body: LedgerOpened['body'];
}

export type TransactionEntry = Entry & TransactionPosted;

/** What happened to a hold, at which entry; of transactions only those that capture one. */
export interface HoldStep {
  readonly ledger: number;
  readonly names: LedgerNames;
  readonly seq: number;
  readonly entry: Entry & (HoldPlaced | HoldIncremented | HoldVoided | HoldExpired | TransactionPosted);
}

/** A period that was closed or reopened. */
export interface PeriodStep {
  readonly ledger: number;
  readonly seq: number;
  readonly entry: Entry & (PeriodClosed | PeriodReopened);
}

/** A proposal that was made. */
export interface MadeProposal {
  readonly ledger: number;
  readonly entry: Entry & ProposalMade;
}

/** The end of a proposal: the entry that says so, or the one that carried out its command. */
export interface EndedProposal {
  readonly ledger: number;
  /** Seq of the entry that made it. */
  readonly proposal: string;
  readonly entry: Entry;
}

/** Rates that were published. */
export interface PublishedRates {
  readonly ledger: number;
  readonly entry: Entry & RatesPublished;
}

/** How far a batch takes one ledger. */
export interface Reached {
  readonly names: LedgerNames;
  readonly seq: string;
  readonly recordedAt: string;
}

const movementsPerNode = 65_536;

/** Entries folded to what the tables need: one movement for each account and currency however often it was posted to. */
export class Batch {
  entries = 0;
  readonly reached = new Map<number, Reached>();
  /** The first entry of every recorded time. */
  readonly recordedTimes: { readonly ledger: number; readonly seq: number; readonly recordedAt: string }[] =
    [];
  readonly ledgers: OpenedLedger[] = [];
  readonly charts = new Map<number, readonly ChartPattern[]>();
  readonly currencies: { readonly ledger: number; readonly currency: NumberedCurrency }[] = [];
  readonly nodes: { readonly ledger: number; readonly node: Node }[] = [];
  readonly accountSteps: AccountStep[] = [];
  readonly velocityLimits: VelocityLimitsStep[] = [];
  readonly transactions: { readonly ledger: number; readonly entry: TransactionEntry }[] = [];
  readonly lines: Line[] = [];
  /** Ledgers that went live. */
  readonly importsEnded = new Set<number>();
  readonly holdSteps: HoldStep[] = [];
  readonly periodSteps: PeriodStep[] = [];
  readonly statements: {
    readonly ledger: number;
    readonly account: number;
    readonly entry: Entry & StatementIssued;
  }[] = [];
  readonly proposalsMade: MadeProposal[] = [];
  readonly approvals: { readonly ledger: number; readonly entry: Entry & ProposalApproved }[] = [];
  readonly proposalsEnded: EndedProposal[] = [];
  readonly ratesPublished: PublishedRates[] = [];
  private readonly movementsOf = new Map<number, Map<number, Movement>>();

  /** Begins with an entry; it must be the next one of the ledger that `names` belongs to. */
  begin(names: LedgerNames, { seq, recordedAt }: Entry): void {
    this.entries += 1;
    names.seq += 1;
    this.reached.set(names.number, { names, seq, recordedAt });
    if (recordedAt === names.recordedAt) return;
    this.recordedTimes.push({ ledger: names.number, seq: names.seq, recordedAt });
    names.recordedAt = recordedAt;
  }

  /** All movements, each account and currency once. */
  *movements(): Iterable<Movement> {
    for (const ofLedger of this.movementsOf.values()) yield* ofLedger.values();
  }

  /** One row each: a row that a statement inserts cannot be updated by it. */
  setCurrency(ledger: number, currency: NumberedCurrency): void {
    const at = this.currencies.findIndex(
      (each) => each.ledger === ledger && each.currency.number === currency.number,
    );
    if (at === -1) this.currencies.push({ ledger, currency });
    else this.currencies[at] = { ledger, currency };
  }

  /** What moves on an account in a currency, to be added to. @param firstSeq of the entry at hand */
  movement(ledger: number, node: Node, currency: NumberedCurrency, firstSeq: string): Movement {
    let ofLedger = this.movementsOf.get(ledger);
    if (!ofLedger) this.movementsOf.set(ledger, (ofLedger = new Map()));
    const key = node.number * movementsPerNode + currency.number;
    let movement = ofLedger.get(key);
    if (!movement) {
      movement = { ledger, node, currency, debits: 0n, credits: 0n, version: '', firstSeq };
      ofLedger.set(key, movement);
    }
    return movement;
  }
}
