import type { Journal } from '@journal/journal';
import { silentObserver } from '@journal/observer';
import { journalAt, temporaryFolder } from '../support/journals';
import { MemoryStream } from '../support/memory-stream';
import { caller } from '../support/caller';

const command = { type: 'OpenAccount', path: 'a', accountType: 'asset' } as const;
const keyed = { actor: caller, key: 'k', command };
const opening = { actor: caller, key: 'k', opening: { name: 'Nobody' } };

const askers: [string, (journal: Journal) => Promise<unknown>][] = [
  ['a command', (journal) => journal.submit('nobody', keyed)],
  ['a dry run', (journal) => journal.preview('nobody', keyed)],
  ['a dry run of an atomic bulk', (journal) => journal.previewAtomic('nobody', [keyed, keyed])],
  ['a dry run of its opening', (journal) => journal.previewOpening('nobody', opening)],
  ['a look for a transaction', (journal) => journal.transaction('nobody', 'none', 'k')],
];

describe('a ledger that does not exist', () => {
  it.each(askers)('leaves nothing in memory after %s', async (_, ask) => {
    const folder = temporaryFolder();
    let loads = 0;
    const observer = { ...silentObserver, loaded: () => void (loads += 1) };
    const journal = journalAt('esdb://nowhere', folder.path, { stream: new MemoryStream(), observer });
    for (let time = 0; time < 2; time += 1) await ask(journal).catch(() => undefined);
    expect(loads).toBe(2);
    await journal.close();
    folder.remove();
  });
});
