import type { Entry } from '@entries/entry';
import { JournalVerifier } from './journal-verifier';
import { JournalIncomplete } from './fault';
import {
  type Mutable,
  appends,
  describing,
  edit,
  found,
  keys,
  ledger,
  only,
  opening,
  posting,
  reencode,
  spliced,
  topUp,
  verify,
  withEdited,
  written,
} from '../../../../test/support/written-journal';
import { actorOf } from '../../../../test/support/caller';

it('accepts a journal that is as it was written', () => {
  const verified = verify(written(appends), keys.root(ledger).vkey);
  expect(verified).toMatchObject({ entries: 8, seals: 4, root: keys.root(ledger).vkey });
});

it('adds up the books of the journal', () => {
  const verifier = new JournalVerifier({ ledger });
  for (const event of written(appends)) verifier.take(event);
  const { accounts, transactions, postings } = verifier.books;
  expect({ transactions, postings }).toEqual({ transactions: 4, postings: 8 });
  expect(accounts.get('bank')!.balances).toMatchObject([{ debits: 1700n, credits: 0n, version: 4 }]);
  expect(accounts.get('customers:alice')!.balances).toMatchObject([
    { debits: 0n, credits: 1700n, version: 4 },
  ]);
});

describe('finds an entry that was changed', () => {
  it('at the beginning', () => {
    expect(
      found(
        withEdited(
          0,
          edit((entry) => (entry.actor = actorOf('mallory'))),
        ),
      ),
    ).toEqual(['BrokenChain', 0]);
  });
  it('in the middle of an append', () => {
    expect(found(withEdited(5, edit(describing)))).toEqual(['BrokenChain', 5]);
  });
  it('at the end, where nothing follows it', () => {
    expect(found(withEdited(7, edit(describing)))).toEqual(['SealWrongHead', 7]);
  });
  it('even if all entries after it were chained again', () => {
    const sealed = written(appends);
    const forged = written(appends, only(4, describing)).map((event, seq) => ({
      ...event,
      metadata: sealed[seq]!.metadata,
    }));
    expect(found(forged)).toEqual(['SealWrongHead', 4]);
  });
  it('even by someone with the writer key, where the books show it', () => {
    const forged = written([
      opening,
      appends[1]!,
      [topUp('10.00', '10.00', '1'), topUp('9.50', '15.50', '2')],
    ]);
    expect(found(forged)).toEqual(['FiguresDiffer', 5]);
  });
});

describe('finds entries that are not where they were written', () => {
  it.each([
    ['the first deleted', spliced(0, 1), 0],
    ['one in the middle deleted', spliced(5, 1), 5],
    ['one repeated', spliced(5, 0, written(appends)[4]!), 5],
    ['two swapped', spliced(4, 2, written(appends)[5]!, written(appends)[4]!), 4],
  ])('%s', (_, events, seq) => {
    expect(found(events)).toEqual(['WrongSeq', seq]);
  });
  it('one inserted, with all after it renumbered', () => {
    const more = [appends[0]!, appends[1]!, [...appends[2]!.slice(0, 1), topUp('0.00', '10.00', '2')]];
    expect(found([...written(more), ...written(appends).slice(6)])).toEqual(['BrokenChain', 6]);
  });
  it('the journal of another ledger', () => {
    expect(found(written(appends, (entry) => (entry.ledger = 'other')))).toEqual(['WrongLedger', 0]);
  });
  it('a gap in the revisions of the store', () => {
    expect(found(withEdited(3, (event) => (event.revision = 4)))).toEqual(['WrongSeq', 3]);
  });
});

describe('finds an entry that is written in another way', () => {
  it.each([
    ['white space', (text: string) => text.replace('{', '{ ')],
    ['a key twice', (text: string) => text.replace('"v":1', '"v":1,"v":1')],
    ['the keys in another order', (text: string) => text.replace(/^\{(.*),("v":1)\}$/, '{$2,$1}')],
    ['an escape', (text: string) => text.replace('Top-up', 'Top\\u002dup')],
    ['another normalisation form', (text: string) => text.replace('Top-up', 'Top-u\u0308p')],
    ['a number', (text: string) => text.replace('"0.50"', '0.50')],
    ['no JSON', () => 'sorry'],
    ['nothing', () => ''],
  ])('%s', (_, change) => {
    expect(found(withEdited(6, reencode(change)))).toEqual(['NotCanonical', 6]);
  });
  it.each<[string, (entry: Mutable<Entry>) => unknown]>([
    ['no time', (entry) => (entry.recordedAt = 'yesterday')],
    [
      'an amount of too many digits',
      (entry) =>
        (entry.body = {
          postings: [
            { ...posting('bank', 'debit', '9'.repeat(1e4), ['1', '1']) },
            posting('bank', 'credit', '1.00', ['1', '1']),
          ],
        } as never),
    ],
    ['postings that are no list', (entry) => (entry.body = { postings: 'none' } as never)],
  ])('%s', (_, change) => {
    expect(found(written(appends, only(4, change)))).toEqual(['MalformedEntry', 4]);
  });
  it.each<[string, (entry: Mutable<Entry>) => unknown]>([
    ['an unknown type', (entry) => (entry.type = 'MoneyPrinted' as never)],
    ['an unknown version', (entry) => (entry.v = 2)],
    ['an unknown field', (entry) => Object.assign(entry, { zz: 'new' })],
  ])('or was written by a later release, which is no tampering: %s', (_, change) => {
    expect(() => verify(written(appends, only(4, change)))).toThrow(
      expect.objectContaining({ incompleteClass: 'FromLaterRelease' }) as Error,
    );
    const unsealed = withEdited(4, edit(change));
    expect(found(unsealed)[0]).toBe('BrokenChain');
  });
  it('an event that calls itself something else', () => {
    expect(found(withEdited(2, (event) => (event.type = 'AccountClosed')))).toEqual(['EnvelopeDiffers', 2]);
  });
});

describe('names what somebody without keys has done by what it breaks, whatever the entry then says', () => {
  type Edit = (entry: Mutable<Entry>) => unknown;
  const postingsOf = (entry: Mutable<Entry>) =>
    (entry.body as unknown as { postings: Record<string, string>[] }).postings;
  const edits: [string, Edit][] = [
    ['one amount', (entry) => (postingsOf(entry)[0]!['amount'] = '1.50')],
    ['both amounts', (entry) => postingsOf(entry).forEach((each) => (each['amount'] = '1.50'))],
    ['an account that is not open', (entry) => (postingsOf(entry)[0]!['account'] = 'nobody')],
    ['a time before', (entry) => (entry.recordedAt = '2026-11-22T05:57:36.000Z')],
    ['no time', (entry) => (entry.recordedAt = 'yesterday')],
    ['no actor', (entry) => delete (entry as Partial<typeof entry>).actor],
    ['an unknown field', (entry) => Object.assign(entry, { zz: 'new' })],
    ['an unknown type', (entry) => (entry.type = 'MoneyPrinted' as never)],
  ];
  it.each(edits)('in the middle of an append: %s', (_, change) => {
    const events = withEdited(5, edit(change));
    expect(found(events.map((event) => ({ ...event, ...envelopeOf(event) })))).toEqual(['BrokenChain', 5]);
  });
  it.each(edits)('at the end of one: %s', (_, change) => {
    const events = withEdited(7, edit(change));
    expect(found(events.map((event) => ({ ...event, ...envelopeOf(event) })))).toEqual(['SealWrongHead', 7]);
  });
  it('a registration of the key that seals', () => {
    const other = edit((entry) => Object.assign(entry.body, { keyId: '00000000' }));
    expect(found(withEdited(1, other))).toEqual(['SealWrongHead', 0]);
  });
  function envelopeOf({ data }: { readonly data: Uint8Array }) {
    const { id, type } = JSON.parse(Buffer.from(data).toString()) as { id: string; type: string };
    return { id, type };
  }
});

describe('finds what no key may sign', () => {
  it('an entry without actor', () => {
    const events = written(
      appends,
      only(6, (entry) => delete (entry as Partial<typeof entry>).actor),
    );
    expect(found(events)).toEqual(['MalformedEntry', 6]);
  });
  it('an entry that no seal covers any more, and that is wrong by itself', () => {
    const change = only(7, (entry) => (entry.recordedAt = 'yesterday'));
    const events = written(appends, change).map((event, seq) =>
      seq === 7 ? { ...event, metadata: Buffer.from('{}') } : event,
    );
    expect(found(events)).toEqual(['MalformedEntry', 7]);
  });
  it('time that goes backwards', () => {
    const events = written(
      appends,
      only(6, (entry) => (entry.recordedAt = '2026-11-22T05:57:37.000Z')),
    );
    expect(found(events)).toEqual(['TimeBackwards', 6]);
  });
  it('postings that do not balance', () => {
    const [bank, alice] = [
      posting('bank', 'debit', '2.00', ['2.00', '1']),
      posting('customers:alice', 'credit', '1.00', ['1.00', '1']),
    ];
    const forged = written([
      ...appends.slice(0, 2),
      [{ type: 'TransactionPosted', body: { postings: [bank, alice] } }],
    ]);
    expect(found(forged)).toEqual(['PostingsDoNotBalance', 4]);
  });
  it('postings to an account that is not open', () => {
    expect(found(written([opening, [topUp('1.00', '1.00', '1')]]))).toEqual(['NotAllowedByBooks', 2]);
  });
});

describe('says of a journal that is not all there that it is incomplete', () => {
  it('where the last entries carry no seal', () => {
    expect(() => verify(written(appends).slice(0, 6))).toThrow(JournalIncomplete);
  });
  it('where there is none', () => {
    expect(() => verify([])).toThrow(JournalIncomplete);
  });
});
