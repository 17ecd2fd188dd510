import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import type { LedgerState } from '@ledger/state';
import type { Entry } from '@entries/entry';
import { follow } from '@journal/reading/follow';
import { comparable } from '../support/comparable';
import { keptLedger, restoredLedger, snapshotLedger } from '../support/kept-ledger';
import { newSigner } from '../support/written-journal';
import { forAnySequence, lived, runs } from './any-sequence';
import { sequences } from './generated';
import { SideBySide } from './side-by-side';

const share = runs / 5;

function followed(entries: readonly Entry[], state?: LedgerState): LedgerState {
  const kept = keptLedger(state);
  for (const entry of entries) follow(kept, entry);
  return kept.state;
}

describe('at any point of any sequence', () => {
  it('the entries so far give the same state again', () => {
    forAnySequence(share, (sequence) => {
      const { entries, state } = lived(sequence);
      expect(comparable(followed(entries))).toBe(comparable(state));
    });
  });

  it('I5: a refused command leaves no entry, and the state as it was', () => {
    forAnySequence(share, (sequence) => {
      const both = new SideBySide(sequence);
      for (const step of sequence.steps) {
        const before = { state: comparable(both.state), entries: both.entries.length };
        const { answer } = both.take(step);
        const isExpiry = both.entries.at(-1)!.type.endsWith('Expired');
        if (answer === 'accepted' || (isExpiry && both.entries.length > before.entries)) continue;
        expect({ state: comparable(both.state), entries: both.entries.length }).toEqual(before);
      }
    });
  });

  it('what is taken back leaves the state as it was, and can be done again', () => {
    forAnySequence(share, (sequence) => {
      const middle = Math.floor(sequence.steps.length / 2);
      const both = new SideBySide(sequence).live(sequence.steps.slice(0, middle));
      const before = {
        state: comparable(both.state),
        undo: both.state.undo.mark,
        entries: both.entries.length,
      };
      both.live(sequence.steps.slice(middle));
      const after = comparable(both.state);
      both.state.undo.backTo(before.undo);
      expect(comparable(both.state)).toBe(before.state);
      expect(comparable(followed(both.entries.slice(before.entries), both.state))).toBe(after);
    });
  });

  it('a snapshot gives the same state, which goes on alike', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ledger-model-'));
    const key = newSigner('test.local/books/writer');
    try {
      await fc.assert(
        fc.asyncProperty(sequences, async (sequence) => {
          const { entries, head, state } = lived(sequence);
          const middle = Math.floor(entries.length / 2);
          const half = followed(entries.slice(0, middle));
          const at = { ...head, seq: middle - 1 };
          await snapshotLedger({ folder, ledger: 'books' }, half, { head: at, key });
          const restored = (await restoredLedger({ folder, ledger: 'books' }, [key]))!;
          expect(comparable(restored.state)).toBe(comparable(half));
          expect(comparable(followed(entries.slice(middle), restored.state))).toBe(comparable(state));
        }),
        { seed: 20261123, numRuns: share },
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
