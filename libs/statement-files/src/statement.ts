import { formatUnits } from '@ledger/money/amount';
import type { Break, FileRecord, Line, Statement, Way } from './record';

/** What a file says of a statement beside its lines. Balances are in units, negative where the account is overdrawn. */
export interface StatementHead {
  id: string;
  account: string;
  currency: string;
  number?: string | undefined;
  opening?: bigint | undefined;
  closing?: bigint | undefined;
  from?: string | undefined;
  to?: string | undefined;
  pages?: number;
  /** The setting that turns the lines that are reversals round, where there is one. */
  readonly turning?: string;
}

/** Adds up the lines of one statement, which it does not keep. */
export class StatementTally {
  private lines = 0;
  private in = 0n;
  private out = 0n;
  /** In less out of the lines that are reversals. */
  private reversals = 0n;
  private first: string | undefined;
  private last: string | undefined;
  /** Whether something of it could not be read, or has no side. */
  private isIncomplete = false;

  /**
   * @param index its place in the file, from 0
   * @param decimals those of its currency
   */
  constructor(
    readonly index: number,
    readonly decimals: number,
    readonly head: StatementHead,
  ) {}

  /** Count of the newest line, from 1. */
  get count(): string {
    return String(this.lines);
  }

  /** @param units never negative */
  add({ booked, reverses, way }: Pick<Line, 'booked' | 'reverses' | 'way'>, units: bigint): void {
    this.lines += 1;
    this.book(way, units);
    if (reverses && way) this.reversals += way === 'in' ? units : -units;
    if (this.first === undefined || booked < this.first) this.first = booked;
    if (this.last === undefined || booked > this.last) this.last = booked;
  }

  /** Takes back a line that was added. */
  withdraw(way: Way, units: bigint): void {
    this.lines -= 1;
    this.book(way, -units);
  }

  /** Something that may belong to the sums is not in them. */
  incomplete(): void {
    this.isIncomplete = true;
  }

  /** Opening + in - out of what was added so far. */
  get balance(): bigint | undefined {
    return this.head.opening === undefined ? undefined : this.head.opening + this.in - this.out;
  }

  /** What is known of the statement once all of it was read. @param needsClosing whether one without is a break */
  end(needsClosing = true): FileRecord[] {
    const breaks = this.isClosed ? this.difference() : needsClosing ? [this.missing()] : [];
    return [
      ...breaks.map((each): FileRecord => ({ kind: 'break', break: each })),
      { kind: 'statement', statement: this.statement() },
    ];
  }

  private book(way: Way | undefined, units: bigint): void {
    if (way === 'in') this.in += units;
    else if (way === 'out') this.out += units;
    else this.isIncomplete = true;
  }

  private get isClosed(): boolean {
    return this.head.closing !== undefined;
  }

  /** Undefined where it cannot be said. */
  private get residual(): bigint | undefined {
    const { balance } = this;
    if (this.isIncomplete || balance === undefined || this.head.closing === undefined) return undefined;
    return balance - this.head.closing;
  }

  private missing(): Break {
    return { kind: 'ClosingMissing', statement: this.head.id };
  }

  private difference(): Break[] {
    const { residual } = this;
    if (residual === undefined || residual === 0n) return [];
    const difference = formatUnits(residual, this.decimals);
    const { id, turning } = this.head;
    const hint = turning !== undefined && residual === 2n * this.reversals ? { hint: turning } : {};
    return [{ kind: 'StatementDoesNotAddUp', statement: id, difference, ...hint }];
  }

  private statement(): Statement {
    const { head, decimals, residual } = this;
    const { opening, closing, from = this.first ?? head.to, to = this.last ?? head.from } = head;
    const number = head.number?.replace(/^0+/, '');
    return {
      account: head.account,
      ...(residual !== undefined && { adds: residual === 0n }),
      ...(closing !== undefined && { closing: formatUnits(closing, decimals) }),
      currency: head.currency,
      ...(from !== undefined && { from }),
      id: head.id,
      in: formatUnits(this.in, decimals),
      lines: this.count,
      ...(number && { number }),
      ...(opening !== undefined && { opening: formatUnits(opening, decimals) }),
      out: formatUnits(this.out, decimals),
      ...(head.pages !== undefined && head.pages > 1 && { pages: String(head.pages) }),
      ...(to !== undefined && { to }),
    };
  }
}
