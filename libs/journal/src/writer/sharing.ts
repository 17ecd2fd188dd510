import { groupEntriesMax } from './group';

/** Shortest pause between two looks whether another process has appended, in milliseconds. */
const lookMs = 2;

/** Shortest and longest time that others get to append, in milliseconds. */
const restMs = { shortest: 50, longest: 1_000 };

/** For so long after an entry of another process, the journal is read before anything is decided; in milliseconds. */
const contestedMs = 1_000;

/**
 * How long others get, in times of our own turn: they have to read these entries, and then to do the same, perhaps on a
 * machine that is slower. Where they do not come, they get less after our next append, and then nothing.
 */
const restTimes = [4, 2];

/**
 * How a writer shares its ledger with other processes. One that appends without a pause leaves hardly a gap for another,
 * which has to read what it missed before it can decide. So a writer that appended after another one lets others go
 * first before it appends again; and one that keeps coming too late decides less at a time, until it is in time. A
 * writer alone never waits, and reads nothing.
 */
export class Sharing {
  private metAt = -Infinity;
  private lookedAt = -Infinity;
  private restUntil = -Infinity;
  private appendedAt = -Infinity;
  /** Appends of our own since another process was met. */
  private unmet = restTimes.length;
  /** How long it was from our last append to that of another process, in milliseconds. */
  private waitMs = 0;
  /** How long it was from theirs to ours: reading, deciding, appending; in milliseconds. */
  private turnMs = 0;
  private tooLate = 0;
  /** After a conflict, and nothing has been decided since. */
  private hasJustRead = false;

  /** The journal is about to be read for what others appended. */
  looking(now: number): void {
    this.lookedAt = now;
  }

  /** Another process has appended. */
  met(now: number): void {
    if (this.isResting(now)) this.waitMs = now - this.appendedAt;
    this.metAt = now;
    this.unmet = 0;
    this.restUntil = -Infinity;
  }

  /** Another process was faster, and what it appended has been read. */
  cameTooLate(): void {
    this.tooLate += 1;
    this.hasJustRead = true;
  }

  /** An append was in time. */
  appended(now: number): void {
    this.tooLate = 0;
    this.appendedAt = now;
    const times = restTimes[this.unmet];
    if (times === undefined || !this.isContested(now)) return;
    if (this.unmet === 0) this.turnMs = now - this.lookedAt;
    this.unmet += 1;
    this.restUntil = now + Math.min(Math.max(times * this.turnMs, restMs.shortest), restMs.longest);
  }

  /** Most entries that are decided for the next append: once too late is usual, thrice means to hurry. */
  get entriesMax(): number {
    return Math.max(1, groupEntriesMax >> (6 * Math.max(0, this.tooLate - 1)));
  }

  /** Whether to read before anything is decided: another process may have appended meanwhile. */
  takeNeedToRead(now: number): boolean {
    const { hasJustRead } = this;
    this.hasJustRead = false;
    return this.isContested(now) && !hasJustRead;
  }

  private isContested(now: number): boolean {
    return now < this.metAt + contestedMs;
  }

  /** Whether it is for others to append. */
  isResting(now: number): boolean {
    return now < this.restUntil;
  }

  /**
   * Milliseconds until the next look whether they have: most looks come when they are expected. Each one takes time from
   * those who are to append, where they share a machine.
   */
  lookIn(now: number): number {
    const expectedIn = this.appendedAt + (3 * this.waitMs) / 4 - now;
    return Math.max(lookMs, this.waitMs / 8, Math.min(expectedIn, this.restUntil - now));
  }
}
