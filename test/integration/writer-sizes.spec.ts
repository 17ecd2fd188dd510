import type { LedgerCommand } from '@ledger/ledger';
import type { Journal } from '@journal/journal';
import { journalOf } from '@streams/stream';
import { journalAt, openBooks, temporaryFolder } from '../support/journals';
import { MemoryStore, MemoryStream } from '../support/memory-stream';
import { caller } from '../support/caller';

/** An account whose opening is almost as large as an entry can be: four do not fit into one append here. */
const large = (i: number): LedgerCommand => ({
  type: 'OpenAccount',
  path: `large:${i}`,
  accountType: 'asset',
  metadata: { a: 'x'.repeat(60_000) },
});
const keyed = Array.from({ length: 10 }, (_, i) => ({ actor: caller, key: `k${i}`, command: large(i) }));

describe('independent commands that would not fit into one append', () => {
  const folder = temporaryFolder();
  let store: MemoryStore;
  let journal: Journal;

  beforeEach(async () => {
    store = new MemoryStore();
    journal = journalAt('esdb://nowhere', folder.path, {
      stream: new MemoryStream(store),
      limits: {
        appendBytesMax: 200_000,
        queueMax: 100,
        patienceMs: 20_000,
        retryMs: { first: 10, longest: 200 },
      },
    });
    await openBooks(journal, 'books');
  });
  afterEach(() => journal.close());
  afterAll(() => folder.remove());

  it('are all accepted', async () => {
    const answers = await journal.submitIndependent('books', keyed);
    expect(answers.map((answer) => 'entry' in answer)).toEqual(keyed.map(() => true));
  });

  it('are all accepted when they are only tried', async () => {
    const before = store.events(journalOf('books')).length;
    const answers = await journal.previewIndependent('books', keyed);
    expect(answers.map((answer) => 'entry' in answer)).toEqual(keyed.map(() => true));
    expect(store.events(journalOf('books'))).toHaveLength(before);
  });

  it('are refused as one atomic bulk', async () => {
    await expect(journal.submitAtomic('books', keyed)).rejects.toMatchObject({
      refusal: { code: 'BulkTooLarge' },
    });
  });
});
