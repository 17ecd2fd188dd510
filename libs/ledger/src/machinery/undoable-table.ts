import { FingerprintTable, type Fingerprint } from './fingerprint-table';
import type { UndoLog } from './undo-log';

/** A {@link FingerprintTable} that records its changes, so that they can be taken back. */
export class UndoableTable {
  private readonly table: FingerprintTable;

  /** @param contents of the table that it was before, in a snapshot */
  constructor(
    private readonly undo: UndoLog,
    fingerprint: Fingerprint,
    contents?: readonly Uint32Array[],
  ) {
    this.table = new FingerprintTable(fingerprint, contents);
  }

  get size(): number {
    return this.table.size;
  }

  get(text: string): number | undefined {
    return this.table.get(text);
  }

  set(text: string, value: number): void {
    const { table } = this;
    const before = table.set(text, value);
    this.undo.record(before === undefined ? () => table.delete(text) : () => void table.set(text, before));
  }

  delete(text: string): void {
    const { table } = this;
    const before = table.get(text);
    if (before === undefined) return;
    table.delete(text);
    this.undo.record(() => void table.set(text, before));
  }

  /** The table's own arrays, for a snapshot. */
  contents(): Uint32Array[] {
    return this.table.contents();
  }
}
