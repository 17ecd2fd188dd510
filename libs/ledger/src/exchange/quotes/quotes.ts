import { Expiries } from '../../machinery/expiries';
import { uuidFingerprint } from '../../machinery/fingerprint-table';
import type { UndoLog } from '../../machinery/undo-log';
import { UndoableMap } from '../../machinery/undoable-map';
import { UndoableTable } from '../../machinery/undoable-table';
import { Refusal } from '../../refusal';
import type { QuotePointer } from './quote-pointer';
import type { QuotedDeal } from './quoted-deal';

/** What became of a quote. The numbers stand in snapshots. */
const quoteStates = ['given', 'used', 'withdrawn'] as const;
type QuoteState = (typeof quoteStates)[number];

/** A quote that was neither used nor withdrawn. */
export type Quote = QuotedDeal & {
  /** UUIDv7, of the entry that gave it. */
  readonly id: string;
  /** Of that entry. */
  readonly seq: number;
};

/** Those of one ledger. */
export interface Quotes {
  /** By id; those that have expired are dropped when the next one is given. */
  readonly open: UndoableMap<string, Quote>;
  /** Id of every quote -> seq of the entry of its state, times the count of states, plus the place in them. */
  readonly known: UndoableTable;
  /** When the open ones expire, the earliest first. */
  readonly expiries: Expiries;
}

/** As plain values, for a snapshot. */
export interface StoredQuotes {
  readonly open: ReadonlyMap<string, Quote>;
  readonly known: readonly Uint32Array[];
}

export function noQuotes(undo: UndoLog): Quotes {
  return {
    open: new UndoableMap(undo),
    known: new UndoableTable(undo, uuidFingerprint),
    expiries: new Expiries(undo),
  };
}

export function storedQuotes({ open, known }: Quotes): StoredQuotes {
  return { open, known: known.contents() };
}

export function restoredQuotes({ open, known }: StoredQuotes, undo: UndoLog): Quotes {
  const expiries = new Expiries(undo);
  expiries.keepOnly(open.values());
  return {
    open: new UndoableMap(undo, open),
    known: new UndoableTable(undo, uuidFingerprint, known),
    expiries,
  };
}

export function pointerTo({ id, seq }: Quote): QuotePointer {
  return { id, seq: String(seq) };
}

/**
 * A quote that can be used, or withdrawn.
 * @param now RFC 3339, UTC, milliseconds
 * @throws Refusal QuoteNotFound, QuoteIsUsed, QuoteIsWithdrawn, QuoteIsExpired
 */
export function requireOpenQuote({ open, known }: Quotes, id: string, now: string): Quote {
  const place = known.get(id);
  if (place === undefined) throw new Refusal('QuoteNotFound', `No quote has the id ${id}.`, { quote: id });
  const state = quoteStates[place % quoteStates.length]!;
  const seq = Math.floor(place / quoteStates.length);
  if (state !== 'given') {
    const code = state === 'used' ? 'QuoteIsUsed' : 'QuoteIsWithdrawn';
    throw new Refusal(code, `The quote ${id} was ${state} at seq ${seq}.`, { quote: id, seq: String(seq) });
  }
  const quote = open.get(id);
  if (quote && quote.expiresAt > now) return quote;
  throw new Refusal('QuoteIsExpired', `The quote ${id} has expired: ask for another one.`, { quote: id });
}

/** Keeps a quote until it expires, and its id for ever. */
export function keepQuote(quotes: Quotes, quote: Quote, now: string): void {
  dropExpired(quotes, now);
  quotes.open.set(quote.id, quote);
  quotes.expiries.replace(undefined, quote);
  setState(quotes, quote.id, 'given', quote.seq);
}

export function endQuote(quotes: Quotes, id: string, state: Exclude<QuoteState, 'given'>, seq: number): void {
  forget(quotes, id);
  setState(quotes, id, state, seq);
}

function setState({ known }: Quotes, id: string, state: QuoteState, seq: number): void {
  known.set(id, seq * quoteStates.length + quoteStates.indexOf(state));
}

function dropExpired(quotes: Quotes, now: string): void {
  const { expiries } = quotes;
  for (let { first } = expiries; first && first.at <= now; first = expiries.first) {
    forget(quotes, first.id);
    expiries.removeFirst();
  }
}

/** Taken back, it is open again, and expires when it did. */
function forget({ expiries, open }: Quotes, id: string): void {
  const quote = open.get(id);
  if (!quote) return;
  expiries.replace(quote, undefined);
  open.delete(id);
}
