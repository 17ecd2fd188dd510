import { temporaryFolder } from '../../../../test/support/journals';
import { newSigner } from '../../../../test/support/written-journal';
import { silentObserver } from '../observer';
import { readSnapshot } from './snapshot';
import { Snapshots } from './snapshots';
import { MemoryStream } from '../../../../test/support/memory-stream';
import type { JournalKeys } from '@proof/key-ring';

const ledger = 'acme';
const everyEntries = 10;

describe('a journal with snapshots every ten entries', () => {
  const folder = temporaryFolder();
  const signer = newSigner('bench.local/acme');
  afterAll(() => folder.remove());

  /** The seq of the snapshot after a writer in this state was looked at; undefined where there is none. */
  async function snapshotAt(
    seq: number,
    busy: { readonly isIdle: boolean; readonly isAppending: boolean },
  ): Promise<number | undefined> {
    const place = { folder: `${folder.path}/${seq}-${busy.isIdle}-${busy.isAppending}`, everyEntries };
    const book = { version: 1, store: () => ({}), restore: () => ({}) as never, worth: () => 0 };
    const keys = { writers: () => [signer] } as unknown as JournalKeys;
    const options = { snapshots: place, keys, stream: new MemoryStream(), observer: silentObserver };
    const snapshots = new Snapshots(book, options);
    const end = { seq, hash: Buffer.alloc(32), recordedAt: '2026-01-01T00:00:00.000Z' };
    const writer = { ledger, state: {} as never, end, ...busy };
    snapshots.grown(writer);
    // Behind the one that may be under way; it writes nothing itself.
    await snapshots.write({ ...writer, isAppending: true });
    return (await readSnapshot({ folder: place.folder, ledger }, 1, [signer]))?.head.seq;
  }

  const idle = { isIdle: true, isAppending: false };
  const waitedFor = { isIdle: false, isAppending: false };

  it('writes one when the writer is idle', async () => {
    expect([await snapshotAt(8, idle), await snapshotAt(9, idle)]).toEqual([undefined, 9]);
  });

  it('lets callers go first, until four are overdue', async () => {
    expect([await snapshotAt(38, waitedFor), await snapshotAt(39, waitedFor)]).toEqual([undefined, 39]);
  });

  it('writes none while an append is under way: the state is ahead of the journal', async () => {
    expect(await snapshotAt(39, { isIdle: false, isAppending: true })).toBeUndefined();
  });
});
