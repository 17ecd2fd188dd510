import type { Entry } from '@entries/entry';
import type { TypeWithoutRows } from '@entries/events/events';
import { AccountRows } from './account-rows';
import { HoldRows } from './hold-rows';
import { MovementRows } from './movement-rows';
import { Numbers } from './numbers';
import { ProposalRows } from './proposal-rows';
import type { TakeRow } from './table';
import { TermsRows } from './terms-rows';

/**
 * The rows of the read models as the entries of a journal imply them, made without the projector's code, so that a fault
 * in that does not hide itself. A row is handed over when no later entry can change it; memory grows with accounts and
 * open holds, not with entries.
 */
export class ImpliedRows {
  readonly numbers: Numbers;
  private readonly accounts: AccountRows;
  private readonly movements: MovementRows;
  private readonly holds: HoldRows;
  private readonly terms: TermsRows;
  private readonly proposals: ProposalRows;
  private last: Entry | undefined;

  constructor(private readonly takeRow: TakeRow) {
    this.numbers = new Numbers(takeRow);
    this.accounts = new AccountRows(this.numbers, takeRow);
    this.movements = new MovementRows(this.numbers, takeRow);
    this.holds = new HoldRows(this.numbers, this.movements, takeRow);
    this.terms = new TermsRows(this.numbers, takeRow);
    this.proposals = new ProposalRows(takeRow);
  }

  /** Takes the next entry of a journal that was verified up to it. */
  take(entry: Entry): void {
    const seq = Number(entry.seq);
    if (entry.recordedAt !== this.last?.recordedAt)
      this.takeRow('recorded_times', { recorded_at: entry.recordedAt, seq });
    this.last = entry;
    this.proposals.take(seq, entry);
    switch (entry.type) {
      case 'TransactionPosted':
        if (entry.body.captures) this.holds.take(seq, entry);
        return this.movements.post(seq, entry);
      case 'HoldPlaced':
      case 'HoldIncremented':
      case 'HoldVoided':
      case 'HoldExpired':
        return this.holds.take(seq, entry);
      case 'AccountOpened':
      case 'AccountChanged':
      case 'AccountFrozen':
      case 'AccountUnfrozen':
      case 'AccountClosed':
        return this.accounts.take(seq, entry);
      case 'RatesPublished':
        return this.terms.ratesPublished(seq, entry);
      default:
        this.takeTerms(seq, entry);
    }
  }

  private takeTerms(
    seq: number,
    entry: Exclude<
      Entry,
      { type: 'RatesPublished' | 'TransactionPosted' | `Hold${string}` | `Account${string}` }
    >,
  ): void {
    const { numbers, terms } = this;
    switch (entry.type) {
      case 'LedgerOpened':
        return terms.opened(entry);
      case 'CurrencyRegistered':
        return numbers.register(entry.body.code, entry.body.decimals, entry.body.name);
      case 'CurrencyCorrected':
        return numbers.correct(entry.body.code, entry.body.decimals, entry.body.name);
      case 'ChartDeclared':
        return terms.chartDeclared(entry);
      case 'VelocityLimitsSet':
        return terms.velocityLimitsSet(seq, entry);
      case 'PeriodClosed':
        return terms.periodClosed(seq, entry);
      case 'PeriodReopened':
        return terms.periodReopened(seq, entry);
      case 'StatementIssued':
        return terms.statementIssued(seq, entry);
      case 'ImportEnded':
        return terms.importEnded();
      case 'ProposalMade':
      case 'ProposalApproved':
      case 'ProposalRejected':
      case 'ProposalRetracted':
      case 'ProposalExpired':
        return;
      default:
        entry.type satisfies TypeWithoutRows;
    }
  }

  /** Hands over the rows that a later entry could have changed. To be called after the last entry. */
  end(): void {
    if (!this.last) return;
    const { ledger, seq, recordedAt } = this.last;
    this.takeRow('progress', { id: ledger, seq, recorded_at: recordedAt });
    this.terms.end();
    this.numbers.end();
    this.accounts.end();
    this.movements.end();
    this.holds.end();
    this.proposals.end();
  }
}
