/** Which part of a list is wanted. */
export interface PageRequest {
  /** 1 to 1,000; 100 unless given. */
  readonly limit?: number;
  /** `next` of the page before. */
  readonly cursor?: string;
  readonly order?: Order;
}

export type Order = 'asc' | 'desc';

/** Part of a list, true at `seq`, as are all pages that follow it. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** Cursor of the next page; null after the last. */
  readonly next: string | null;
  readonly seq: string;
}

export const pageItemsDefault = 100;
export const pageItemsMax = 1_000;

/** What a cursor says: the list it belongs to, the seq that all its pages are true at, and the last item's place. */
export interface Cursor {
  readonly list: string;
  readonly order: Order;
  readonly seq: bigint;
  readonly place: readonly string[];
}

/** The cursor was not made by this list. */
export class InvalidCursor extends Error {
  constructor(reason: string) {
    super(`The cursor ${reason}; leave it out to begin with the first page.`);
    this.name = 'InvalidCursor';
  }
}

/** Text that names a place in a list; the inverse of {@link readCursor}. */
function writeCursor({ list, order, seq, place }: Cursor): string {
  return Buffer.from(JSON.stringify([list, order, String(seq), ...place])).toString('base64url');
}

/**
 * The place that a cursor of `list` names, or undefined for the first page.
 * @param list everything but the order that decides which items the list has
 * @throws InvalidCursor
 */
export function readCursor(
  list: string,
  { cursor, order }: PageRequest,
  parts: readonly RegExp[],
): Cursor | undefined {
  if (cursor === undefined) return undefined;
  const [ofList, ofOrder, seq, ...place] = parse(cursor);
  if (seq === undefined || !seqPattern.test(seq)) throw new InvalidCursor('is malformed');
  if (place.length !== parts.length || !place.every((text, i) => parts[i]!.test(text)))
    throw new InvalidCursor('is malformed');
  if (ofOrder !== 'asc' && ofOrder !== 'desc') throw new InvalidCursor('is malformed');
  if (ofList !== list) throw new InvalidCursor('belongs to another list or to other filters');
  if (order !== undefined && order !== ofOrder)
    throw new InvalidCursor(`belongs to a list in ${ofOrder} order`);
  return { list, order: ofOrder, seq: BigInt(seq), place };
}

/** Shape of a seq in a cursor: it must fit the column it is compared with. */
export const seqPattern = /^(?:0|[1-9][0-9]{0,17})$/;

function parse(cursor: string): string[] {
  const bytes = Buffer.from(cursor, 'base64url');
  if (cursor.length > 4_096 || bytes.toString('base64url') !== cursor)
    throw new InvalidCursor('is malformed');
  try {
    const parts: unknown = JSON.parse(bytes.toString());
    if (Array.isArray(parts) && parts.every((part) => typeof part === 'string')) return parts;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new InvalidCursor('is malformed');
}

/** Cuts a list that was read one item too long, to see whether there is more. */
export function page<Item>(
  found: readonly Item[],
  limit: number,
  cursor: Omit<Cursor, 'place'>,
  placeOf: (item: Item) => readonly string[],
): Page<Item> {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  const next =
    last !== undefined && found.length > limit ? writeCursor({ ...cursor, place: placeOf(last) }) : null;
  return { items, next, seq: String(cursor.seq) };
}
