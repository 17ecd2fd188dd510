import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { RecordedJournal } from '../../../test/support/recorded-journal';
import { recordSmallLedger } from '../../../test/support/small-ledger';
import { sequences } from '../../../test/property/generated';
import { SideBySide } from '../../../test/property/side-by-side';
import { TestLedger, openLedger } from '../../../test/support/given';
import { canonicalText } from './canonical';
import { entryBytes, leafHash, parseEntry, readEntry } from './entry';

describe('the bytes of an entry', () => {
  it('are what RFC 8785 gives, for every type of event with every field', () => {
    const journal = new RecordedJournal();
    recordSmallLedger(journal);
    for (const { data } of journal.events) {
      const text = data.toString();
      expect(text).toBe(canonicalize(JSON.parse(text)));
      expect(text).toBe(canonicalText(JSON.parse(text)));
    }
  });

  it('are what RFC 8785 gives, for whatever callers may ask', () => {
    let entries = 0;
    fc.assert(
      fc.property(sequences, (sequence) => {
        for (const entry of new SideBySide(sequence).live(sequence.steps).entries) {
          const text = Buffer.from(entryBytes(entry)).toString();
          expect(text).toBe(canonicalize(JSON.parse(text)));
          entries += 1;
        }
      }),
      { seed: 4, numRuns: 100 },
    );
    expect(entries).toBeGreaterThan(500);
  });

  it('keep the order of the keys of metadata: they are sorted when a command is accepted', () => {
    const ledger = new TestLedger();
    ledger.perform(openLedger());
    const [event] = ledger.perform({
      type: 'OpenAccount',
      path: 'a',
      accountType: 'asset',
      metadata: { b: '', a: '' },
    });
    if (event?.type !== 'AccountOpened') throw new Error('no account was opened');
    expect(Object.keys(event.body.metadata!)).toEqual(['b', 'a']);
  });

  it('give the entry back', () => {
    const journal = new RecordedJournal();
    recordSmallLedger(journal);
    for (const { data } of journal.events) {
      expect(parseEntry(data)).toEqual(readEntry(data));
      expect(entryBytes(readEntry(data))).toEqual(data);
    }
  });

  it('are read wherever they lie in a larger buffer', () => {
    const journal = new RecordedJournal();
    journal.append(journal.opening({ name: 'Books' }));
    const { data } = journal.events[0]!;
    const larger = Buffer.concat([Buffer.from('xxx'), data, Buffer.from('yyy')]);
    expect(readEntry(new Uint8Array(larger.buffer, larger.byteOffset + 3, data.length)).seq).toBe('0');
  });
});

describe('a leaf hash', () => {
  it('is SHA-256 over a zero byte and the bytes, as RFC 6962 says', () => {
    const bytes = Buffer.from('entry');
    const hash = createHash('sha256')
      .update(Buffer.concat([Buffer.of(0), bytes]))
      .digest();
    expect(leafHash(bytes)).toEqual(hash);
  });

  it('of no bytes is the one that RFC 6962 libraries publish', () => {
    const hash = '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d';
    expect(leafHash(new Uint8Array()).toString('hex')).toBe(hash);
  });
});
