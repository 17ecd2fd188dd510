import { groupEntriesMax } from './group';

/** Pause between two looks whether another process has appended, in milliseconds. */
export const lookEveryMs = 2;

/** Shortest and longest time that others get to append, in milliseconds. */
const restMs = { shortest: 10, longest: 1_000 };

/** For so long after an entry of another process, the journal is read before anything is decided; in milliseconds. */
const contestedMs = 1_000;

/**
 * How a writer shares its ledger with other processes. One that appends without a pause leaves hardly a gap for another,
 * which has to read what it missed before it can decide. So a writer that appended after another one lets others go
 * first before it appends again; and one that keeps coming too late decides less at a time, until it is in time. A
 * writer alone never waits, and reads nothing.
 */
export class Sharing {
  private metAt = -Infinity;
  private hasMet = false;
  private restUntil = -Infinity;
  private tooLate = 0;

  /** Another process has appended. */
  met(now: number): void {
    this.metAt = now;
    this.hasMet = true;
    this.restUntil = -Infinity;
  }

  /** Another process was faster. */
  cameTooLate(): void {
    this.tooLate += 1;
  }

  /** An append was in time, that took so long with all that belongs to it. */
  appended(now: number, milliseconds: number): void {
    this.tooLate = 0;
    if (!this.hasMet) return;
    this.hasMet = false;
    // Another one has to read these entries, and then to do the same, perhaps on a machine that is slower.
    this.restUntil = now + Math.min(Math.max(4 * milliseconds, restMs.shortest), restMs.longest);
  }

  /** Most entries that are decided for the next append: once too late is usual, thrice means to hurry. */
  get entriesMax(): number {
    return Math.max(1, groupEntriesMax >> (6 * Math.max(0, this.tooLate - 1)));
  }

  /** Whether another process may have appended meanwhile. */
  isContested(now: number): boolean {
    return now < this.metAt + contestedMs;
  }

  /** Whether it is for others to append. */
  isResting(now: number): boolean {
    return now < this.restUntil;
  }
}
