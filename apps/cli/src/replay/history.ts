import type { Entry } from '@entries/entry';

/** What one entry did to an account. */
export interface HistoryLine {
  readonly seq: string;
  readonly id: string;
  readonly recordedAt: string;
  readonly effectiveAt: string;
  readonly type: Entry['type'];
  /** Of a posting: its place in its transaction, side, amount and the account's figures after it. */
  readonly posting?: {
    readonly at: number;
    readonly side: string;
    readonly amount: string;
    readonly currency: string;
    readonly posted: string;
    readonly available: string;
    readonly version: string;
  };
  readonly description: string | null;
}

/** Entries with postings, and whether these only set amounts aside or release them. */
const isOfHold: Readonly<Record<Extract<Entry, { body: { postings: unknown } }>['type'], boolean>> = {
  TransactionPosted: false,
  HoldPlaced: true,
  HoldIncremented: true,
  HoldVoided: true,
  HoldExpired: true,
};

/** Whether the posting of a line sets an amount aside or releases it, instead of moving it. */
export function setsAside({ type }: HistoryLine): boolean {
  return type in isOfHold && isOfHold[type as keyof typeof isOfHold];
}

/** What an entry did to an account: a line for each of its postings there, one for a change of the account itself. */
export function* historyIn(entry: Entry, account: string): Generator<HistoryLine> {
  const { seq, id, recordedAt } = entry;
  const body = entry.body as {
    readonly path?: string;
    readonly description?: string;
    readonly reason?: string;
    readonly effectiveAt?: string;
  };
  const place = { seq, id, recordedAt, effectiveAt: body.effectiveAt ?? recordedAt, type: entry.type };
  const description = body.description ?? body.reason ?? null;
  if (body.path === account) yield { ...place, description };
  if (!('postings' in entry.body)) return;
  for (const [at, posting] of entry.body.postings.entries()) {
    const { side, amount, currency, posted, available, version } = posting;
    if (posting.account === account)
      yield { ...place, posting: { at, side, amount, currency, posted, available, version }, description };
  }
}
