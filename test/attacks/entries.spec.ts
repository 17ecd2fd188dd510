import type { JournalEvent } from '@verifier/journal/stored-entry';
import {
  ended,
  exportOf,
  found,
  groups,
  journalOf,
  notary,
  checkpointOf,
  root,
  withSealsOf,
} from '../support/tampering';
import { actorOf } from '../support/caller';
import { describing, edit, only, posting, reencode, topUp, type Change } from '../support/written-journal';
import type { LedgerEvent } from '@ledger/ledger';
import type { Entry } from '@entries/entry';
import type { Mutable } from '../support/written-journal';

/** Everything unsigned is made again around the changed entries; seals and checkpoints are what they were. */
const foundWith = async (events: readonly JournalEvent[]) => found(await exportOf(events));

function changed(seq: number, change: (event: Mutable<JournalEvent>) => void): JournalEvent[] {
  const events = journalOf();
  change(events[seq]!);
  return events;
}

function moved(change: (events: JournalEvent[]) => void): JournalEvent[] {
  const events: JournalEvent[] = journalOf();
  change(events);
  return events.map((event, revision) => ({ ...event, revision }));
}

describe('finds an entry that was edited without a key', () => {
  const actor: Change = (entry) => (entry.actor = actorOf('mallory'));
  it.each<[string, JournalEvent[], string]>([
    ['the first', changed(0, edit(actor)), 'BrokenChain 0'],
    ['one in the middle of an append', changed(5, edit(describing)), 'BrokenChain 5'],
    ['one at the end of an append', changed(7, edit(describing)), 'SealWrongHead 5'],
    ['one in an append of its own', changed(8, edit(describing)), 'SealWrongHead 8'],
    ['the last, which nothing follows', changed(13, edit(describing)), 'SealWrongHead 12'],
  ])('%s', async (_, events, expected) => {
    expect(await foundWith(events)).toBe(expected);
  });

  it.each([
    [0, 'SealWrongHead 0'],
    [4, 'SealWrongHead 3'],
    [8, 'SealWrongHead 8'],
    [13, 'SealWrongHead 12'],
  ])('entry %i, with all after it chained again', async (seq, expected) => {
    const forged = journalOf(groups, only(seq, actor));
    expect(await foundWith(withSealsOf(journalOf(), forged))).toBe(expected);
  });
});

describe('finds an entry that is not where it was written', () => {
  const other = journalOf(groups, (entry) => (entry.ledger = 'other'));
  it.each<[string, JournalEvent[], string]>([
    ['the first deleted', moved((events) => events.splice(0, 1)), 'WrongSeq 0'],
    ['one in the middle deleted', moved((events) => events.splice(6, 1)), 'WrongSeq 6'],
    [
      'the last deleted, without its seal',
      moved((events) => events.splice(13, 1)),
      'incomplete: SealMissing',
    ],
    ['one repeated', moved((events) => events.splice(6, 0, events[5]!)), 'WrongSeq 6'],
    ['one repeated at the end', moved((events) => events.push(events[13]!)), 'WrongSeq 14'],
    ['two swapped', moved((events) => events.splice(5, 2, events[6]!, events[5]!)), 'WrongSeq 5'],
    ['one moved to the end', moved((events) => events.push(...events.splice(6, 1))), 'WrongSeq 6'],
    [
      'one of another ledger in its place',
      moved((events) => events.splice(8, 1, other[8]!)),
      'WrongLedger 8',
    ],
    ['all moved to another ledger', other, 'WrongLedger 0'],
  ])('%s', async (_, events, expected) => {
    expect(await foundWith(events)).toBe(expected);
  });

  it('one inserted, with all after it numbered and chained again', async () => {
    const more = [...groups.slice(0, 4), [topUp('2.00', '18.00', '4')], ...groups.slice(4)];
    expect(await foundWith(withSealsOf(journalOf(), journalOf(more)))).toBe('SealWrongHead 8');
  });

  it('one inserted at the end, without a seal', async () => {
    const more = [...groups, [topUp('1.00', '26.00', '8')]];
    expect(await foundWith(withSealsOf(journalOf(), journalOf(more)))).toBe('incomplete: SealMissing');
  });

  it('one deleted, with all after it numbered and chained again', async () => {
    const fewer = groups.map((group, at) => (at === 3 ? group.slice(0, 2) : group));
    expect(await foundWith(withSealsOf(journalOf(), journalOf(fewer)))).toMatch(
      /^(SealWrongHead|FiguresDiffer) /,
    );
  });

  it('two swapped, with all after them numbered and chained again', async () => {
    const swapped = groups.map((group, at) => (at === 2 ? [group[1]!, group[0]!] : group));
    expect(await foundWith(withSealsOf(journalOf(), journalOf(swapped)))).toBe('SealWrongHead 3');
  });
});

describe('finds an entry that was written in another way', () => {
  it.each<[string, (text: string) => string]>([
    ['white space', (text) => text.replace('{', '{ ')],
    ['a line feed at the end', (text) => `${text}\n`],
    ['a byte order mark', (text) => `\ufeff${text}`],
    ['a key twice', (text) => text.replace('"v":1', '"v":1,"v":1')],
    [
      'a key twice with another value first',
      (text) => text.replace('"amount":', '"amount":"9.99","amount":'),
    ],
    ['the keys in another order', (text) => text.replace(/^\{(.*),("v":1)\}$/, '{$2,$1}')],
    ['an escape', (text) => text.replace('Top-up', 'Top\\u002dup')],
    ['an escaped slash', (text) => text.replace('Top-up', 'Top\\/up')],
    ['the decomposed form of a letter', (text) => text.replace('Top-up', 'Top-u\u0308p')],
    ['a control character', (text) => text.replace('Top-up', 'Top-\\nup')],
    ['a lone surrogate', (text) => text.replace('Top-up', 'Top-\\ud800up')],
    ['a number', (text) => text.replace('"amount":"1.00"', '"amount":1.00')],
    ['a version with an exponent', (text) => text.replace('"v":1', '"v":1e0')],
    ['no JSON', () => 'sorry'],
    ['nothing', () => ''],
  ])('%s', async (_, change) => {
    expect(await foundWith(changed(8, reencode(change)))).toBe('NotCanonical 8');
  });
});

/** By someone who holds the writers' keys and the notary's: everything is signed, and only the meaning is wrong. */
async function foundSigned(appended: readonly (readonly LedgerEvent[])[], change?: Change): Promise<string> {
  const events = journalOf(appended, change);
  return found(await exportOf(events, [checkpointOf(events, events.length, [notary])]));
}

describe('finds what no key may sign', () => {
  const postings = (...lines: ReturnType<typeof posting>[]): LedgerEvent[][] => [
    ...groups.slice(0, 3).map((group) => [...group]),
    [{ type: 'TransactionPosted', body: { postings: lines } }],
  ];
  const bank = (amount: string, figures = [amount, '1']) => posting('bank', 'debit', amount, figures);
  const alice = (amount: string, figures = [amount, '1']) =>
    posting('customers:alice', 'credit', amount, figures);
  it.each<[string, LedgerEvent[][], string]>([
    ['debits that differ from credits', postings(bank('2.00'), alice('1.00')), 'PostingsDoNotBalance 5'],
    [
      'a balance that does not add up',
      postings(bank('2.00'), alice('2.00', ['3.00', '1'])),
      'FiguresDiffer 5',
    ],
    [
      'a count of postings that is too high',
      postings(bank('2.00', ['2.00', '2']), alice('2.00')),
      'FiguresDiffer 5',
    ],
    [
      'an available balance that does not add up',
      postings(bank('2.00'), { ...alice('2.00'), available: '5.00' }),
      'FiguresDiffer 5',
    ],
    [
      'an account that is not open',
      postings(bank('2.00'), { ...alice('2.00'), account: 'bob' }),
      'NotAllowedByBooks 5',
    ],
    [
      'a currency that there is not',
      postings({ ...bank('2.00'), currency: 'QQQ' }, alice('2.00')),
      'NotAllowedByBooks 5',
    ],
    ['too few decimals', postings(bank('2'), alice('2')), 'MalformedEntry 5'],
    [
      'an amount of a million digits',
      postings(bank('9'.repeat(50_000), ['1', '1']), alice('1.00')),
      'MalformedEntry 5',
    ],
    ['a negative amount', postings(bank('-2.00'), alice('-2.00')), 'MalformedEntry 5'],
    ['an amount with an exponent', postings(bank('2e2'), alice('2e2')), 'MalformedEntry 5'],
  ])('%s', async (_, appended, expected) => {
    expect(await foundSigned(appended)).toBe(expected);
  });

  it.each<[string, (entry: Mutable<Entry>) => unknown, string]>([
    [
      'time that goes backwards',
      (entry) => (entry.recordedAt = '2026-11-22T05:57:37.000Z'),
      'TimeBackwards 8',
    ],
    ['no time', (entry) => (entry.recordedAt = 'yesterday'), 'MalformedEntry 8'],
    [
      'a transaction that nobody asked for',
      (entry) => (entry.actor = { sub: 'system' }),
      'ActorNotPermitted 8',
    ],
    [
      'a principal without a grant',
      (entry) => Object.assign(entry, { actor: { sub: 'mallory' } }),
      'MalformedEntry 8',
    ],
    ['an unknown type', (entry) => (entry.type = 'MoneyPrinted' as never), 'incomplete: FromLaterRelease'],
    ['an unknown version', (entry) => (entry.v = 2), 'incomplete: FromLaterRelease'],
    [
      'a field that this release does not know',
      (entry) => Object.assign(entry, { x: 'y' }),
      'incomplete: FromLaterRelease',
    ],
    [
      'a field that this release does not know in a posting',
      (entry) => Object.assign((entry.body as { postings: object[] }).postings[1]!, { x: 'y' }),
      'incomplete: FromLaterRelease',
    ],
    [
      'postings that are no list',
      (entry) => (entry.body = { postings: 'none' } as never),
      'MalformedEntry 8',
    ],
    [
      'a second opening',
      (entry) => Object.assign(entry, { type: 'LedgerOpened', body: { name: 'x', root: root.vkey } }),
      'MalformedEntry 8',
    ],
  ])('%s', async (_, change, expected) => {
    expect(await foundSigned(groups, only(8, change))).toBe(expected);
  });

  const noText = { toString: 'x', valueOf: 'x' } as never;
  it.each<[string, (entry: Mutable<Entry>) => unknown]>([
    ['the version', (entry) => (entry.v = noText)],
    ...(['account', 'amount', 'available', 'posted', 'side', 'version'] as const).map(
      (field): [string, (entry: Mutable<Entry>) => unknown] => [
        `the ${field} of a posting`,
        (entry) => Object.assign((entry.body as { postings: object[] }).postings[1]!, { [field]: noText }),
      ],
    ),
  ])('an object that gives no text for %s', async (_, change) => {
    expect(await foundSigned(groups, only(8, change))).toBe('MalformedEntry 8');
  });

  const held = (available: string, line: string): LedgerEvent => ({
    type: 'HoldPlaced',
    body: {
      postings: [
        { ...posting('bank', 'credit', '1.00', ['25.00', '7']), available, line },
        { ...posting('customers:alice', 'debit', '1.00', ['25.00', '7']), available, line },
      ],
    },
  });
  it.each<[string, LedgerEvent]>([
    ['the path of an account', { type: 'AccountFrozen', body: { path: noText, reason: 'x' } }],
    ['the path of a statement', { type: 'StatementIssued', body: { path: noText, closing: [] } as never }],
    [
      'the currency of a hold',
      {
        type: 'HoldPlaced',
        body: { postings: [0, 1].map(() => ({ ...posting('bank', 'debit', '1.00', []), currency: noText })) },
      },
    ],
    ['decimals', { type: 'CurrencyRegistered', body: { code: 'PTS', decimals: noText, name: 'Points' } }],
    [
      'the first seq of a compromise',
      { type: 'KeyCompromised', body: { ...ended('KeyCompromised', notary).body, fromSeq: noText } as never },
    ],
  ])('an object that gives no text for %s', async (_, event) => {
    expect(await foundSigned([...groups, [event]])).toBe('MalformedEntry 14');
  });

  it.each<[string, LedgerEvent]>([
    [
      'decimals in a list',
      { type: 'CurrencyRegistered', body: { code: 'PTS', decimals: ['2'] as never, name: 'x' } },
    ],
    ['an account of no type', { type: 'AccountOpened', body: { path: 'new', type: 'wealth' as never } }],
  ])('%s', async (_, event) => {
    expect(await foundSigned([...groups, [event]])).toBe('MalformedEntry 14');
  });

  it('no type in what every object has', async () => {
    const event = { type: 'constructor' as never, body: { path: 'bank' } as never };
    expect(await foundSigned([...groups, [event]])).toBe('incomplete: FromLaterRelease');
  });

  it('a hold under the id of another one', async () => {
    const appended = [...groups, [held('24.00', '8')], [held('23.00', '9')]];
    expect(await foundSigned(appended)).toBe('ok');
    const again = only(15, (entry) => (entry.id = journalOf(appended)[14]!.id));
    expect(await foundSigned(appended, again)).toBe('NotAllowedByBooks 15');
  });
});
