import { eventsUntil, type ReadEvent, type Until } from '@export/until';
import { journalOf, type Stream } from '@streams/stream';
import { Failure } from '../failure';
import { showProgress } from '../progress';

/** A journal in the event store, and how far it is wanted. */
export interface ExportTask {
  readonly stream: Stream;
  readonly ledger: string;
  /** Where to write. */
  readonly out: string;
  readonly until: Until;
}

/** The journal as it was when the export began: what is appended meanwhile is left to the next one. */
export interface JournalSource {
  readonly last: number;
  read(): AsyncIterable<ReadEvent>;
}

/** @throws Failure where there is no such ledger, or not yet the entry that is wanted as the last */
export async function journalSource({ stream, ledger, until }: ExportTask): Promise<JournalSource> {
  const last = (await stream.last(journalOf(ledger)))?.revision;
  if (last === undefined) throw new Failure(`There is no ledger ${ledger}.`);
  if (until.seq !== undefined && until.seq > last)
    throw new Failure(
      `The journal of ${ledger} ends with entry ${last}; there is no entry ${until.seq} yet.`,
    );
  return {
    last: Math.min(last, until.seq ?? last),
    read: () => eventsUntil(stream.read(journalOf(ledger), 0, last + 1), until),
  };
}

const progressEvery = 2_000;

/** Shows how far the reading is, in a bar of so many entries, until `work` is done. */
export async function withProgress<Made>(
  total: number,
  work: (count: (events: AsyncIterable<ReadEvent>) => AsyncGenerator<ReadEvent>) => Promise<Made>,
): Promise<Made> {
  const bar = showProgress('export', total);
  let entries = 0;
  async function* counted(events: AsyncIterable<ReadEvent>): AsyncGenerator<ReadEvent> {
    for await (const event of events) {
      entries += 1;
      if (entries % progressEvery === 0) bar.at(entries, `${entries.toLocaleString('en')} entries`);
      yield event;
    }
  }
  try {
    return await work(counted);
  } finally {
    bar.end();
  }
}
