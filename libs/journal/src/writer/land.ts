import { Refusal } from '@ledger/refusal';
import { AppendDenied, OutcomeUnknown, RevisionConflict, StoreUnavailable, journalOf } from '@streams/stream';
import type { BookEvent } from '@entries/entry';
import type { BookState } from '../book';
import type { Group } from './group';
import type { WriterLimits } from './writer-limits';
import type { WriterWorld } from './writer-world';

/** What an append needs of the writer it belongs to. */
export interface Landing {
  readonly ledger: string;
  readonly world: Pick<WriterWorld, 'stream' | 'observer' | 'delay'>;
  readonly limits: Pick<WriterLimits, 'retryMs'>;
  /** Called each time that the store has not said what became of it. */
  readonly stillUnknown: () => void;
}

/** Of a group, what is appended. */
type Sealed = Pick<Group<BookState, never, BookEvent>, 'events' | 'firstSeq' | 'end'>;

/**
 * Appends a sealed group to its journal. Repeats that, with the same ids and revision, until the store has said what
 * became of it; answers whether it is in there, false where another writer was first.
 * @throws Refusal StoreDeniesWrites
 */
export async function land(
  group: Sealed,
  { ledger, world, limits, stillUnknown }: Landing,
): Promise<boolean> {
  const { first, longest } = limits.retryMs;
  for (let pauseMs = first, tries = 1; ; pauseMs = Math.min(2 * pauseMs, longest), tries += 1) {
    try {
      return await landed(group, { ledger, world, isRepeated: tries > 1 });
    } catch (error) {
      // Where only a repetition is denied, the try before it may still be stored.
      if (error instanceof AppendDenied && tries === 1) throw denied(ledger, world);
      if (!isUnknown(error)) throw error;
      world.observer.outcomeUnknown(ledger, error);
      stillUnknown();
      await world.delay(pauseMs);
    }
  }
}

function isUnknown(error: unknown): boolean {
  return (
    error instanceof OutcomeUnknown || error instanceof StoreUnavailable || error instanceof AppendDenied
  );
}

function denied(ledger: string, { observer }: Landing['world']): Refusal {
  observer.denied(ledger);
  return new Refusal(
    'StoreDeniesWrites',
    `The event store does not let the user of this process append to ${journalOf(ledger)} ($w). This request did nothing.`,
    { ledger },
  );
}

async function landed(
  group: Sealed,
  { ledger, world, isRepeated }: Pick<Landing, 'ledger' | 'world'> & { readonly isRepeated: boolean },
): Promise<boolean> {
  const expected = group.firstSeq === 0 ? 'no_stream' : group.firstSeq - 1;
  try {
    await world.stream.append(journalOf(ledger), expected, group.events);
    return true;
  } catch (error) {
    if (!(error instanceof RevisionConflict)) throw error;
    return isRepeated && (await hasLanded(group, { ledger, world }));
  }
}

/** Whether the entry that ends the group stands in the journal after all: an earlier try may have put it there. */
async function hasLanded(
  group: Sealed,
  { ledger, world }: Pick<Landing, 'ledger' | 'world'>,
): Promise<boolean> {
  for await (const stored of world.stream.read(journalOf(ledger), group.end.seq, 1)) {
    return stored.id === group.events.at(-1)!.id;
  }
  return false;
}
