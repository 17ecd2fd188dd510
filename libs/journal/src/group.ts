import { expireNextHold } from '@ledger/holds/hold-end';
import { decide, evolve, type LedgerCommand, type LedgerEvent } from '@ledger/ledger';
import { Refusal } from '@ledger/refusal';
import { rollBack, type LedgerState } from '@ledger/state';
import { expiryBytesMax } from './expiry-bytes';
import { entryBytes, entryBytesMax, leafHash, type Actor, type Entry } from '@entries/entry';
import { entryVersion } from '@entries/upcast';
import type { Signer } from '@proof/note';
import { sealAppend, sealMetadata } from '@proof/seal';
import type { NewEvent } from '@streams/stream';
import { uuidv7, type Random } from '@entries/uuid';

/** A command with who asks for it, its idempotency key and the fingerprint of its content. */
export interface KeyedCommand {
  readonly actor: Actor;
  readonly command: LedgerCommand;
  readonly key: string;
  readonly hash: string;
}

/** The end of a journal: `seq` is -1 and `hash` all zeros while it is empty. */
export interface Head {
  readonly seq: number;
  readonly hash: Buffer;
  /** RFC 3339, UTC, milliseconds. */
  readonly recordedAt: string;
}

/** What was decided of one command: a new entry, the seq of the entry that answered its key before, or a refusal. */
export type Decision =
  { readonly entry: Entry } | { readonly replayOf: number } | { readonly refusal: Refusal };

/** Most entries and bytes of an append that gathers independent commands. */
export const groupEntriesMax = 500;
const groupBytesMax = 512 * 1024;

/** Room that an append needs for its seal, in bytes. */
const sealBytesMax = 1_024;

/** What a group is given from outside. */
export interface GroupStamp {
  readonly milliseconds: number;
  readonly random: Random;
  /** Most bytes of an append, as the event store counts them: data, metadata and twice the type's length. */
  readonly appendBytesMax: number;
  /** Most entries of an append that gathers independent commands, {@link groupEntriesMax} unless given. */
  readonly entriesMax?: number;
  /** By how much the clocks of callers may be ahead, in milliseconds; 0 unless given. */
  readonly callersAheadMs?: number;
}

/**
 * Entries decided on top of each other, to be appended at once. Every one is applied to the state as it is decided,
 * so the next command sees it; the state keeps how to take them back.
 */
export class Group {
  readonly events: NewEvent[] = [];
  private bytes = 0;
  private readonly begin: Head;
  /** One for the whole group; time never runs backwards within a ledger. */
  private readonly recordedAt: string;

  constructor(
    private readonly ledger: string,
    private readonly state: LedgerState,
    private head: Head,
    private readonly stamp: GroupStamp,
  ) {
    this.begin = head;
    const clock = new Date(stamp.milliseconds).toISOString();
    this.recordedAt = clock > head.recordedAt ? clock : head.recordedAt;
  }

  /**
   * Puts the expiry of holds whose time is up before all that is decided: no decision may count them as held. At most
   * so many as go into one append; then the group is full, and the rest comes with the next.
   */
  expireHolds(): void {
    while (!this.isFull && this.expireNextHold());
  }

  /** The same of all of them, for what is never appended. */
  expireAllHolds(): void {
    while (this.expireNextHold());
  }

  private expireNextHold(): boolean {
    const expired = expireNextHold(this.state, this.recordedAt);
    if (expired) this.add(expired, { actor: system });
    return expired !== undefined;
  }

  get firstSeq(): number {
    return this.begin.seq + 1;
  }

  get end(): Head {
    return this.head;
  }

  /** Whether the next command should wait for the next append. */
  get isFull(): boolean {
    return this.events.length >= (this.stamp.entriesMax ?? groupEntriesMax) || this.bytes >= groupBytesMax;
  }

  /** Whether the event store takes all of it as one append. */
  get isAppendable(): boolean {
    return this.bytes <= this.bytesMax;
  }

  /**
   * Decides one command; a refusal leaves nothing behind.
   * @param start where that begins which one append must hold: others of the group may go with another append
   */
  decide({ actor, command, key, hash }: KeyedCommand, start = this.mark()): Decision {
    const replayOf = this.state.keys.get(key);
    if (replayOf !== undefined) return { replayOf };
    const mark = this.mark();
    try {
      const events = decide(this.state, command, this.recordedAt, this.stamp.callersAheadMs);
      const entries = events.map((event, i) =>
        this.add(event, i === events.length - 1 ? { actor, idem: key, idemHash: hash } : { actor }),
      );
      const bytes = this.bytes - start.bytes;
      if (bytes > this.bytesMax) throw tooLarge(bytes, this.bytesMax, this.events.length - start.events);
      return { entry: entries.at(-1)! };
    } catch (error) {
      this.backTo(mark);
      if (error instanceof Refusal) return { refusal: this.named(error) };
      throw error;
    }
  }

  /** The rules do not know under which id their ledger is kept; a refusal of the whole ledger names it. */
  private named(refusal: Refusal): Refusal {
    const { ledger } = this;
    switch (refusal.code) {
      case 'LedgerNotFound':
        return new Refusal(refusal.code, `No ledger was opened under the id ${ledger}.`, { ledger });
      case 'LedgerAlreadyExists':
        return new Refusal(refusal.code, `A ledger was opened under the id ${ledger} before.`, { ledger });
      default:
        return refusal;
    }
  }

  mark() {
    return { events: this.events.length, bytes: this.bytes, head: this.head, undo: this.state.undo!.length };
  }

  /** Takes back everything since the mark, in the state too. */
  backTo(mark: ReturnType<Group['mark']>): void {
    rollBack(this.state, mark.undo);
    this.events.length = mark.events;
    this.bytes = mark.bytes;
    this.head = mark.head;
  }

  get size(): number {
    return this.bytes;
  }

  private get bytesMax(): number {
    return this.stamp.appendBytesMax - sealBytesMax;
  }

  /**
   * Seals the append: the signature over its last entry goes into that event's metadata. A promise only where the
   * writer key is held elsewhere.
   */
  seal(log: string, writer: Signer): void | Promise<void> {
    const seal = sealAppend({ log, first: this.firstSeq, last: this.head.seq, head: this.head.hash }, writer);
    return typeof seal === 'string' ? this.sealed(seal) : seal.then((made) => this.sealed(made));
  }

  private sealed(seal: string): void {
    this.events.push({ ...this.events.pop()!, metadata: sealMetadata(seal) });
  }

  private add(event: LedgerEvent, { actor, ...answer }: Pick<Entry, 'actor' | 'idem' | 'idemHash'>): Entry {
    const seq = this.head.seq + 1;
    const entry = {
      actor,
      body: event.body,
      id: uuidv7(this.stamp.milliseconds, this.stamp.random),
      ...answer,
      ledger: this.ledger,
      prev: this.head.hash.toString('base64url'),
      recordedAt: this.recordedAt,
      seq: String(seq),
      type: event.type,
      v: entryVersion,
    } as Entry;
    const data = entryBytes(entry);
    requireFit(data.length);
    requireFit(expiryBytesMax(this.state, event));
    const { recordedAt } = this;
    const { idem } = answer;
    evolve(this.state, entry, { seq, id: entry.id, recordedAt, ...(idem !== undefined && { idem }) });
    this.events.push({ id: entry.id, type: entry.type, data, metadata: noMetadata });
    this.bytes += data.length + 2 * entry.type.length;
    this.head = { seq, hash: leafHash(data), recordedAt: this.recordedAt };
    return entry;
  }
}

/** @throws Refusal EntryTooLarge */
function requireFit(bytes: number): void {
  if (bytes <= entryBytesMax) return;
  throw new Refusal('EntryTooLarge', `The entry would be ${bytes} bytes, ${entryBytesMax} is the most.`, {
    bytes: String(bytes),
    bytesMax: String(entryBytesMax),
  });
}

/** Who is named for what no caller asks for. */
const system: Actor = { sub: 'system' };

const noMetadata = new Uint8Array(0);

function tooLarge(bytes: number, bytesMax: number, entries: number): Refusal {
  return new Refusal(
    'BulkTooLarge',
    `After ${entries} entries the append is at ${bytes} bytes, ${bytesMax} is the most: send fewer items, or not atomic.`,
    { bytes: String(bytes), bytesMax: String(bytesMax), entries: String(entries) },
  );
}

/**
 * Decides one item alone, or several of which each must succeed: then the first refusal, or a fault of ours, undoes
 * them all.
 */
export function decideTogether(group: Group, items: readonly KeyedCommand[]): Decision[] {
  if (items.length === 1) return [group.decide(items[0]!)];
  const mark = group.mark();
  const decisions: Decision[] = [];
  let isKept = false;
  try {
    for (const item of items) {
      const decision = decideOneOfMany(group, item, { decisions, start: mark });
      decisions.push(decision);
      if ('refusal' in decision) return decisions;
    }
    isKept = true;
    return decisions;
  } finally {
    if (!isKept) group.backTo(mark);
  }
}

function decideOneOfMany(
  group: Group,
  item: KeyedCommand,
  before: { readonly decisions: readonly Decision[]; readonly start: ReturnType<Group['mark']> },
): Decision {
  const decision = group.decide(item, before.start);
  const [first] = before.decisions;
  const isMixed =
    first !== undefined && 'refusal' in decision === false && 'replayOf' in decision !== 'replayOf' in first;
  if (!isMixed) return decision;
  const { key: idempotencyKey } = item;
  const twin = before.decisions.findIndex((each) => 'entry' in each && each.entry.idem === idempotencyKey);
  if (twin === -1) {
    const sentence = 'Of an atomic bulk either all keys were used before, by this bulk, or none.';
    return { refusal: new Refusal('IdempotencyKeyReused', sentence, { idempotencyKey }) };
  }
  const sentence = `The key ${idempotencyKey} stands twice in the bulk: item ${twin} has it too.`;
  return { refusal: new Refusal('IdempotencyKeyReused', sentence, { idempotencyKey, otherItem: twin }) };
}
