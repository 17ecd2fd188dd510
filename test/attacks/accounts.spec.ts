import { accountLines, foundIn } from '../support/account-exported';
import { checkpointOf, ended, groups, journalOf, kept, notary, root, writer } from '../support/tampering';
import { describing, log, newSigner, only, posting, topUp } from '../support/written-journal';
import type { LedgerEvent } from '@ledger/ledger';
import type { PostedPosting } from '@ledger/transactions/posting';

const account = 'customers:alice';

/** The line changed as JSON. Lines: 0 header, 1 to 8 the entries 4, 5, 6, 7, 8, 10, 12 and 13, 9 the end. */
function changed(lines: readonly string[], at: number, change: (line: never) => object): string[] {
  return lines.with(at, JSON.stringify(change(JSON.parse(lines[at]!) as never)));
}

type Line = Record<string, unknown>;
type End = { end: { entries: string; closing: object[]; keys: { root: string; events: Line[] } } };

let lines: string[];
let forged: string[];
beforeAll(async () => {
  lines = await accountLines();
  forged = await accountLines(account, journalOf(groups, only(8, describing)));
});

it('the export of an account is in order, with a checkpoint that was kept, too', () => {
  expect(foundIn(lines)).toBe('ok');
  expect(foundIn(lines, { held: [kept(checkpointOf(journalOf(), 14))] })).toBe('ok');
});

it('a kept checkpoint that is damaged accuses nobody', () => {
  const { note } = checkpointOf(journalOf(), 14);
  const [, base64 = ''] = /— \S+ (\S+)\n$/.exec(note)!;
  const blob = Buffer.from(base64, 'base64');
  blob[40]! ^= 1;
  for (const damaged of [
    note.replace(base64, blob.toString('base64')),
    note.replace(/\n[A-Za-z0-9+/]{43}=\n/, `\n${'A'.repeat(43)}=\n`),
  ]) {
    expect(() => foundIn(lines, { held: [kept({ note: damaged })] })).toThrow(/^kept is damaged: /);
  }
});

it.each([
  ['an entry that only a compromised key can have sealed', 8, 'KeyIsCompromised 8'],
  ['nothing where another key may have sealed all entries from there on', 9, 'ok'],
])('finds by the key events of the export: %s', async (_, from, expected) => {
  const events = journalOf([...groups, [ended('KeyCompromised', writer, root, from)]]);
  expect(foundIn(await accountLines(account, events))).toBe(expected);
});

it('an entry without a posting stands in order', async () => {
  const frozen = { type: 'AccountFrozen', body: { path: account, reason: 'court order' } } as const;
  const more = await accountLines(account, journalOf([...groups, [frozen]]));
  expect(foundIn(more)).toBe('ok');
});

describe('finds in the export of an account', () => {
  it.each<[string, () => string[], string]>([
    [
      'an entry that was edited',
      () =>
        changed(lines, 5, (line: Line) => ({
          ...line,
          entry: String(line['entry']).replace('Top-up', 'Top-Up'),
        })),
      'ProofInvalid 8',
    ],
    [
      'an entry written in another way',
      () => changed(lines, 5, (line: Line) => ({ ...line, entry: String(line['entry']).replace('{', '{ ') })),
      'ProofInvalid 8',
    ],
    ['an entry of another journal, with its proof', () => lines.with(5, forged[5]!), 'ProofInvalid 8'],
    [
      'the proof of another entry',
      () => changed(lines, 5, (line: Line) => ({ ...line, proof: (JSON.parse(lines[4]!) as Line)['proof'] })),
      'ProofInvalid 8',
    ],
    [
      'a proof that is none',
      () => changed(lines, 5, (line: Line) => ({ ...line, proof: 'trust me' })),
      'ProofInvalid 8',
    ],
    ['another seq', () => changed(lines, 5, (line: Line) => ({ ...line, seq: '9' })), 'ProofInvalid 9'],
    [
      'a seq that is none',
      () => changed(lines, 5, (line: Line) => ({ ...line, seq: '-8' })),
      'AccountExportMalformed 8',
    ],
    ['a line twice', () => lines.toSpliced(5, 0, lines[5]!), 'WrongSeq 8'],
    ['two lines swapped', () => lines.toSpliced(5, 2, lines[6]!, lines[5]!), 'WrongSeq 8'],
    [
      'figures that the entry does not have',
      () => changed(lines, 5, (line: Line) => ({ ...line, lines: [] })),
      'FiguresDiffer 8',
    ],
    ['a line left out', () => lines.toSpliced(5, 1), 'incomplete: PostingMissing'],
    ['the opening of the account left out', () => lines.toSpliced(1, 1), 'incomplete: PostingMissing'],
    ['the last line left out', () => lines.toSpliced(8, 1), 'incomplete: EntriesMissing'],
    ['its end left out', () => lines.slice(0, -1), 'incomplete: FileCutOff'],
    ['all of it left out', () => [], 'incomplete: FileCutOff'],
    ['a line after its end', () => [...lines, lines[1]!], 'AccountExportMalformed'],
    [
      'other closing figures',
      () => changed(lines, 9, ({ end }: End) => ({ end: { ...end, closing: [] } })),
      'AccountExportMalformed',
    ],
    ['a line that is no JSON', () => lines.with(5, '{'), 'AccountExportMalformed 8'],
    ['a line with white space', () => lines.with(5, ` ${lines[5]}`), 'AccountExportMalformed 8'],
    ['a header that is none', () => lines.with(0, '{}'), 'AccountExportMalformed'],
    [
      'another account in its header',
      () => changed(lines, 0, (line: Line) => ({ ...line, account: 'customers:bob' })),
      'AccountExportMalformed 4',
    ],
    [
      'another ledger in its header',
      () => changed(lines, 0, (line: Line) => ({ ...line, ledger: 'other' })),
      'CheckpointForOtherLog',
    ],
    [
      'a checkpoint that is none',
      () => changed(lines, 0, (line: Line) => ({ ...line, checkpoint: 'trust me' })),
      'CheckpointMalformed',
    ],
    [
      'another root key',
      () =>
        changed(lines, 9, ({ end }: End) => ({
          end: { ...end, keys: { ...end.keys, root: newSigner(`${log}/root`).vkey } },
        })),
      'WrongRoot 0',
    ],
    [
      'a key event that is none',
      () => withKeys((events) => [...events, { seq: '13', type: 'AccountFrozen', body: {} }]),
      'AccountExportMalformed',
    ],
    [
      'a key event of nothing',
      () => withKeys((events) => [...events, null as never]),
      'AccountExportMalformed 14',
    ],
    [
      'a root key that gives no text',
      () =>
        changed(lines, 9, ({ end }: End) => ({
          end: { ...end, keys: { ...end.keys, root: { toString: 'x', valueOf: 'x' } } },
        })),
      'AccountExportMalformed 14',
    ],
    [
      'key events in another order',
      () => withKeys((events) => events.toReversed()),
      'AccountExportMalformed',
    ],
    [
      'the registration of the notary left out',
      () => withKeys((events) => events.toSpliced(1, 1)),
      'KeyNotRegistered 0',
    ],
    [
      'a registration that the root key did not sign',
      () =>
        withKeys((events) =>
          events.with(1, { ...events[1], body: { ...(events[1]!['body'] as object), keyId: '00000000' } }),
        ),
      'KeyNotVouchedFor 2',
    ],
  ])('%s', (_, change, expected) => {
    expect(foundIn(change())).toBe(expected);
  });

  function withKeys(change: (events: Line[]) => Line[]): string[] {
    return changed(lines, 9, ({ end }: End) => ({
      end: { ...end, keys: { ...end.keys, events: change(end.keys.events) } },
    }));
  }

  it('a journal rewritten with all our keys, by a checkpoint that was kept', () => {
    expect(foundIn(forged)).toBe('ok');
    const held = [kept(checkpointOf(journalOf(), 14))];
    expect(foundIn(forged, { held })).toBe('KeptCheckpointDiffers 0');
  });

  it('a checkpoint by a key that nobody registered', async () => {
    const { note } = checkpointOf(journalOf(), 14, [newSigner(log)]);
    expect(foundIn(await accountLines(account, journalOf(), note))).toBe('KeyNotRegistered 0');
  });

  it('a checkpoint by a notary that was retired', async () => {
    const events = journalOf([...groups, [ended('KeyRetired', notary)], [topUp('1.00', '26.00', '8')]]);
    expect(foundIn(await accountLines(account, events))).toBe('KeyIsRetired 0');
  });
});

describe('finds in the export of an account what no key may sign', () => {
  const alice = posting(account, 'credit', '1.00', ['26.00', '8']);
  const bank = posting('bank', 'debit', '1.00', ['26.00', '8']);
  const posted = (...postings: PostedPosting[]): LedgerEvent => ({
    type: 'TransactionPosted',
    body: { postings },
  });
  const opened = (path: string, body: object = {}): LedgerEvent => ({
    type: 'AccountOpened',
    body: { path, type: 'asset', ...body },
  });
  it.each<[string, LedgerEvent, string]>([
    ['a figure that does not add up', topUp('1.00', '99.00', '8'), 'FiguresDiffer 14'],
    ['more available than there is', posted({ ...alice, available: '26.01' }, bank), 'FiguresDiffer 14'],
    ['an available figure that is none', posted({ ...alice, available: 'all' }, bank), 'MalformedEntry 14'],
    ['an available figure of other decimals', posted({ ...alice, available: '1' }, bank), 'FiguresDiffer 14'],
    [
      'debits that differ from credits',
      posted(alice, { ...bank, amount: '2.00' }),
      'PostingsDoNotBalance 14',
    ],
    ['a side that is none', posted({ ...alice, side: 'remaining' as never }, bank), 'MalformedEntry 14'],
    ['an amount that is none', posted({ ...alice, amount: 'abc' }, bank), 'MalformedEntry 14'],
    ['an amount with an exponent', posted({ ...alice, amount: '1e3' }, bank), 'MalformedEntry 14'],
    ['an amount with a zero before it', posted({ ...alice, amount: '01.00' }, bank), 'MalformedEntry 14'],
    [
      'amounts of other decimals than before',
      posted({ ...alice, amount: '1.000', posted: '35.00' }, { ...bank, amount: '1.000' }),
      'MalformedEntry 14',
    ],
    [
      'amounts of two decimals and of three',
      posted(alice, { ...bank, amount: '1.000' }),
      'MalformedEntry 14',
    ],
    ['a posting of no account', posted(alice, { ...bank, account: null as never }), 'MalformedEntry 14'],
    [
      'an unknown type',
      { type: 'MoneyPrinted', body: { path: account } } as never,
      'incomplete: FromLaterRelease',
    ],
    ['a second opening', opened(account), 'NotAllowedByBooks 14'],
    [
      'the opening of another account that speaks of it',
      opened('x', { postings: [alice] }),
      'incomplete: FromLaterRelease',
    ],
  ])('%s', async (_, event, expected) => {
    expect(foundIn(await accountLines(account, journalOf([...groups, [event]])))).toBe(expected);
  });

  it('an entry that does not speak of it', async () => {
    const events = journalOf([...groups, [opened('x')]]);
    const [other, shown] = [await accountLines('x', events), await accountLines(account, events)];
    expect(foundIn(shown.toSpliced(-1, 0, other.at(-2)!))).toBe('AccountExportMalformed 14');
  });
});

it('says of a checkpoint of another size that it compares nothing', () => {
  const held = [kept(checkpointOf(journalOf(), 9))];
  expect(() => foundIn(lines, { held })).toThrow(
    'only an export of the whole ledger can be compared with it',
  );
});
