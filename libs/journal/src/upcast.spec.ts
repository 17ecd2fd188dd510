import { RecordedJournal } from '../../../test/support/recorded-journal';
import { canonicalText } from './canonical';
import { entryVersion, readEntry } from './entry';
import { EntryFromTheFuture, upcastEntry } from './upcast';

function stored(): Buffer {
  const journal = new RecordedJournal();
  journal.append(journal.opening({ name: 'Books' }));
  return Buffer.from(journal.events[0]!.data);
}

describe('a stored entry', () => {
  it('of today’s version is read as it is', () => {
    expect(upcastEntry(stored())).toEqual(readEntry(stored()));
  });

  it('of a later version stops the release that does not know it, with seq and versions', () => {
    const later = Buffer.from(canonicalText({ ...readEntry(stored()), v: entryVersion + 1 }));
    expect(() => upcastEntry(later)).toThrow(EntryFromTheFuture);
    expect(() => upcastEntry(later)).toThrow(`seq 0 has version ${entryVersion + 1}; this release knows`);
  });
});
