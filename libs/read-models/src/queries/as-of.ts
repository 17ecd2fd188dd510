import { ledgerNotFound, type At, type Freshness, type Tables } from './tables';

/** As whose knowledge an answer is given: that of all entries recorded at or before a time, or up to a seq. */
export interface KnownAt extends Freshness {
  /** RFC 3339, UTC, milliseconds. */
  readonly knownAt?: string;
  /** Instead of a time. Waited for as `after` is. */
  readonly knownAtSeq?: bigint;
}

/** Beside that, what counts: whatever was effective at or before a time. */
export interface AsOf extends KnownAt {
  /** RFC 3339, UTC, milliseconds. */
  readonly effectiveAt?: string;
}

/** A ledger as known at `seq`, and which effective times count. */
export interface Past extends At {
  /** RFC 3339, or `infinity`; not included. */
  readonly effectiveBefore?: string;
  /** The time asked for, RFC 3339; absent where a seq was asked for, or the present. */
  readonly knownAt?: string;
}

/** Nobody knows yet what will be known by then; or nothing was known, since the ledger was opened later. */
export class KnownAtOutOfRange extends Error {
  constructor(sentence: string) {
    super(`${sentence}, or leave knownAt out.`);
    this.name = 'KnownAtOutOfRange';
  }
}

/** Whether the question is about something else than the present. */
export function isOfPast({ effectiveAt, knownAt, knownAtSeq }: AsOf): boolean {
  return effectiveAt !== undefined || knownAt !== undefined || knownAtSeq !== undefined;
}

/** What distinguishes lists of different pasts, for their cursors. */
export function pastKey({ effectiveAt, knownAt, knownAtSeq }: AsOf): (string | undefined)[] {
  return [effectiveAt, knownAt, knownAtSeq?.toString()];
}

const known = `
  select c.ledger, c.seq, c.recorded_at, (
    select r.seq - 1 from recorded_times r where r.ledger = c.ledger and r.recorded_at > $2::timestamptz
    order by r.recorded_at limit 1
  ) as known
  from progress c where c.id = $1`;

interface Row {
  readonly ledger: number;
  readonly seq: string;
  readonly recorded_at: Date;
  readonly known: string | null;
}

/**
 * The ledger at the seq an answer is to be true at, after waiting as long as it allows: the present one where nothing
 * else is asked, and for a page the seq of its cursor. While no entry after `knownAt` is applied, it is the last one
 * that is.
 * @throws ReadModelBehind, KnownAtOutOfRange, Refusal LedgerNotFound
 */
export async function pastOf(
  tables: Tables,
  ledger: string,
  asOf: AsOf,
  cursor?: { readonly seq: bigint },
): Promise<Past> {
  const { effectiveAt } = asOf;
  const at = await knownBy(tables, ledger, asOf, cursor);
  return {
    ...at,
    ...(effectiveAt !== undefined && { effectiveBefore: justAfter(effectiveAt) }),
  };
}

/** As {@link pastOf}, whatever counts by its effective time. @throws ReadModelBehind, KnownAtOutOfRange, Refusal LedgerNotFound */
export async function knownBy(
  tables: Tables,
  ledger: string,
  { after, knownAt, knownAtSeq, waitMs }: KnownAt,
  cursor?: { readonly seq: bigint },
): Promise<Omit<Past, 'effectiveBefore'>> {
  const wanted = greatest([after, knownAtSeq, cursor?.seq]);
  await tables.waitFor(ledger, {
    ...(wanted !== undefined && { after: wanted }),
    ...(waitMs !== undefined && { waitMs }),
  });
  const [row] = await tables.rows<Row>('past', known, [ledger, knownAt ?? null]);
  if (!row) throw ledgerNotFound(ledger);
  // The clock that records may run ahead of ours, and so may that of the caller.
  const latest = Math.max(Date.now(), row.recorded_at.getTime());
  if (knownAt !== undefined && Date.parse(knownAt) > latest + tables.callersAheadMs)
    throw new KnownAtOutOfRange('Give a time that has passed');
  const seq = cursor?.seq ?? knownAtSeq ?? BigInt(row.known ?? row.seq);
  if (seq < 0n)
    throw new KnownAtOutOfRange(`${ledger} was opened after ${knownAt}: give a time since it was opened`);
  if (knownAt === undefined) return { ledger: row.ledger, seq };
  // No hold expires before its time by our clock.
  return { ledger: row.ledger, seq, knownAt: new Date(Math.min(Date.parse(knownAt), latest)).toISOString() };
}

/** The earlier of two times in RFC 3339 (UTC, milliseconds) or `infinity`; undefined stands for no bound. */
export function earlier(one: string | undefined, other: string | undefined): string | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return one < other ? one : other;
}

/** Times have milliseconds and no more. */
function justAfter(time: string): string {
  const next = new Date(Date.parse(time) + 1).toISOString();
  return next.startsWith('+') ? 'infinity' : next;
}

function greatest(seqs: readonly (bigint | undefined)[]): bigint | undefined {
  return seqs.reduce((most, seq) => (most === undefined || (seq !== undefined && seq > most) ? seq : most));
}
