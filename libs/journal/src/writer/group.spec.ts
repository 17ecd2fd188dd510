import { RecordedJournal, hashOf, refusalIn } from '../../../../test/support/recorded-journal';
import { comparable } from '../../../../test/support/comparable';
import type { PlaceHold } from '@ledger/holds/hold';
import { credit, currency, debit, opened, paid } from '../../../../test/support/given';
import { leafHash, parseEntry } from '@entries/entry';
import { decideTogether, groupEntriesMax } from './group';
import { parseSeal, sealIn } from '@proof/seal';
import { actorOf, caller } from '../../../../test/support/caller';

function openedJournal(): RecordedJournal {
  const journal = new RecordedJournal();
  journal.append(journal.opening({ name: 'Books' }));
  journal.append(opened('a'), opened('b'));
  return journal;
}

const keyed = (key: string, command = opened('c')) => ({ actor: caller, command, key, hash: 'h' });

/** So many times the same two postings, on accounts with paths of so many characters. */
function wideHold(lines: number, characters: number, expiresAt?: string): PlaceHold {
  const [from, to] = ['a', 'b'].map((name) => `${name}:${'x'.repeat(characters - 2)}`);
  const pairs = Array.from({ length: lines / 2 }, () => [debit(from!, '1.00'), credit(to!, '1.00')]);
  return { type: 'PlaceHold', postings: pairs.flat(), ...(expiresAt !== undefined && { expiresAt }) };
}

describe('a hold of many postings', () => {
  const nextYear = '2027-01-01T00:00:00.000Z';
  const [from, to] = wideHold(2, 40).postings.map(({ account }) => account);
  const most = `${'9'.repeat(33)}.00`;

  it('is refused where its expiry could one day not be written, because the balances have grown', () => {
    const journal = openedJournal();
    journal.append(opened(from!), opened(to!));
    const refused = { refusal: { code: 'EntryTooLarge' } };

    expect(journal.append(wideHold(256, 40, nextYear))).toMatchObject([refused]);
    const [placed] = journal.append(wideHold(256, 40));
    if (!placed || !('entry' in placed)) throw new Error('a hold that never expires was refused');
    const sooner = { type: 'IncrementHold', hold: placed.entry.id, expiresAt: nextYear } as const;
    expect(journal.append(sooner)).toMatchObject([refused]);
  });

  it('that was taken expires whatever the balances have become', () => {
    const journal = openedJournal();
    journal.append(opened(from!), opened(to!));
    journal.append(wideHold(200, 40, nextYear));
    journal.append(paid(most, to!, from!));
    journal.wait(60 * 86_400);
    const group = journal.group();
    group.takeDue();

    expect(group.events.map(({ type }) => type)).toEqual(['HoldExpired']);
  });
});

describe('a group of entries', () => {
  it('chains each entry to the bytes of the one before', () => {
    const { events } = openedJournal();
    const entries = events.map(({ data }) => parseEntry(data));
    expect(entries.map(({ seq }) => seq)).toEqual(['0', '1', '2', '3']);
    expect(entries[0]!.prev).toBe(Buffer.alloc(32).toString('base64url'));
    entries.slice(1).forEach(({ prev }, before) => {
      expect(prev).toBe(leafHash(events[before]!.data).toString('base64url'));
    });
  });

  it('has one seal, over all of it, in the metadata of its last event', () => {
    const { events } = openedJournal();
    const seals = events.map(({ metadata }) => sealIn(metadata));
    expect(seals.map((seal) => seal === undefined)).toEqual([true, false, true, false]);
    expect(parseSeal(seals[3]!).seal).toEqual({
      log: 'vectors.example/books',
      first: 2,
      last: 3,
      head: leafHash(events[3]!.data),
    });
  });

  it('names who asked in every entry that a command makes, and the system where nobody asked', () => {
    const journal = openedJournal();
    journal.append(paid('5.00', 'a', 'b'));
    const expiresAt = '2026-11-23T12:00:10.000Z';
    journal.append({ type: 'PlaceHold', postings: paid('1.00', 'a', 'b').postings, expiresAt });
    journal.wait(60);
    const group = journal.group();
    group.takeDue();
    group.decide({ ...keyed('k'), actor: actorOf('alice') });
    group.decide({ ...keyed('l', opened('d')), actor: actorOf('bob') });

    const actors = group.events.map(({ type, data }) => [type, parseEntry(data).actor.sub]);
    expect(actors).toEqual([
      ['HoldExpired', 'system'],
      ['AccountOpened', 'alice'],
      ['AccountOpened', 'bob'],
    ]);
  });

  it('names key and content only in the entry that answers the command', () => {
    const journal = new RecordedJournal();
    journal.append(journal.opening({ name: 'Books' }));
    expect(journal.entries().map(({ idem, idemHash }) => [idem, idemHash])).toEqual([
      [undefined, undefined],
      ['key-1', hashOf('content of key-1')],
    ]);
  });

  it('names the ledger of which it refuses that it exists, or that it does not', () => {
    const again = openedJournal();
    const opening = again.opening({ name: 'Books' });
    const ledger = {
      facts: { ledger: 'books' },
      message: expect.stringContaining('the id books') as unknown,
    };
    expect(again.group().decide({ actor: caller, command: opening, key: 'k', hash: 'h' })).toMatchObject({
      refusal: { code: 'LedgerAlreadyExists', ...ledger },
    });
    expect(new RecordedJournal().group().decide(keyed('k'))).toMatchObject({
      refusal: { code: 'LedgerNotFound', ...ledger },
    });
  });

  it('is recorded no earlier than what stands before it, whatever the clock says', () => {
    const journal = openedJournal();
    journal.head = { ...journal.head, recordedAt: '2999-01-01T00:00:00.000Z' };
    journal.append(opened('c'));
    expect(journal.entries().at(-1)!.recordedAt).toBe('2999-01-01T00:00:00.000Z');
  });

  it('decides each command on top of those before it', () => {
    const journal = openedJournal();
    const decisions = journal.append(opened('c'), paid('1.00', 'c', 'a'), paid('1.00', 'a', 'c'));
    expect(decisions.map((decision) => Object.keys(decision))).toEqual([['entry'], ['entry'], ['entry']]);
  });

  it('answers a key that was used before by the seq of its entry', () => {
    const journal = openedJournal();
    const group = journal.group();
    group.decide(keyed('again'));
    expect(group.decide(keyed('again', opened('d')))).toEqual({ replayOf: 4 });
    expect(group.events).toHaveLength(1);
  });

  it('has nothing in it of a command that was refused', () => {
    const journal = openedJournal();
    const before = comparable(journal.state);
    const group = journal.group();
    expect(group.decide(keyed('k', opened('a')))).toMatchObject({ refusal: { code: 'AccountAlreadyOpen' } });
    expect([comparable(journal.state), group.events.length, group.size]).toEqual([before, 0, 0]);
    expect(group.decide(keyed('k'))).toMatchObject({ entry: { seq: '4' } });
  });

  it('has nothing in it of a command whose second event is refused on top of its first', () => {
    const journal = new RecordedJournal();
    const before = comparable(journal.state);
    const currencies = [{ code: 'PTS', decimals: 0, name: 'Points' }];
    const chart = [{ pattern: 'a', type: 'asset', currencies: ['XXX'] }] as const;
    const group = journal.group();
    const command = journal.opening({ name: 'Books', currencies, chart });
    const decision = group.decide({ actor: caller, command, key: 'k', hash: 'h' });

    expect(decision).toMatchObject({ refusal: { code: 'CurrencyNotRegistered' } });
    expect(group.events).toEqual([]);
    expect(comparable(journal.state)).toBe(before);
  });

  it('is full at so many entries', () => {
    const group = openedJournal().group();
    for (let i = 0; i < groupEntriesMax; i += 1) {
      expect(group.isFull).toBe(false);
      group.decide(keyed(`k${i}`, opened(`c:${i}`, 'asset')));
    }
    expect(group.isFull).toBe(true);
  });
});

describe('an entry that is too large', () => {
  const withBytes = (bytes: number) =>
    opened('c', { accountType: 'asset', metadata: { a: 'x'.repeat(bytes) } });

  it('is refused, the largest that fits is not', () => {
    const journal = openedJournal();
    const small = journal.group();
    small.decide(keyed('k', withBytes(0)));
    const room = 65_535 - small.events[0]!.data.length;
    small.backTo({ events: 0, bytes: 0, head: journal.head, undo: 0 });
    const group = journal.group();
    expect(group.decide(keyed('k', withBytes(room + 1)))).toMatchObject({
      refusal: { code: 'EntryTooLarge', facts: { bytes: '65536', bytesMax: '65535' } },
    });
    expect(group.decide(keyed('k', withBytes(room)))).toMatchObject({ entry: { seq: '4' } });
    expect(group.events[0]!.data).toHaveLength(65_535);
  });

  it('counts bytes, not characters', () => {
    const command = opened('c', { accountType: 'asset', metadata: { a: '€'.repeat(22_000) } });
    expect(openedJournal().group().decide(keyed('k', command))).toMatchObject({
      refusal: { code: 'EntryTooLarge' },
    });
  });
});

describe('commands that are independent', () => {
  it('are not refused for what others took of an append; that is for the next one', () => {
    const group = openedJournal().group();
    const decisions = Array.from({ length: 20 }, (_, i) => {
      expect(group.isAppendable).toBe(i <= 17);
      const large = opened(`c:${i}`, { accountType: 'asset', metadata: { a: 'x'.repeat(60_000) } });
      return group.decide(keyed(`k${i}`, large));
    });
    expect(decisions.every((decision) => 'entry' in decision)).toBe(true);
  });
});

describe('commands that succeed or fail together', () => {
  it('leave nothing behind when one is refused', () => {
    const journal = openedJournal();
    const before = comparable(journal.state);
    const { events, head } = journal;
    const decisions = journal.append(opened('c'), currency('PTS', 0), opened('a'), opened('d'));
    expect(decisions).toHaveLength(3);
    expect(refusalIn(decisions).code).toBe('AccountAlreadyOpen');
    expect(comparable(journal.state)).toBe(before);
    expect([journal.events.length, journal.head]).toEqual([events.length, head]);
  });

  it('leave nothing behind when one meets a fault of ours', () => {
    const journal = openedJournal();
    const before = comparable(journal.state);
    const group = journal.group();
    const fault = { type: 'PostTransaction', postings: [] } as const;
    const items = [keyed('k1'), { ...keyed('k2'), command: fault }];
    expect(() => decideTogether(group, items)).toThrow('invariant broken');
    expect([comparable(journal.state), group.events.length]).toEqual([before, 0]);
  });

  it('are refused where they would not fit into one append', () => {
    const journal = openedJournal();
    const before = comparable(journal.state);
    const large = Array.from({ length: 20 }, (_, i) =>
      opened(`c:${i}`, { accountType: 'asset', metadata: { a: 'x'.repeat(60_000) } }),
    );
    const refusal = refusalIn(journal.append(...large));
    expect(refusal.code).toBe('BulkTooLarge');
    expect(comparable(journal.state)).toBe(before);
  });

  it('have either all been answered before or none', () => {
    const journal = openedJournal();
    const first = journal.group();
    decideTogether(first, [keyed('k1', opened('c')), keyed('k2', opened('d'))]);
    journal.take(first);
    const again = decideTogether(journal.group(), [keyed('k1'), keyed('k2')]);
    expect(again).toEqual([{ replayOf: 4 }, { replayOf: 5 }]);
    for (const mixed of [
      [keyed('k1'), keyed('k3', opened('e'))],
      [keyed('k3', opened('e')), keyed('k1')],
    ])
      expect(refusalIn(decideTogether(journal.group(), mixed))).toMatchObject({
        code: 'IdempotencyKeyReused',
        message: 'Of an atomic bulk either all keys were used before, by this bulk, or none.',
      });
  });

  it('have each key once', () => {
    const twice = [keyed('k1', opened('c')), keyed('k2', opened('d')), keyed('k2', opened('e'))];
    expect(refusalIn(decideTogether(openedJournal().group(), twice))).toMatchObject({
      code: 'IdempotencyKeyReused',
      message: 'The key k2 stands twice in the bulk: item 1 has it too.',
      facts: { idempotencyKey: 'k2', otherItem: 1 },
    });
  });
});
