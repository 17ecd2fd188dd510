import { readEntry, type Entry } from '@entries/entry';
import { sealIn } from '@proof/seal';
import type { StoredEvent } from '@streams/stream';
import { flawsIn } from '@entries/flaws-in';

/** Of a stored event, what an export carries. */
export type ExportedEvent = Pick<StoredEvent, 'revision' | 'data' | 'metadata'>;

/** Where an export ends; without either, where the journal does. */
export interface Until {
  /** The last entry wanted. */
  readonly seq?: number;
  /** Entries recorded later are left out: RFC 3339, UTC, milliseconds. */
  readonly time?: string;
}

/** A stored event, its entry where that can be read, and its seal where it carries one. */
export interface ReadEvent {
  readonly seq: number;
  readonly data: Uint8Array;
  /** Undefined where the bytes are no entry, or one of another shape: what is damaged is exported as it is, for the verifier to find. */
  readonly entry: Entry | undefined;
  readonly seal: string | undefined;
}

/**
 * The events of a journal up to where the export ends. An append was sealed as a whole, so the one that `seq` belongs
 * to is taken whole: entries without their seal cannot be verified.
 */
export async function* eventsUntil(
  events: AsyncIterable<ExportedEvent>,
  { seq, time }: Until,
): AsyncGenerator<ReadEvent> {
  for await (const { revision, data, metadata } of events) {
    const entry = entryIn(data);
    if (time !== undefined && entry !== undefined && entry.recordedAt > time) return;
    const seal = sealOf(metadata);
    yield { seq: revision, data, entry, seal };
    if (seq !== undefined && revision >= seq && seal !== undefined) return;
  }
}

function entryIn(data: Uint8Array): Entry | undefined {
  try {
    const entry = readEntry(data);
    return flawsIn(entry.ledger)(entry) === undefined ? entry : undefined;
  } catch {
    return undefined;
  }
}

function sealOf(metadata: Uint8Array): string | undefined {
  try {
    return sealIn(metadata);
  } catch {
    return undefined;
  }
}
