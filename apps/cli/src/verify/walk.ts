import { parseEntry, type Entry } from '@entries/entry';
import { journalOf, type StoredEvent, type Stream } from '@streams/stream';
import type { AccessHistory } from '@verifier/access/access-history';
import { JournalVerifier, type VerifiedJournal } from '@verifier/journal/journal-verifier';
import { JournalFault, JournalIncomplete } from '@verifier/journal/fault';
import { Originals } from './originals';
import type { LedgerIncompleteClass } from './incomplete';
import type { EqualReadModels, ReadModelSnapshot } from './read-models';
import { ImpliedRows } from './tables/implied-rows';
import { Prints } from './tables/prints';

/** What was found: nothing wrong; proof of tampering; or not enough to say either. */
export interface Findings {
  readonly journal?: VerifiedJournal;
  readonly readModels?: EqualReadModels;
  /** Of the access journal: what it came to at each entry. */
  readonly history?: AccessHistory | undefined;
  readonly fault?: JournalFault;
  readonly incomplete?: { readonly class: LedgerIncompleteClass; readonly detail: string };
  /** Entries that were walked, and those from the first on that valid seals vouch for. */
  readonly entries: number;
  readonly trusted: number;
  readonly books: { readonly accounts: number; readonly transactions: number; readonly postings: number };
  /** Time the walk took, without the comparison of the read models. */
  readonly walkMs: number;
}

export interface Walk {
  readonly ledger: string;
  readonly stream: Stream;
  /** Verifier key of the root that is trusted. */
  readonly root: string | undefined;
  /** The read models to hold against the journal; undefined leaves them out. */
  readonly readModels: ReadModelSnapshot | undefined;
  /** What the access journal came to, by which the actors are judged; undefined leaves them out. */
  readonly access?: AccessHistory | undefined;
  /** Entries to walk; without it, or where it is 0, all. */
  readonly count?: number;
  /** Called now and then with the seq that is next. */
  progress(entries: number): void;
}

const progressEvery = 2_000;

/** Walks a journal from the event store and compares the read models at the entry that they have applied last. */
export async function walkJournal(walk: Walk): Promise<Findings> {
  const { access, count, ledger, stream, root, readModels, progress } = walk;
  const originals = new Originals(stream, ledger);
  const earlier = (seq: number) => originals.at(seq);
  const verifier = new JournalVerifier({
    ledger,
    earlier,
    ...(root !== undefined && { root }),
    ...(access && { access }),
  });
  const prints = new Prints();
  const rows = new ImpliedRows(prints.take);
  let equal: EqualReadModels | undefined;
  let entries = 0;
  let comparedMs = 0;
  const begin = performance.now();
  const findings = () => ({
    ...(equal && { readModels: equal }),
    entries,
    trusted: verifier.trustedTo,
    books: countsOf(verifier),
    walkMs: performance.now() - begin - comparedMs,
  });
  const take = async (event: StoredEvent): Promise<void> => {
    await originals.readFor(event);
    const entry = verifier.take(event);
    entries += 1;
    if (entries % progressEvery === 0) progress(entries);
    if (!readModels || !verifier.isSound) return;
    if (event.revision > readModels.seq) return;
    rows.take(entry);
    if (event.revision < readModels.seq) return;
    const before = performance.now();
    rows.end();
    const again = () => entriesAgain(stream, ledger, entries);
    equal = await readModels.compare({ prints, numbers: rows.numbers, again });
    comparedMs = performance.now() - before;
  };
  try {
    for await (const event of stream.read(journalOf(ledger), 0, count || undefined)) await take(event);
    const journal = verifier.end();
    if (readModels && !equal) throw readModelsAhead(readModels.seq, entries);
    return { journal, history: verifier.accessHistory, ...findings() };
  } catch (error) {
    if (error instanceof JournalFault) return { fault: error, ...findings() };
    if (error instanceof JournalIncomplete) {
      const { incompleteClass, message } = error;
      return { incomplete: { class: incompleteClass, detail: message }, ...findings() };
    }
    throw error;
  }
}

async function* entriesAgain(stream: Stream, ledger: string, count: number): AsyncGenerator<Entry> {
  for await (const { data } of stream.read(journalOf(ledger), 0, count)) yield parseEntry(data);
}

function countsOf({ books: { accounts, transactions, postings } }: JournalVerifier): Findings['books'] {
  return { accounts: accounts.size, transactions, postings };
}

function readModelsAhead(seq: number, entries: number): JournalFault {
  const detail = `Table progress has entry ${seq} applied, but the journal has ${entries} entries: its end was cut off, or the table was changed.`;
  return new JournalFault('ReadModelDiffers', entries, detail);
}
