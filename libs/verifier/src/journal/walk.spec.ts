import type { LedgerEvent } from '@ledger/ledger';
import { leafHash, readEntry } from '@entries/entry';
import { signStatement } from '@proof/key-statements';
import { sealAppend } from '@proof/seal';
import type { JournalEvent } from './stored-entry';
import { JournalFault } from './fault';
import {
  appends,
  edit,
  keys,
  ledger,
  log,
  newSigner,
  opening,
  topUp,
  withEdited,
  written,
} from '../../../../test/support/written-journal';
import { Walk } from './walk';

function walked(events: readonly JournalEvent[], walk = new Walk(ledger)): Buffer[][] {
  return events.map((event) => walk.take(event).map(({ leaf }) => leaf));
}

function faultIn(events: readonly JournalEvent[]): [string, number] {
  try {
    walked(events);
  } catch (error) {
    if (error instanceof JournalFault) return [error.faultClass, error.seq];
    throw error;
  }
  throw new Error('nothing was found');
}

describe('the walk over a journal', () => {
  it('lets the entries of an append into the tree when its seal has come, all of them', () => {
    const events = written(appends);
    const leaves = events.map(({ data }) => leafHash(data));
    expect(walked(events)).toEqual([
      [],
      leaves.slice(0, 2),
      [],
      leaves.slice(2, 4),
      [],
      [],
      leaves.slice(4, 7),
      [leaves[7]],
    ]);
  });

  it('goes on from where it was left as if it had not stopped', () => {
    const events = written(appends);
    const last = readEntry(events[3]!.data);
    const keyEntries = events.slice(0, 2).map(({ data }) => readEntry(data));
    const resumed = new Walk(ledger, { last, head: leafHash(events[3]!.data), keys: keyEntries });
    expect([resumed.expected, resumed.keySeqs]).toEqual([4, [0, 1]]);
    expect(walked(events.slice(4), resumed).flat()).toEqual(
      events.slice(4).map(({ data }) => leafHash(data)),
    );
  });

  it.each<[string, readonly JournalEvent[], string, number]>([
    ['is out of place', written(appends).filter((_event, seq) => seq !== 5), 'WrongSeq', 5],
    [
      'belongs to another ledger',
      withEdited(
        5,
        edit((entry) => (entry.ledger = 'other')),
      ),
      'WrongLedger',
      5,
    ],
    [
      'was changed under no seal yet, which the next one shows',
      withEdited(
        5,
        edit((entry) => (entry.prev = 'A'.repeat(43))),
      ),
      'BrokenChain',
      4,
    ],
    [
      'follows another entry than the one that is sealed',
      withEdited(
        appends[0]!.length,
        edit((entry) => (entry.prev = 'A'.repeat(43))),
      ),
      'BrokenChain',
      appends[0]!.length,
    ],
    [
      'was recorded before the last',
      withEdited(
        7,
        edit((entry) => (entry.recordedAt = '2020-01-01T00:00:00.000Z')),
      ),
      'TimeBackwards',
      7,
    ],
    [
      'goes by another id',
      withEdited(5, (event) => (event.id = event.id.replace('5', '9'))),
      'EnvelopeDiffers',
      5,
    ],
    [
      'is too large',
      withEdited(5, (event) => (event.data = Buffer.alloc(65_536, 0x20))),
      'MalformedEntry',
      5,
    ],
    ['opens the ledger once more', written([...appends, [opening[0]!]]), 'MalformedEntry', 8],
  ])('stops at an entry that %s', (_what, events, faultClass, seq) => {
    expect(faultIn(events)).toEqual([faultClass, seq]);
  });

  describe('where the writer key turns out to have been stolen', () => {
    const successor = newSigner(`${log}/writer`);
    const { keyId } = keys.writer(ledger);
    const root = keys.root(ledger);
    const register: LedgerEvent = {
      type: 'KeyRegistered',
      body: {
        keyId: successor.keyId,
        role: 'writer',
        rootSignature: signStatement(
          log,
          { type: 'KeyRegistered', role: 'writer', vkey: successor.vkey },
          root,
        ),
        vkey: successor.vkey,
      },
    };
    const statement = { type: 'KeyCompromised', keyId, fromSeq: '3' } as const;
    const rootSignature = signStatement(log, statement, root);
    const declare: LedgerEvent = { type: 'KeyCompromised', body: { fromSeq: '3', keyId, rootSignature } };
    const groups = [opening, [register], appends[1]!, [declare], [topUp('10.00', '10.00', '1')]];
    /** From the declaration on, at entry 5, another key seals, but for the entries `byThief`. */
    const sealedBy = (byThief: number[]) =>
      written(groups, undefined, (seal, thief) =>
        sealAppend(seal, seal.first < 5 || byThief.includes(seal.first) ? thief : successor),
      );

    it('keeps what it checked before, and goes on', () => {
      expect(walked(sealedBy([])).flat()).toHaveLength(7);
    });

    it('takes nothing more that the stolen key has sealed', () => {
      expect(faultIn(sealedBy([6]))).toEqual(['KeyIsCompromised', 6]);
    });
  });
});
