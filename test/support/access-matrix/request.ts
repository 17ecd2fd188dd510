import type { Asked } from './expected-answer';

export const bank = 'bank:cash';
export const wallet = 'customers:alice:wallet';
/** An id that nothing has. */
export const absentId = '019aab5e-3a4f-7c11-9d2e-5f0c6b8a7d21';

/** What there is to be read, changed and decided on. */
export interface World {
  readonly ledger: string;
  /** An id that no ledger has yet. */
  readonly newLedger: string;
  readonly hold: string;
  readonly quote: string;
  readonly transaction: string;
  readonly proposal: { readonly id: string; readonly hash: string };
  /** Of a checkpoint of the ledger. */
  readonly size: string;
  /** Of a checkpoint of the access journal. */
  readonly accessSize: string;
  /** A person who has one credential and one grant, and one who is suspended. */
  readonly person: { readonly id: string; readonly credential: string; readonly grant: string };
  readonly suspended: string;
}

/** A request for an operation, as valid as it can be. Whatever writes is a dry run, so that all callers find the same. */
export interface Request extends Asked {
  /** Parts of the path; that of an account is the one of `of`, or the wallet. */
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: object;
}
