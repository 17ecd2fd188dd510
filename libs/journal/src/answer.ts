import { Refusal, invariant } from '@ledger/refusal';
import type { BookEvent, Entry } from '@entries/entry';
import type { Decision } from './writer/group';
import type { KeyedCommand } from './keyed-command';
import { readEntries } from './reading/read-entries';
import type { Stream } from '@streams/stream';

/** The entry that answers a command, and whether the key had been answered before. */
export interface Accepted<Event extends BookEvent> {
  readonly entry: Entry<Event>;
  readonly isReplayed: boolean;
}

/**
 * The responses to callers, once decisions are durable. Keys that were answered before are looked up among the
 * decisions, then in the journal.
 */
export async function answersTo<Event extends BookEvent>(
  source: { readonly stream: Stream; readonly ledger: string },
  items: readonly Pick<KeyedCommand<never>, 'actor' | 'key' | 'hash'>[],
  decisions: readonly Decision<Event>[],
): Promise<(Accepted<Event> | Refusal)[]> {
  const seqs = decisions.flatMap((decision) => ('replayOf' in decision ? [decision.replayOf] : []));
  const earlier = seqs.length > 0 ? await entriesAt(source, seqs, decisions) : undefined;
  return decisions.map((decision, i) => {
    if ('replayOf' in decision) return replayed(items[i]!, earlier!.get(decision.replayOf)!);
    return 'refusal' in decision ? decision.refusal : { entry: decision.entry, isReplayed: false };
  });
}

/** A dry run may name a key twice: then its entry is in no journal. */
async function entriesAt<Event extends BookEvent>(
  { stream, ledger }: { readonly stream: Stream; readonly ledger: string },
  seqs: readonly number[],
  decisions: readonly Decision<Event>[],
): Promise<ReadonlyMap<number, Entry<Event>>> {
  const decided = new Map(
    decisions.flatMap((each) => ('entry' in each ? [[Number(each.entry.seq), each.entry] as const] : [])),
  );
  const stored = await readEntries<Event>(
    stream,
    ledger,
    seqs.filter((seq) => !decided.has(seq)),
  );
  return new Map([...decided, ...stored]);
}

/** The first answer again, if it was the same principal and the content is the same; nobody learns of the keys of others. */
function replayed<Event extends BookEvent>(
  { actor, key, hash }: Pick<KeyedCommand<never>, 'actor' | 'key' | 'hash'>,
  entry: Entry<Event>,
): Accepted<Event> | Refusal {
  invariant(entry.idem === key, 'no two keys share a fingerprint');
  const isOwn = entry.actor.sub === actor.sub;
  // What others approved names its maker; whose approval it was is part of the content of that command.
  const isAnswered = isOwn || entry.actor.proposal !== undefined;
  if (isAnswered && entry.idemHash === hash) return { entry, isReplayed: true };
  return keyReused(key, isOwn ? entry.seq : undefined);
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

/** The key was answered before, and this is not what it was answered for. @param seq of that entry, where it is the caller's own */
export function keyReused(idempotencyKey: string, seq: string | undefined): Refusal {
  if (seq === undefined)
    return new Refusal('IdempotencyKeyReused', 'Another command has this key; use another key.', {
      idempotencyKey,
    });
  const detail = `The entry at seq ${seq} answered another command with this key; use another key for another command.`;
  return new Refusal('IdempotencyKeyReused', detail, { idempotencyKey, seq });
}
