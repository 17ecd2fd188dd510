/** Takes back one change. */
type Step = () => void;

/**
 * How to take back the latest changes of a state, the last one first. It records nothing until it is restarted: a
 * journal that is being read takes nothing back.
 */
export class UndoLog {
  private isRecording = false;
  /** Records that were kept, and steps. */
  private readonly changed: object[] = [];
  /** Beside each record what it was before it was changed; beside a step the step itself. */
  private readonly before: object[] = [];

  /** A point to which {@link backTo} can return. */
  get mark(): number {
    return this.changed.length;
  }

  /** Records from now on, and forgets what was recorded before: that stays. */
  restart(): void {
    this.isRecording = true;
    this.changed.length = this.before.length = 0;
  }

  /** Takes back everything since the mark. */
  backTo(mark: number): void {
    while (this.changed.length > mark) {
      const changed = this.changed.pop()!;
      const before = this.before.pop()!;
      if (changed === before) (changed as Step)();
      else Object.assign(changed, before);
    }
  }

  /** Keeps a record as it is now. Its fields may then be assigned, but what they refer to must not be changed in place. */
  keep<Kept extends object>(record: Kept): Kept {
    if (this.isRecording) {
      this.changed.push(record);
      this.before.push({ ...record });
    }
    return record;
  }

  /** Records how to take back a change of anything that is no plain record. */
  record(step: Step): void {
    if (!this.isRecording) return;
    this.changed.push(step);
    this.before.push(step);
  }
}
