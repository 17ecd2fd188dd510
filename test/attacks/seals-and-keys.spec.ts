import type { LedgerEvent } from '@ledger/ledger';
import { sealAppend, type AppendSeal } from '@proof/seal';
import { signNote, type LocalSigner } from '@proof/note';
import { JournalVerifier } from '@verifier/journal/journal-verifier';
import type { JournalEvent } from '@verifier/journal/stored-entry';
import { JournalFault } from '@verifier/journal/fault';
import {
  checkpointOf,
  ended,
  exportOf,
  found,
  groups,
  honestly,
  journalOf,
  notary,
  registered,
  root,
  secondWriter,
  withFiles,
  withSeal,
  witness,
  writer,
} from '../support/tampering';
import { ledger, log, newSigner, topUp } from '../support/written-journal';

/** The seals are forged; everything unsigned is made again around them. */
const foundWith = async (events: readonly JournalEvent[]) => found(await exportOf(events));

/** A journal in which the seal of the append that ends with entry 7 is another. */
function sealed(change: (seal: AppendSeal) => string, last = 7): JournalEvent[] {
  return journalOf(groups, undefined, (seal) => (seal.last === last ? change(seal) : honestly(seal)));
}

describe('finds seals that do not vouch for every entry once', () => {
  const ranged = (range: Partial<AppendSeal>) => sealed((seal) => sealAppend({ ...seal, ...range }, writer));
  it.each<[string, JournalEvent[], string]>([
    ['one that begins too late', ranged({ first: 6 }), 'SealGap 5'],
    ['one that begins too early', ranged({ first: 4 }), 'SealOverlap 7'],
    ['one that ends too early', ranged({ last: 6 }), 'SealWrongHead 5'],
    ['one for another log', ranged({ log: 'ledger.test/other' }), 'SealForOtherLog 7'],
    ['one over other bytes', ranged({ head: Buffer.alloc(32, 1) }), 'SealWrongHead 5'],
    ['one with two signatures', sealed((seal) => twice(seal, writer)), 'SealMalformed 7'],
    [
      'one without a signature',
      withSeal(journalOf(), 7, (seal) => seal.slice(0, seal.indexOf('—'))),
      'SealMalformed 5',
    ],
    ['one that is no note', withSeal(journalOf(), 7, () => 'sealed!'), 'SealMalformed 5'],
    [
      'one with a leading zero',
      withSeal(journalOf(), 7, (seal) => seal.replace('5 7', '05 7')),
      'SealMalformed 5',
    ],
    ['one of another signed text', sealed(() => signNote(`${log}\n8\nx\n`, writer)), 'SealMalformed 5'],
    ['one whose signature has a bit flipped', withSeal(journalOf(), 7, flipSignature), 'SignatureInvalid 5'],
    ['one whose base64 has another spelling', withSeal(journalOf(), 7, respell), 'SealMalformed 5'],
  ])('%s', async (_, events, expected) => {
    expect(await foundWith(events)).toBe(expected);
  });

  it.each<[string, (lines: string[]) => string[], string]>([
    ['one taken away', (lines) => lines.toSpliced(3, 1), 'SealGap 5'],
    ['the last taken away', (lines) => lines.slice(0, -1), 'incomplete: SealMissing'],
    ['all taken away', () => [], 'incomplete: SealMissing'],
    ['one twice', (lines) => lines.toSpliced(3, 0, lines[3]!), 'SealOverlap 8'],
    ['one twice, the second time at the end', (lines) => [...lines, lines[3]!], 'incomplete: EntriesMissing'],
    ['two swapped', (lines) => lines.toSpliced(3, 2, lines[4]!, lines[3]!), 'SealGap 5'],
    ['a line that is no JSON', (lines) => lines.with(3, 'seal'), 'SealMalformed 5'],
    ['a line with white space', (lines) => lines.with(3, ` ${lines[3]}`), 'SealMalformed 5'],
    ['a line that is too long', (lines) => lines.with(3, `"${'x'.repeat(5_000)}"`), 'SealMalformed 5'],
    [
      'a seal of entries that are not there',
      (lines) => [...lines, JSON.stringify(seal(14, 14))],
      'incomplete: EntriesMissing',
    ],
  ])('%s', async (_, change, expected) => {
    const files = await exportOf(journalOf());
    const lines = change(String(files.get('seals')).trimEnd().split('\n'));
    expect(found(withFiles(files, { seals: lines.map((line) => `${line}\n`).join('') }))).toBe(expected);
  });

  it('an append without the writer key', async () => {
    const stranger = newSigner(`${log}/writer`);
    const events = journalOf([...groups, [topUp('9.00', '34.00', '8')]], undefined, (seal) =>
      seal.first === 14 ? sealAppend(seal, stranger) : honestly(seal),
    );
    expect(await foundWith(events)).toBe('KeyNotRegistered 14');
  });
});

function seal(first: number, last: number): string {
  return sealAppend({ log, first, last, head: Buffer.alloc(32) }, secondWriter);
}

function twice(seal: AppendSeal, signer: LocalSigner): string {
  const note = sealAppend(seal, signer);
  return note + note.slice(note.indexOf('—'));
}

function flipSignature(seal: string): string {
  const [line, base64] = /— \S+ (\S+)\n$/.exec(seal)!;
  const blob = Buffer.from(base64!, 'base64');
  blob[40]! ^= 1;
  return seal.replace(line, line.replace(base64!, blob.toString('base64')));
}

/** 68 bytes leave two bits of the last character unused. */
function respell(seal: string): string {
  return seal.replace(/(.)=\n$/, (_, last: string) => `${String.fromCharCode(last.charCodeAt(0) + 1)}=\n`);
}

describe('finds seals by keys that may not seal', () => {
  const namesake = newSigner(`${log}/writer`);
  it.each<[string, LocalSigner, string]>([
    ['a key that nobody registered', namesake, 'KeyNotRegistered 5'],
    ['the root key, which registers but does not seal', root, 'KeyNotRegistered 5'],
    ['the notary, which signs checkpoints but does not seal', notary, 'KeyHasOtherRole 5'],
    ['a writer key that is registered later', secondWriter, 'KeyNotRegistered 5'],
    [
      'another key under the name and id of the right one',
      { ...namesake, keyId: writer.keyId },
      'SignatureInvalid 5',
    ],
    ['the right key under another name', { ...writer, name: `${log}/scribe` }, 'KeyNotRegistered 5'],
  ])('%s', async (_, signer, expected) => {
    expect(await foundWith(sealed((seal) => sealAppend(seal, signer)))).toBe(expected);
  });

  it('a witness, which cosigns but does not seal', async () => {
    const events = sealed((seal) => sealAppend(seal, { ...witness }), 13);
    expect(await foundWith(events)).toBe('KeyHasOtherRole 12');
  });

  it.each(['KeyRetired', 'KeyCompromised'] as const)('a writer key after its %s', async (type) => {
    const events = journalOf(
      [...groups, [ended(type, writer)], [topUp('9.00', '34.00', '8')]],
      undefined,
      (seal) => (seal.first === 15 ? sealAppend(seal, writer) : honestly(seal)),
    );
    const expected = type === 'KeyRetired' ? 'KeyIsRetired 15' : 'KeyIsCompromised 15';
    expect(await foundWith(events)).toBe(expected);
  });
});

it.each([5, 7, 8])('trusts no entry from the one on that its key was compromised from: %i', async (from) => {
  const events = journalOf([...groups, [ended('KeyCompromised', writer, root, from)]]);
  expect(await foundWith(events)).toBe(`KeyIsCompromised ${from}`);
  const verifier = new JournalVerifier({ ledger, root: root.vkey });
  expect(() => events.forEach((event) => verifier.take(event))).toThrow(JournalFault);
  expect(verifier.trustedTo).toBe(from);
});

describe('finds key events that the root key does not stand behind', () => {
  const third = newSigner(`${log}/writer`);
  const [otherRoot, otherLog] = [newSigner(`${log}/root`), 'ledger.test/other'];
  it.each<[string, LedgerEvent, string]>([
    ['a registration by another root key', registered('writer', third, otherRoot), 'KeyNotVouchedFor 14'],
    ['a registration by the writer', registered('writer', third, writer), 'KeyNotVouchedFor 14'],
    ['a registration for another log', registered('writer', third, root, otherLog), 'KeyNotVouchedFor 14'],
    ['a registration under another role', roleChanged(registered('writer', third)), 'KeyNotVouchedFor 14'],
    ['a key id for the second time', registered('writer', writer), 'KeyNotVouchedFor 14'],
    [
      'a key under the name of another log',
      registered('writer', newSigner(`${otherLog}/writer`)),
      'KeyNotVouchedFor 14',
    ],
    ['a retirement by another root key', ended('KeyRetired', writer, otherRoot), 'KeyNotVouchedFor 14'],
    ['a compromise by another root key', ended('KeyCompromised', writer, otherRoot), 'KeyNotVouchedFor 14'],
    ['the retirement of a key that nobody registered', ended('KeyRetired', third), 'KeyNotRegistered 14'],
  ])('%s', async (_, event, expected) => {
    const events = journalOf([...groups, [event]]);
    expect(found(await exportOf(events, [checkpointOf(events, 15)]))).toBe(expected);
  });

  it('a whole journal under another root key', async () => {
    expect(found(await exportOf(journalOf()), { rootKey: newSigner(`${log}/root`).vkey })).toBe(
      'WrongRoot 0',
    );
  });
});

function roleChanged(event: LedgerEvent): LedgerEvent {
  return { ...event, body: { ...event.body, role: 'notary' } } as LedgerEvent;
}
