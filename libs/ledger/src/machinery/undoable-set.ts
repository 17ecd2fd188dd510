import type { UndoLog } from './undo-log';

/** A set that records its changes, so that they can be taken back. */
export class UndoableSet<Value> extends Set<Value> {
  constructor(
    private readonly undo: UndoLog,
    values: Iterable<Value> = [],
  ) {
    super();
    for (const value of values) super.add(value);
  }

  override add(value: Value): this {
    if (!this.has(value)) this.undo.record(() => void super.delete(value));
    return super.add(value);
  }

  override delete(value: Value): boolean {
    if (this.has(value)) this.undo.record(() => void super.add(value));
    return super.delete(value);
  }

  override clear(): void {
    for (const value of [...this]) this.delete(value);
  }
}
