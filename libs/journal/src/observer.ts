import type { Refusal } from '@ledger/refusal';

/** Receives events of a journal for metrics and logs. */
export interface JournalObserver {
  /** An append was answered. */
  appended(ledger: string, append: { entries: number; bytes: number; milliseconds: number }): void;
  /** Another writer was first; everything decided since is decided again. */
  conflicted(ledger: string): void;
  /** An append got no answer and is asked again. */
  outcomeUnknown(ledger: string, error: unknown): void;
  /** The event store denied an append: nothing of it was stored. */
  denied(ledger: string): void;
  /** Commands waiting to be decided. */
  queued(ledger: string, commands: number): void;
  /** A ledger was folded from the journal: entries read, and whether a snapshot saved the earlier ones. */
  loaded(ledger: string, load: { entries: number; milliseconds: number; fromSnapshot: boolean }): void;
  /** No write is taken: the journal is not to be trusted, a later release wrote it, or the event store denies appends. */
  stopped(ledger: string, refusal: Refusal): void;
  /** What stopped a ledger is gone. */
  resumed(ledger: string): void;
  /** A snapshot could not be used or written; the journal alone is enough. */
  snapshotFailed(ledger: string, error: unknown): void;
}

export const silentObserver: JournalObserver = {
  appended: () => undefined,
  conflicted: () => undefined,
  outcomeUnknown: () => undefined,
  denied: () => undefined,
  queued: () => undefined,
  loaded: () => undefined,
  stopped: () => undefined,
  resumed: () => undefined,
  snapshotFailed: () => undefined,
};
