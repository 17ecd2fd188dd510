import { groupEntriesMax } from './group';

/** Shortest and longest time that others get to append, in milliseconds. */
const restMs = { shortest: 50, longest: 1_000 };

/** For so long after an entry of another process, its next ones are waited for, or at least looked at; in milliseconds. */
const contestedMs = 1_000;

/**
 * How long others get, in times of our own turn: they have to fold these entries, and then to do the same, perhaps on a
 * machine that is slower. Where they do not come, they get less after our next append, and then nothing.
 */
const restTimes = [4, 2];

/**
 * How a writer shares its ledger with other processes. One that appends without a pause leaves hardly a gap for another,
 * which has to fold what it missed before it can decide. So a writer that appended after another one lets others go
 * first before it appends again; and one that keeps coming too late decides less at a time, until it is in time. A
 * writer alone never waits, and reads nothing.
 */
export class Sharing {
  private metAt = -Infinity;
  private foldingAt = -Infinity;
  private restUntil = -Infinity;
  /** Appends of our own since another process was met. */
  private unmet = restTimes.length;
  /** How long it was from theirs to ours: folding, deciding, appending; in milliseconds. */
  private turnMs = 0;
  private tooLate = 0;

  /** What others appended is about to be folded. */
  folding(now: number): void {
    this.foldingAt = now;
  }

  /** Another process has appended. */
  met(now: number): void {
    this.metAt = now;
    this.unmet = 0;
    this.restUntil = -Infinity;
  }

  /** Another process was faster. */
  cameTooLate(): void {
    this.tooLate += 1;
  }

  /** An append was in time. */
  appended(now: number): void {
    this.tooLate = 0;
    const times = restTimes[this.unmet];
    if (times === undefined || !this.isContested(now)) return;
    if (this.unmet === 0) this.turnMs = now - this.foldingAt;
    this.unmet += 1;
    this.restUntil = now + Math.min(Math.max(times * this.turnMs, restMs.shortest), restMs.longest);
  }

  /** Most entries that are decided for the next append: once too late is usual, thrice means to hurry. */
  get entriesMax(): number {
    return Math.max(1, groupEntriesMax >> (6 * Math.max(0, this.tooLate - 1)));
  }

  /** Whether another process writes the ledger too. */
  isContested(now: number): boolean {
    return now < this.metAt + contestedMs;
  }

  /** For how much longer it is for others to append, in milliseconds. */
  restMs(now: number): number {
    return Math.max(0, this.restUntil - now);
  }
}
