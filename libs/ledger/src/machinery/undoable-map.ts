import type { UndoLog } from './undo-log';

/** A map that records its changes, so that they can be taken back. A value that is changed in place is not recorded. */
export class UndoableMap<Key, Value> extends Map<Key, Value> {
  constructor(
    private readonly undo: UndoLog,
    entries: Iterable<readonly [Key, Value]> = [],
  ) {
    super();
    for (const [key, value] of entries) super.set(key, value);
  }

  override set(key: Key, value: Value): this {
    const before = this.get(key);
    this.undo.record(before === undefined ? () => void super.delete(key) : () => void super.set(key, before));
    return super.set(key, value);
  }

  override delete(key: Key): boolean {
    const before = this.get(key);
    if (before !== undefined) this.undo.record(() => void super.set(key, before));
    return super.delete(key);
  }

  override clear(): void {
    for (const key of [...this.keys()]) this.delete(key);
  }
}
