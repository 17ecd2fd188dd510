import type { JournalEvent } from '@verifier/journal/stored-entry';
import { UsageError } from '@verifier/export-fault';
import {
  checkpointOf,
  checkpointsOf,
  ended,
  exportOf,
  found,
  groups,
  journalOf,
  kept,
  notary,
  registered,
  root,
  withFiles,
  withManifest,
  writer,
} from '../support/tampering';
import { describing, log, newSigner, only, topUp } from '../support/written-journal';

const honest = journalOf();

/** The journal rewritten from an entry on, with the writers' keys. */
const rewritten = (seq: number) => journalOf(groups, only(seq, describing));

/** The journal without its last append, as an older backup has it. */
const older = honest.slice(0, 12);

describe('finds what the writers’ keys alone cannot hide', () => {
  it.each([
    [6, 'CheckpointDiffers 5'],
    [8, 'CheckpointDiffers 5'],
    [10, 'CheckpointDiffers 9'],
    [13, 'CheckpointDiffers 9'],
  ])('a rewrite from entry %i on', async (seq, expected) => {
    expect(found(await exportOf(rewritten(seq)))).toBe(expected);
  });

  it('a rewrite from which all checkpoints were taken away', async () => {
    expect(found(await exportOf(rewritten(6), []))).toBe('incomplete: NoCheckpoint');
  });

  it('a rewrite with checkpoints by a notary of their own', async () => {
    const events = rewritten(6);
    const forged = checkpointOf(events, 14, [newSigner(log)]);
    expect(found(await exportOf(events, [forged]))).toBe('KeyNotRegistered 0');
  });
});

describe('finds with a checkpoint from outside what all our keys could hide', () => {
  const foundHolding = async (events: readonly JournalEvent[], size: number, own = [events.length]) =>
    found(await exportOf(events, checkpointsOf(events, own)), { held: [kept(checkpointOf(honest, size))] });

  it.each([
    ['a rewrite before it', rewritten(6), 9, [14], 'KeptCheckpointDiffers 0'],
    ['a rewrite before it, of the same size', rewritten(6), 14, [14], 'Forked 0'],
    ['a cut-off end', older, 14, [12], 'incomplete: EndsBeforeKeptCheckpoint'],
    [
      'a roll-back that went on otherwise',
      journalOf([...groups.slice(0, 8), [topUp('7.00', '27.00', '6')], [topUp('1.00', '28.00', '7')]]),
      14,
      [14],
      'Forked 0',
    ],
  ])('%s', async (...[, events, size, own, expected]) => {
    expect(await foundHolding(events, size, own)).toBe(expected);
  });

  it('names the first entry that no kept checkpoint vouches for', async () => {
    const events = rewritten(10);
    const held = [9, 5, 14].map((size) => kept(checkpointOf(honest, size)));
    expect(found(await exportOf(events, checkpointsOf(events, [14])), { held })).toBe('Forked 9');
  });

  it('says of an end that was cut off with all that belongs to it, without such a checkpoint, nothing', async () => {
    expect(found(await exportOf(older, checkpointsOf(older, [5, 9])))).toBe('ok');
  });
});

describe('blames nobody for a kept checkpoint that is damaged', () => {
  const { note } = checkpointOf(honest, 9);
  const foundHolding = async (text: string) =>
    found(await exportOf(honest), { held: [kept({ note: text })] });
  it.each([
    ['in its root', note.replace(/\n.(?=[A-Za-z0-9+/]{42}=\n)/, (root) => (root === '\nA' ? '\nB' : '\nA'))],
    ['in its signature', flippedIn(note)],
    ['in one of two signatures', note + flippedIn(note).slice(note.indexOf('—'))],
    ['in its size', note.replace('\n9\n', '\n8\n')],
    ['in its size, which is one before the notary was registered', note.replace('\n9\n', '\n2\n')],
    ['in its size, which is beyond the end', note.replace('\n9\n', '\n90\n')],
  ])('%s', async (_, text) => {
    await expect(foundHolding(text)).rejects.toThrow(
      new UsageError(
        `kept is damaged: its signature by the notary's key ${log}+${notary.keyId} is invalid. ` +
          'If it is unchanged, the journal was rewritten under another key with that id.',
      ),
    );
  });

  it('nor passes over one that only keys sign which a rewritten journal does not know', async () => {
    const stranger = newSigner(log);
    const others = journalOf([...groups.slice(0, 1), [registered('notary', stranger)], ...groups.slice(2)]);
    const own = [5, 14].map((size) => checkpointOf(others, size, [stranger]));
    const differs = found(await exportOf(others, own), { held: [kept(checkpointOf(honest, 9))] });
    expect(differs).toBe('KeptCheckpointDiffers 0');
  });
});

describe('finds a checkpoint that is not as a notary writes it', () => {
  const { note } = checkpointOf(honest, 9);
  it.each<[string, (note: string) => string, string]>([
    ['another origin', (text) => text.replaceAll(log, 'ledger.test/other'), 'CheckpointForOtherLog 5'],
    ['a leading zero', (text) => text.replace('\n9\n', '\n09\n'), 'CheckpointMalformed 5'],
    ['a size with a sign', (text) => text.replace('\n9\n', '\n+9\n'), 'CheckpointMalformed 5'],
    ['another size', (text) => text.replace('\n9\n', '\n8\n'), 'CheckpointMisplaced 5'],
    [
      'another root',
      (text) => text.replace(/\n[A-Za-z0-9+/]{43}=\n/, `\n${'A'.repeat(43)}=\n`),
      'SignatureInvalid 5',
    ],
    [
      'a root of too few bytes',
      (text) => text.replace(/\n[A-Za-z0-9+/]{43}=\n/, '\nAAAA\n'),
      'CheckpointMalformed 5',
    ],
    [
      'base64 of another spelling',
      (text) => text.replace(/(\n[A-Za-z0-9+/]{42}).=\n/, '$1B=\n'),
      'CheckpointMalformed 5',
    ],
    [
      'base64 for addresses',
      (text) => text.replace(/\n[A-Za-z0-9+/]{43}=\n/, `\n${'_'.repeat(43)}=\n`),
      'CheckpointMalformed 5',
    ],
    ['an extension line', (text) => text.replace('\n\n', '\nmore\n\n'), 'CheckpointMalformed 5'],
    ['no signature', (text) => text.slice(0, text.indexOf('—')), 'CheckpointMalformed 5'],
    ['no line feed at the end', (text) => text.slice(0, -1), 'CheckpointMalformed 5'],
    ['line feeds of another system', (text) => text.replaceAll('\n', '\r\n'), 'CheckpointMalformed 5'],
    ['nothing', () => '', 'CheckpointMalformed 5'],
  ])('%s', async (_, change, expected) => {
    expect(found(withFiles(await exportOf(honest), { 'checkpoints/9': change(note) }))).toBe(expected);
  });

  it.each<[string, (note: string) => string, string]>([
    ['of a malformed newest checkpoint', () => 'no note', 'CheckpointMalformed'],
    [
      'of a size beyond the end that nobody signed',
      (text) => text.replace('\n14\n', '\n15\n'),
      'SignatureInvalid 9',
    ],
    [
      'of a newest checkpoint that is not the newest',
      () => checkpointOf(honest, 5).note,
      'CheckpointMisplaced',
    ],
    ['of a newest checkpoint of no entries', () => checkpointOf(honest, 0).note, 'KeyNotRegistered 0'],
  ])('%s', async (_, change, expected) => {
    const { note: newest } = checkpointOf(honest, 14);
    expect(found(withFiles(await exportOf(honest), { checkpoint: change(newest) }))).toBe(expected);
  });

  it('a signed size beyond the end: entries are missing', async () => {
    const note = checkpointOf(honest, 14).note;
    const files = await exportOf(older, checkpointsOf(older, [5]));
    expect(found(withFiles(files, { checkpoint: note }))).toBe('incomplete: EntriesMissing');
    expect(found(withFiles(files, { 'checkpoints/14': note }))).toBe('incomplete: EntriesMissing');
  });

  it('one under the name of another size', async () => {
    const files = withFiles(await exportOf(honest), { 'checkpoints/8': checkpointOf(honest, 9).note });
    expect(found(files)).toBe('CheckpointMisplaced 5');
  });
});

describe('finds a checkpoint by a key that may not sign it', () => {
  const namesake = newSigner(log);
  const signedBy = (size: number, ...signers: (typeof notary)[]) => checkpointOf(honest, size, signers);
  it.each([
    ['a key that nobody registered', signedBy(9, namesake), 'KeyNotRegistered 0'],
    ['the root key', signedBy(9, root), 'KeyNotRegistered 0'],
    ['the writer key', signedBy(9, writer), 'KeyHasOtherRole 0'],
    [
      'the writer key under the name of the notary',
      signedBy(9, { ...writer, name: log }),
      'KeyNotRegistered 0',
    ],
    ['a notary that is registered later', signedBy(2, notary), 'KeyNotRegistered 0'],
    [
      'another key under the name and id of the notary',
      signedBy(9, { ...namesake, keyId: notary.keyId }),
      'SignatureInvalid 0',
    ],
  ])('%s', async (_, checkpoint, expected) => {
    expect(found(await exportOf(honest, [checkpoint]))).toBe(expected);
  });

  it('other signatures beside the notary’s are passed over', async () => {
    expect(found(await exportOf(honest, [signedBy(14, namesake, notary)]))).toBe('ok');
  });

  it('a wrong line under the notary’s name and key id, before the right one or after it', async () => {
    const { size, note } = checkpointOf(honest, 14);
    const line = note.slice(note.indexOf('— '));
    for (const lines of [flippedIn(line) + line, line + flippedIn(line)]) {
      const damaged = { size, note: note.slice(0, note.indexOf('— ')) + lines };
      expect(found(await exportOf(honest, [damaged]))).toBe('SignatureInvalid 0');
    }
  });

  it.each(['KeyRetired', 'KeyCompromised'] as const)('the notary after its %s', async (type) => {
    const events = journalOf([...groups, [ended(type, notary)], [topUp('1.00', '26.00', '8')]]);
    const expected = type === 'KeyRetired' ? 'KeyIsRetired 14' : 'KeyIsCompromised 14';
    expect(found(await exportOf(events, checkpointsOf(events, [14, 16])))).toBe(expected);
  });
});

/** In the signature of the last line. */
function flippedIn(line: string): string {
  const base64 = line.slice(line.lastIndexOf(' ') + 1, -1);
  const blob = Buffer.from(base64, 'base64');
  blob[40]! ^= 1;
  return line.replace(base64, blob.toString('base64'));
}

it('the manifest cannot say that there are fewer entries than there are', async () => {
  const files = await exportOf(honest);
  expect(found(withManifest(files, (manifest) => ({ ...manifest, entries: '13' })))).toBe(
    'incomplete: FileMissing',
  );
});
