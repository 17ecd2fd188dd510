import { Refusal, invariant } from '@ledger/refusal';
import type { BookState, KeptBook } from '../book';
import { system, type Actor } from '@ledger/actor';
import { entryBytes, entryBytesMax, leafHash, type BookEvent, type Entry } from '@entries/entry';
import { entryVersion } from '@entries/upcast';
import type { Asked, KeyedCommand } from '../keyed-command';
import type { Signer } from '@proof/note';
import { sealAppend, sealMetadata } from '@proof/seal';
import type { NewEvent } from '@streams/stream';
import { uuidv7, type Random } from '@entries/uuid';

/** The end of a journal: `seq` is -1 and `hash` all zeros while it is empty. */
export interface Head {
  readonly seq: number;
  readonly hash: Buffer;
  /** RFC 3339, UTC, milliseconds. */
  readonly recordedAt: string;
}

/** What was decided of one command: a new entry, the seq of the entry that answered its key before, or a refusal. */
export type Decision<Event extends BookEvent> =
  { readonly entry: Entry<Event> } | { readonly replayOf: number } | { readonly refusal: Refusal };

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

/** A point in a group to which it can be taken back. */
interface Mark {
  readonly events: number;
  readonly bytes: number;
  readonly head: Head;
  readonly undo: number;
}

/**
 * Entries decided on top of each other, to be appended at once. Every one is applied to the state as it is decided,
 * so the next command sees it; the state keeps how to take them back.
 */
export class Group<State extends BookState, Command, Event extends BookEvent> {
  readonly events: NewEvent[] = [];
  private bytes = 0;
  private readonly begin: Head;
  /** One for the whole group; time never runs backwards within a ledger. */
  private readonly recordedAt: string;

  constructor(
    private readonly ledger: string,
    private readonly kept: KeptBook<State, Command, Event>,
    private head: Head,
    private readonly stamp: GroupStamp,
  ) {
    this.begin = head;
    const clock = new Date(stamp.milliseconds).toISOString();
    this.recordedAt = clock > head.recordedAt ? clock : head.recordedAt;
  }

  /**
   * Puts what is due before all that is decided: no decision may count a hold whose time is up as held. At most so much
   * as goes into one append; then the group is full, and the rest comes with the next.
   */
  takeDue(): void {
    while (!this.isFull && this.takeNextDue());
  }

  /** The same of all that is due, for what is never appended. */
  takeAllDue(): void {
    while (this.takeNextDue());
  }

  private takeNextDue(): boolean {
    const due = this.kept.book.due(this.kept.state, this.recordedAt);
    if (due) this.write(this.apply(due, { actor: system }));
    return due !== undefined;
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
  decide(keyed: KeyedCommand<Command>, start = this.mark()): Decision<Event> {
    const { book, state } = this.kept;
    const replayOf = state.idempotencyKeys.get(keyed.key);
    if (replayOf !== undefined) return { replayOf };
    const mark = this.mark();
    try {
      const now = this.recordedAt;
      const entry = this.answer(keyed, book.decide(state, keyed.command, now, this.stamp.callersAheadMs));
      const bytes = this.bytes - start.bytes;
      if (bytes > this.bytesMax) throw tooLarge(bytes, this.bytesMax, this.events.length - start.events);
      return { entry };
    } catch (error) {
      this.backTo(mark);
      if (error instanceof Refusal) return { refusal: book.named(error, this.ledger) };
      throw error;
    }
  }

  /** Applies each event before the next is decided; which one is the last, and names the key, is seen only then. */
  private answer(asked: KeyedCommand<Command>, events: Iterable<Event>): Entry<Event> {
    const { key, hash } = asked;
    let last: AppliedEvent<Event> | undefined;
    for (const event of events) {
      if (last) this.write(last);
      last = this.apply(event, asked);
    }
    invariant(last, 'a command makes at least one event');
    this.kept.state.idempotencyKeys.set(key, this.head.seq + 1);
    return this.write(last, { idem: key, idemHash: hash });
  }

  mark(): Mark {
    return {
      events: this.events.length,
      bytes: this.bytes,
      head: this.head,
      undo: this.kept.state.undo.mark,
    };
  }

  /** Takes back everything since the mark, in the state too. */
  backTo(mark: Mark): void {
    this.kept.state.undo.backTo(mark.undo);
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

  /** Takes the next event into the state; its entry is still to be written. */
  private apply(event: Event, asked: Asked): AppliedEvent<Event> {
    const { book, state } = this.kept;
    const actor = event.asked ?? asked.judged?.(event) ?? asked.actor;
    const id = uuidv7(this.stamp.milliseconds, this.stamp.random);
    book.evolve(state, event, { actor, seq: this.head.seq + 1, id, recordedAt: this.recordedAt });
    return { actor, event, id };
  }

  private write({ actor, event, id }: AppliedEvent<Event>, answer: KeyFields = {}): Entry<Event> {
    const seq = this.head.seq + 1;
    const entry = {
      actor,
      body: event.body,
      id,
      ...answer,
      ledger: this.ledger,
      prev: this.head.hash.toString('base64url'),
      recordedAt: this.recordedAt,
      seq: String(seq),
      type: event.type,
      v: entryVersion,
    } as Entry<Event>;
    const data = entryBytes(entry);
    requireFit(data.length);
    requireFit(this.kept.book.dueBytesMax(this.kept.state, event));
    this.events.push({ id, type: entry.type, data, metadata: noMetadata });
    this.bytes += data.length + 2 * entry.type.length;
    this.head = { seq, hash: leafHash(data), recordedAt: this.recordedAt };
    return entry;
  }
}

/** An event that is in the state, who asked for it, and the id its entry will have. */
interface AppliedEvent<Event> {
  readonly actor: Actor;
  readonly event: Event;
  readonly id: string;
}

/** Which command an entry answers. */
type KeyFields = Pick<Entry, 'idem' | 'idemHash'>;

/** @throws Refusal EntryTooLarge */
function requireFit(bytes: number): void {
  if (bytes <= entryBytesMax) return;
  throw new Refusal(
    'EntryTooLarge',
    `The entry would have ${bytes} bytes; the maximum is ${entryBytesMax}.`,
    {
      bytes: String(bytes),
      bytesMax: String(entryBytesMax),
    },
  );
}

const noMetadata = new Uint8Array(0);

function tooLarge(bytes: number, bytesMax: number, entries: number): Refusal {
  return new Refusal(
    'BulkTooLarge',
    `The first ${entries} entries have ${bytes} bytes; the maximum is ${bytesMax}. Send fewer items, or not atomic.`,
    { bytes: String(bytes), bytesMax: String(bytesMax), entries: String(entries) },
  );
}

/** What of a group decides several commands together. */
type Deciding<Command, Event extends BookEvent> = Pick<
  Group<BookState, Command, Event>,
  'decide' | 'mark' | 'backTo'
>;

/**
 * Decides one item alone, or several of which each must succeed: then the first refusal, or a fault of ours, undoes
 * them all.
 */
export function decideTogether<Command, Event extends BookEvent>(
  group: Deciding<Command, Event>,
  items: readonly KeyedCommand<Command>[],
): Decision<Event>[] {
  if (items.length === 1) return [group.decide(items[0]!)];
  const mark = group.mark();
  const decisions: Decision<Event>[] = [];
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

function decideOneOfMany<Command, Event extends BookEvent>(
  group: Deciding<Command, Event>,
  item: KeyedCommand<Command>,
  before: { readonly decisions: readonly Decision<Event>[]; readonly start: Mark },
): Decision<Event> {
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
