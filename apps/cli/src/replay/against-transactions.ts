import type { Entry } from '@entries/entry';
import type { Difference } from './difference';

type TransactionEntry = Extract<Entry, { type: 'TransactionPosted' }>;

/** A transaction as the API lists it. */
export interface ApiTransaction {
  readonly id: string;
  readonly seq: string;
  readonly recordedAt: string;
  readonly effectiveAt: string;
  readonly category: string | null;
  readonly reference: string | null;
  readonly description: string | null;
  readonly reason: string | null;
  readonly tags: readonly string[];
  readonly metadata: Readonly<Record<string, string>>;
  readonly postings: readonly ApiPosting[];
}

interface ApiPosting {
  readonly account: string;
  readonly side: string;
  readonly amount: string;
  readonly currency: string;
  readonly posted: string;
}

/**
 * Compares transactions one by one, in order of seq, as they come from both.
 * @returns how many are equal, or the first difference
 */
export async function compareTransactions(
  entries: Iterable<Entry>,
  listed: AsyncIterator<ApiTransaction, undefined>,
): Promise<Difference | number> {
  let equal = 0;
  for (const entry of entries) {
    if (entry.type !== 'TransactionPosted') continue;
    const { value } = await listed.next();
    const difference = differenceOf(entry, value);
    if (difference) return difference;
    equal += 1;
  }
  const { value } = await listed.next();
  return value ? whole(value.seq, [null, value.id]) : equal;
}

function differenceOf(entry: TransactionEntry, found: ApiTransaction | undefined): Difference | undefined {
  if (!found || BigInt(found.seq) > BigInt(entry.seq)) return whole(entry.seq, [entry.id, null]);
  if (found.seq !== entry.seq) return whole(found.seq, [null, found.id]);
  const ours = detailsOf(entry);
  for (const [figure, value] of Object.entries(ours)) {
    const theirs = asText(found[figure as keyof ApiTransaction]);
    if (theirs !== value) return { ...whole(entry.seq, [value, theirs]), figure };
  }
  return postingDifference(entry, found.postings);
}

function whole(seq: string, [ours, theirs]: readonly (string | null)[]): Difference {
  return { account: null, currency: null, figure: 'id', seq, export: ours ?? null, api: theirs ?? null };
}

function detailsOf({ id, recordedAt, body }: TransactionEntry): Readonly<Record<string, string | null>> {
  const {
    category,
    description,
    effectiveAt = recordedAt,
    metadata = {},
    reason,
    reference,
    tags = [],
  } = body;
  const details = { id, recordedAt, effectiveAt, category, reference, description, reason, tags, metadata };
  return Object.fromEntries(Object.entries(details).map(([name, value]) => [name, asText(value)]));
}

/** Lists and objects by their JSON; what is absent as null. */
function asText(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function postingDifference(
  { seq, body: { postings } }: TransactionEntry,
  found: readonly ApiPosting[],
): Difference | undefined {
  for (const [at, { account, side, amount, currency, posted }] of postings.entries()) {
    const place = { account, currency, seq };
    for (const [figure, value] of Object.entries({ account, currency, side, amount, posted })) {
      const theirs = found[at]?.[figure as keyof ApiPosting] ?? null;
      if (theirs !== value) return { ...place, figure, export: value, api: theirs };
    }
  }
  const extra = found[postings.length];
  return extra && { ...extra, seq, figure: 'amount', export: null, api: extra.amount };
}
