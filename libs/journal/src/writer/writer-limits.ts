/** How long to wait for what, and how much to keep, before a request is refused. */
export interface WriterLimits {
  /** Most bytes of one append that the event store takes. */
  readonly appendBytesMax: number;
  /** Most commands waiting; more are refused. */
  readonly queueMax: number;
  /** How long a caller waits for an append of unknown outcome, or behind one, in milliseconds. */
  readonly patienceMs: number;
  /** By how much the clocks of callers may be ahead of ours, in milliseconds; 0 unless given. */
  readonly callersAheadMs?: number;
  /** First and longest pause between two tries of an append of unknown outcome, in milliseconds. */
  readonly retryMs: { readonly first: number; readonly longest: number };
}
