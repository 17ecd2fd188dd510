/** The first difference between what an API returns and an export. */
export interface Difference {
  /** Null where a transaction as a whole differs. */
  readonly account: string | null;
  /** Null where the account itself, or a transaction, is another one. */
  readonly currency: string | null;
  readonly figure: string;
  /** The transaction that differs; of balances and accounts, the last entry that was replayed. */
  readonly seq: string;
  readonly export: string | null;
  readonly api: string | null;
}

/** What was found equal. */
export interface Equal {
  readonly transactions: number;
  readonly accounts: number;
  readonly figures: number;
}
