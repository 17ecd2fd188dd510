import type { RowOf, TakeRow } from './table';

type HistoryTable = 'accounts' | 'holds' | 'periods' | 'velocity_limits';

/** Rows of a table that keeps its history: each holds from one entry on, until the next of its key takes its place. */
export class Versions<Name extends HistoryTable> {
  private readonly present = new Map<string | number, RowOf<Name>>();

  constructor(
    private readonly table: Name,
    private readonly take: TakeRow,
  ) {}

  /** The row that holds now. */
  of(key: string | number): RowOf<Name> | undefined {
    return this.present.get(key);
  }

  /** The row holds from the entry `seq` on; the one before it ends there. */
  begin(key: string | number, seq: number, row: Omit<RowOf<Name>, 'from_seq' | 'until_seq'>): void {
    this.end(key, seq);
    this.present.set(key, { ...row, from_seq: seq, until_seq: null } as unknown as RowOf<Name>);
  }

  /** The row that holds ends with the entry `seq`, and none takes its place. */
  end(key: string | number, seq: number): void {
    const row = this.present.get(key);
    if (row) this.take(this.table, { ...row, until_seq: seq });
    this.present.delete(key);
  }

  /** No later entry changes the row that holds. */
  settle(key: string | number): void {
    const row = this.present.get(key);
    if (row) this.take(this.table, row);
    this.present.delete(key);
  }

  /** To be called after the last entry. */
  settleAll(): void {
    for (const key of [...this.present.keys()]) this.settle(key);
  }
}
