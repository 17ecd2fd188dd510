import type { Entry } from '@entries/entry';
import type { Numbers } from './numbers';
import type { RowOf, TakeRow } from './table';
import { Versions } from './versions';

type EntryOf<Type extends Entry['type']> = Extract<Entry, { readonly type: Type }>;

/** The rows of what a ledger agreed on: its opening, chart, periods, velocity limits, issued statements and published rates. */
export class TermsRows {
  private readonly periods: Versions<'periods'>;
  private readonly velocityLimits: Versions<'velocity_limits'>;
  private ledger: RowOf<'ledgers'> | undefined;

  constructor(
    private readonly numbers: Numbers,
    private readonly takeRow: TakeRow,
  ) {
    this.periods = new Versions('periods', takeRow);
    this.velocityLimits = new Versions('velocity_limits', takeRow);
  }

  opened({ ledger, body, recordedAt }: EntryOf<'LedgerOpened'>): void {
    this.ledger = {
      id: ledger,
      name: body.name,
      root: body.root,
      metadata: body.metadata ?? {},
      chart: [],
      opened_at: recordedAt,
      takes_future: body.takesFuture ?? false,
      is_importing: body.importing ?? false,
    };
  }

  chartDeclared({ body }: EntryOf<'ChartDeclared'>): void {
    this.ledger = { ...this.ledger!, chart: body.patterns };
  }

  importEnded(): void {
    this.ledger = { ...this.ledger!, is_importing: false };
  }

  periodClosed(seq: number, { body, recordedAt }: EntryOf<'PeriodClosed'>): void {
    this.periods.begin(body.period, seq, {
      period: body.period,
      kind: body.kind,
      begins_at: body.from,
      ends_at: body.to,
      reason: body.reason,
      closed_at: recordedAt,
    });
  }

  periodReopened(seq: number, { body }: EntryOf<'PeriodReopened'>): void {
    this.periods.end(body.period, seq);
  }

  velocityLimitsSet(seq: number, { body, recordedAt }: EntryOf<'VelocityLimitsSet'>): void {
    const { limits, path } = body;
    this.velocityLimits.begin(path, seq, { path, limits, set_at: recordedAt });
  }

  statementIssued(seq: number, { id, body, recordedAt }: EntryOf<'StatementIssued'>): void {
    this.takeRow('issued_statements', {
      account: this.numbers.node(body.path).number,
      number: body.number,
      seq,
      id,
      issued_at: recordedAt,
      description: body.description,
      from_seq: body.fromSeq,
      to_seq: body.toSeq,
      opening: body.opening,
      closing: body.closing,
    });
  }

  ratesPublished(seq: number, { id, body, recordedAt }: EntryOf<'RatesPublished'>): void {
    const { observedAt, rates, source, type } = body;
    this.takeRow('rate_sets', {
      seq,
      id,
      source,
      type,
      observed_at: observedAt,
      recorded_at: recordedAt,
      rates,
    });
  }

  /** To be called after the last entry. */
  end(): void {
    if (this.ledger) this.takeRow('ledgers', this.ledger);
    this.periods.settleAll();
    this.velocityLimits.settleAll();
  }
}
