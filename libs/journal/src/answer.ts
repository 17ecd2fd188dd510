import { Refusal, invariant } from '@ledger/refusal';
import type { Entry } from '@entries/entry';
import type { Decision, KeyedCommand } from './group';
import { readEntries } from './read-entries';
import type { Stream } from '@streams/stream';

/** An answer to one command: its entry, written now or before; or a refusal. */
export type Answer = { readonly entry: Entry; readonly isReplayed: boolean } | { readonly refusal: Refusal };

/**
 * What callers are told of decisions once these are durable. Keys that were answered before are looked up among the
 * decisions, then in the journal.
 */
export async function answersTo(
  source: { readonly stream: Stream; readonly ledger: string },
  items: readonly KeyedCommand[],
  decisions: readonly Decision[],
): Promise<Answer[]> {
  const seqs = decisions.flatMap((decision) => ('replayOf' in decision ? [decision.replayOf] : []));
  const earlier = seqs.length > 0 ? await entriesAt(source, seqs, decisions) : undefined;
  return decisions.map((decision, i) => {
    if ('replayOf' in decision) return replayed(items[i]!, earlier!.get(decision.replayOf)!);
    return 'refusal' in decision ? decision : { entry: decision.entry, isReplayed: false };
  });
}

/** A dry run may name a key twice: then its entry is in no journal. */
async function entriesAt(
  { stream, ledger }: { readonly stream: Stream; readonly ledger: string },
  seqs: readonly number[],
  decisions: readonly Decision[],
): Promise<ReadonlyMap<number, Entry>> {
  const decided = new Map(
    decisions.flatMap((each) => ('entry' in each ? [[Number(each.entry.seq), each.entry] as const] : [])),
  );
  const stored = await readEntries(
    stream,
    ledger,
    seqs.filter((seq) => !decided.has(seq)),
  );
  return new Map([...decided, ...stored]);
}

/** The first answer again, if the content is the same. */
function replayed({ key, hash }: KeyedCommand, entry: Entry): Answer {
  invariant(entry.idem === key, 'no two keys share a fingerprint');
  return entry.idemHash === hash ? { entry, isReplayed: true } : { refusal: keyReused(key, entry.seq) };
}

/** This request did nothing. What an earlier one with the same key did, in this process or another, it does not say. */
export function busy(waiting: number): Refusal {
  return new Refusal(
    'LedgerBusy',
    `${waiting} commands are waiting. This request did nothing; send it again with the same idempotency key.`,
    { waiting: String(waiting) },
  );
}

export function outcomeUnknown(): Refusal {
  return new Refusal(
    'OutcomeUnknown',
    'It is not known yet whether this was stored; send it again with the same idempotency key.',
  );
}

function keyReused(idempotencyKey: string, seq: string): Refusal {
  return new Refusal(
    'IdempotencyKeyReused',
    `The entry at seq ${seq} answered another command with this key; use another key for another command.`,
    {
      idempotencyKey,
      seq,
    },
  );
}
