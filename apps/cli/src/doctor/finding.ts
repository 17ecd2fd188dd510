/** What one check of `ledger doctor` found. */
export interface Finding {
  readonly status: 'ok' | 'warning' | 'failure';
  /** What was checked and how it is, as one sentence. */
  readonly sentence: string;
  /** What to do about it; absent where nothing is wrong. */
  readonly remedy?: string;
}
