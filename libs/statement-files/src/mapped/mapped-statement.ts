import type { Fields } from '@files/fields';
import { FileNotReadable } from '../bytes/file-not-readable';
import type { Mapping } from './mapping';
import type { FileRecord, Line, Why } from '../record';
import { StatementTally } from '../statement';
import { cellOf } from './cells';

/** Most accounts or batches of one file. */
const statementsMax = 10_000;

/** The statements of a mapped file, in the order in which they begin. */
export class MappedStatements {
  private readonly byKey = new Map<string, MappedStatement>();
  private isIncomplete = false;

  constructor(private readonly mapping: Mapping) {}

  of(account: string, money: { currency: string; decimals: number }, fields: Fields): MappedStatement {
    const name = cellOf(fields, this.mapping.statement) ?? '';
    const key = JSON.stringify([account, money.currency, name]);
    let statement = this.byKey.get(key);
    if (!statement) {
      if (this.byKey.size === statementsMax)
        throw new FileNotReadable(`has more than ${statementsMax.toLocaleString('en')} accounts or batches`);
      const head = { id: name, account, currency: money.currency };
      const tally = new StatementTally(this.byKey.size, money.decimals, head);
      statement = new MappedStatement(tally, this.mapping);
      this.byKey.set(key, statement);
    }
    return statement;
  }

  /** A row that cannot be read may belong to any of them. */
  incomplete(): void {
    this.isIncomplete = true;
  }

  end(): FileRecord[] {
    return [...this.byKey.values()].flatMap((statement) => statement.end(this.isIncomplete));
  }
}

/** The balance behind a row, and what the row moved. */
interface Moved {
  readonly balance: bigint;
  readonly units: bigint;
}

/** One account, or one batch of it, in a mapped file. */
export class MappedStatement {
  private first: Moved | undefined;
  private last: Moved | undefined;
  /** In less out. */
  private sum = 0n;
  private days: { from: string; to: string } | undefined;

  constructor(
    private readonly tally: StatementTally,
    private readonly mapping: Mapping,
  ) {}

  get account(): string {
    return this.tally.head.account;
  }

  get index(): number {
    return this.tally.index;
  }

  /** Why a row books nothing: the balance is what it was before. */
  whyNot(units: bigint, balance: bigint | undefined): Why | undefined {
    return this.last && balance === this.last.balance && units !== 0n ? 'moves nothing' : undefined;
  }

  add(line: Line, units: bigint, balance: bigint | undefined): void {
    this.tally.add(line, units < 0n ? -units : units);
    this.sum += units;
    const { booked } = line;
    const { from, to } = this.days ?? { from: booked, to: booked };
    this.days = { from: booked < from ? booked : from, to: booked > to ? booked : to };
    if (balance === undefined) return;
    this.last = { balance, units };
    this.first ??= this.last;
  }

  end(isIncomplete: boolean): FileRecord[] {
    const { mapping, tally } = this;
    const { head } = tally;
    if (isIncomplete) tally.incomplete();
    if (mapping.closesAtZero) [head.opening, head.closing] = [0n, 0n];
    else this.balances();
    if (head.id === '') head.id = mapping.accountIsCurrency ? head.currency.toLowerCase() : this.span();
    const unknown: FileRecord = { kind: 'break', break: { kind: 'AccountUnknown', statement: head.id } };
    return [...(head.account === '' ? [unknown] : []), ...tally.end(mapping.balance !== undefined)];
  }

  /** The first and the last row have the balances; banks list the newest row last or first. */
  private balances(): void {
    const { first, last, sum, tally } = this;
    if (!first || !last) return;
    const oldestFirst = [first.balance - first.units, last.balance] as const;
    const newestFirst = [last.balance - last.units, first.balance] as const;
    const isTurned = oldestFirst[0] + sum !== oldestFirst[1] && newestFirst[0] + sum === newestFirst[1];
    [tally.head.opening, tally.head.closing] = isTurned ? newestFirst : oldestFirst;
  }

  private span(): string {
    return this.days ? `${this.days.from}/${this.days.to}` : '';
  }
}
