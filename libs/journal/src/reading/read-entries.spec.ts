import { MemoryStore, MemoryStream } from '../../../../test/support/memory-stream';
import { RecordedJournal } from '../../../../test/support/recorded-journal';
import { opened } from '../../../../test/support/given';
import { readEntries } from './read-entries';
import { journalOf } from '@streams/stream';

/** A journal of a hundred entries and more, in a stream that notes what was read of it. */
class NotingStream extends MemoryStream {
  readonly reads: [from: number, count: number | undefined][] = [];

  override read(stream: string, from: number, count?: number) {
    this.reads.push([from, count]);
    return super.read(stream, from, count);
  }
}

function hundred(): NotingStream {
  const journal = new RecordedJournal();
  journal.append(journal.opening({ name: 'Books' }));
  journal.append(...Array.from({ length: 100 }, (_, i) => opened(`a${i}`)));
  const store = new MemoryStore();
  store.append(journalOf('books'), 'no_stream', journal.events);
  return new NotingStream(store);
}

describe('reading entries by their seqs', () => {
  it('gives each one, whatever the order and however often it is asked for', async () => {
    const entries = await readEntries(hundred(), 'books', [90, 3, 90, 0, 101]);
    expect([...entries.keys()].sort((a, b) => a - b)).toEqual([0, 3, 90, 101]);
    for (const [seq, entry] of entries) expect(entry.seq).toBe(String(seq));
  });

  it('reads what stands close together in one go', async () => {
    const stream = hundred();
    await readEntries(stream, 'books', [10, 11, 12, 40, 99]);
    expect(stream.reads).toEqual([
      [10, 31],
      [99, 1],
    ]);
  });

  it('reads nothing for nothing', async () => {
    const stream = hundred();
    expect([(await readEntries(stream, 'books', [])).size, stream.reads]).toEqual([0, []]);
  });

  it('is a fault where the journal ends before', async () => {
    await expect(readEntries(hundred(), 'books', [5, 102])).rejects.toThrow('invariant broken');
  });
});
