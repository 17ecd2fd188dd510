import type { Entry } from '@entries/entry';
import type { AccountChanged, AccountOpened } from '@ledger/accounts/account';
import type { AccountClosed, AccountFrozen, AccountUnfrozen } from '@ledger/accounts/account-status';
import { formatUnits, unitsOf } from '@ledger/money/amount';
import type { HoldIncremented, HoldPlaced } from '@ledger/holds/hold';
import type { HoldExpired, HoldVoided } from '@ledger/holds/hold-end';
import type { LedgerOpened } from '@ledger/opening';
import type { PeriodClosed, PeriodReopened } from '@ledger/periods/period';
import type { PostedPosting } from '@ledger/transactions/posting';
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

/** How far a batch takes one ledger. */
export interface Reached {
  readonly names: LedgerNames;
  readonly seq: string;
  readonly recordedAt: string;
}

const movementsPerNode = 65_536;

/**
 * Entries folded to what the tables need: one movement for each account and currency however often it was posted to.
 * Takes entries in order; numbers what they name for the first time.
 */
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
  private readonly movementsOf = new Map<number, Map<number, Movement>>();

  /** The entry must be the next one of the ledger that `names` belongs to. */
  take(names: LedgerNames, entry: Entry): void {
    this.entries += 1;
    names.seq += 1;
    const { recordedAt } = entry;
    this.reached.set(names.number, { names, seq: entry.seq, recordedAt });
    if (recordedAt !== names.recordedAt) {
      this.recordedTimes.push({ ledger: names.number, seq: names.seq, recordedAt });
      names.recordedAt = recordedAt;
    }
    switch (entry.type) {
      case 'TransactionPosted':
        return this.takeTransaction(names, entry);
      case 'AccountOpened':
        for (const node of names.openAccount(entry.body.path))
          this.nodes.push({ ledger: names.number, node });
        return this.takeAccount(names, entry);
      case 'AccountChanged':
      case 'AccountFrozen':
      case 'AccountUnfrozen':
      case 'AccountClosed':
        return this.takeAccount(names, entry);
      case 'HoldPlaced':
        for (const posting of entry.body.postings) this.touch(names, posting);
        return this.takeHold(names, entry);
      case 'HoldIncremented':
      case 'HoldVoided':
      case 'HoldExpired':
        return this.takeHold(names, entry);
      default:
        return this.takeOther(names, entry);
    }
  }

  /** Entries that leave nothing in these tables still move the checkpoint on. */
  private takeOther(names: LedgerNames, entry: Entry): void {
    const place = { ledger: names.number, seq: names.seq };
    switch (entry.type) {
      case 'LedgerOpened':
        this.ledgers.push({
          ledger: names.number,
          id: names.id,
          recordedAt: entry.recordedAt,
          body: entry.body,
        });
        return;
      case 'CurrencyRegistered': {
        const { code, decimals, name } = entry.body;
        this.addCurrency(names, names.registerCurrency(code, decimals, name));
        return;
      }
      case 'CurrencyCorrected': {
        const { code, decimals, name } = entry.body;
        this.correctCurrency(names, names.correctCurrency(code, decimals, name));
        return;
      }
      case 'ChartDeclared':
        this.charts.set(names.number, entry.body.patterns);
        return;
      case 'VelocityLimitsSet':
        this.velocityLimits.push({ ...place, recordedAt: entry.recordedAt, ...entry.body });
        return;
      case 'PeriodClosed':
      case 'PeriodReopened':
        this.periodSteps.push({ ...place, entry });
        return;
      case 'ImportEnded':
        this.importsEnded.add(names.number);
        return;
      case 'StatementIssued':
        this.statements.push({ ...place, account: names.node(entry.body.path).number, entry });
        return;
      default:
    }
  }

  /** All movements, each account and currency once. */
  *movements(): Iterable<Movement> {
    for (const ofLedger of this.movementsOf.values()) yield* ofLedger.values();
  }

  private currencyOf(names: LedgerNames, code: string): NumberedCurrency {
    return names.currency(code) ?? this.addCurrency(names, names.useIsoCurrency(code));
  }

  /** An account has a balance in a currency, of zero, as soon as something of it is held. */
  private touch(names: LedgerNames, { account, currency, version }: PostedPosting): void {
    const [node, numbered] = [names.node(account), this.currencyOf(names, currency)];
    this.movement(names.number, node, numbered, String(names.seq)).version = version;
  }

  private takeHold(names: LedgerNames, entry: HoldStep['entry']): void {
    this.holdSteps.push({ ledger: names.number, names, seq: names.seq, entry });
  }

  private addCurrency(names: LedgerNames, currency: NumberedCurrency): NumberedCurrency {
    this.currencies.push({ ledger: names.number, currency });
    return currency;
  }

  /** One row each: a row that a statement inserts cannot be updated by it. */
  private correctCurrency(names: LedgerNames, currency: NumberedCurrency): void {
    const row = { ledger: names.number, currency };
    const at = this.currencies.findIndex(
      (each) => each.ledger === row.ledger && each.currency.number === currency.number,
    );
    if (at === -1) this.currencies.push(row);
    else this.currencies[at] = row;
  }

  private takeAccount(names: LedgerNames, entry: Entry & AccountEvent): void {
    this.accountSteps.push({
      ledger: names.number,
      account: names.node(entry.body.path).number,
      seq: names.seq,
      recordedAt: entry.recordedAt,
      event: entry,
    });
  }

  private takeTransaction(names: LedgerNames, entry: TransactionEntry): void {
    const ledger = names.number;
    const { seq, body, recordedAt } = entry;
    this.transactions.push({ ledger, entry });
    if (body.captures) this.takeHold(names, entry);
    const effectiveAt = body.effectiveAt === recordedAt ? undefined : body.effectiveAt;
    let posting = 0;
    for (const { account: path, amount, currency: code, posted, side, version } of body.postings) {
      const node = names.node(path);
      const currency = this.currencyOf(names, code);
      const isCredit = side === 'credit';
      const units = unitsOf(amount);
      const debits = (node.debits[currency.number] ?? 0n) + (isCredit ? 0n : units);
      node.debits[currency.number] = debits;
      this.lines.push({
        ledger,
        account: node.number,
        seq,
        posting,
        currency,
        isCredit,
        amount,
        posted,
        debits: formatUnits(debits, currency.decimals),
        version,
        effectiveAt,
      });
      const movement = this.movement(ledger, node, currency, seq);
      if (isCredit) movement.credits += units;
      else movement.debits += units;
      movement.version = version;
      posting += 1;
    }
  }

  private movement(ledger: number, node: Node, currency: NumberedCurrency, firstSeq: string): Movement {
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
