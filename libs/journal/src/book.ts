import type { Actor } from '@ledger/actor';
import type { LedgerKey, NextRoot, ReplacedRoot } from '@ledger/known-keys';
import type { Refusal } from '@ledger/refusal';
import type { BookEvent } from '@entries/entry';

/** What the journal itself reads and changes of the state of a book, whatever the rules of that book keep beside it. */
export interface BookState {
  /** Whether the journal has its first entry. */
  readonly isOpened: boolean;
  /** Verifier key of the present root, under which every other key of the book stands; empty before it was opened. */
  readonly root: string;
  /** The root keys before it, in order. */
  readonly replacedRoots: readonly ReplacedRoot[];
  /** The key that may replace the root key; null where none was named. */
  readonly nextRoot: NextRoot | null;
  /** Id of every key that was ever registered -> the key. */
  readonly signingKeys: ReadonlyMap<string, LedgerKey>;
  /** Seq of the last entry applied; -1 before the first. */
  readonly seq: number;
  /** Idempotency key -> seq of the entry that answered it; kept by the journal. */
  readonly idempotencyKeys: {
    get(key: string): number | undefined;
    set(key: string, seq: number): unknown;
  };
  /** Every change of the state is recorded in it, that of `idempotencyKeys` too. */
  readonly undo: Undo;
}

/** Takes back what was applied last; an `UndoLog` of the rules is one. */
interface Undo {
  /** Points to what is applied up to now. */
  readonly mark: number;
  /** Records from now on, and forgets what was recorded before: that stays. */
  restart(): void;
  /** Takes back everything since the mark; 0 is where recording began. */
  backTo(mark: number): void;
}

/** What the journal says of an event when it takes it. */
export interface Recorded {
  /** Who asked for it. */
  readonly actor: Actor;
  readonly seq: number;
  readonly id: string;
  /** RFC 3339, UTC, milliseconds. */
  readonly recordedAt: string;
}

/**
 * The rules behind one kind of journal: that of the ledgers is one; others can be added. The journal calls them in
 * the order of the entries, knows no command and no event by name, and writes what they decide. They know no clock, no
 * chance and no journal.
 */
export interface Book<State extends BookState, Command, Event extends BookEvent> {
  /** Type of the first event of every journal, and of no other. */
  readonly opening: Event['type'];
  /** The state before the first entry. */
  empty(): State;
  /**
   * What a command makes happen: one or more events, the last of which is the answer to it. Each is applied before the
   * next is asked for, so a generator decides on top of what it has yielded; an array was decided at once. Changes
   * nothing itself.
   * @param now RFC 3339, UTC, milliseconds
   * @param callersAheadMs by how much the clocks of callers may be ahead of that, 0 unless given
   * @throws Refusal
   */
  decide(state: State, command: Command, now: string, callersAheadMs?: number): Iterable<Event>;
  /** Takes an event into the state, in place, its seq included; `undo` records every change. */
  evolve(state: State, event: Event, recorded: Recorded): void;
  /** What must happen before anything else is decided at `now`, though nobody asks for it; undefined where nothing must. */
  due(state: State, now: string): Event | undefined;
  /** When something is due next, RFC 3339, as far as the state knows; undefined where nothing will be. */
  nextDue(state: State): string | undefined;
  /**
   * Most bytes of the entry that will be due one day because of this event, which was just applied; 0 where none will.
   * It has to be written then, and nobody could be refused.
   */
  dueBytesMax(state: State, event: Event): number;
  /** What the caller said of a command: without what was looked up or added. The same key with other content is refused. */
  contentOf(command: Command): object;
  /** Whether a command must be the first of its append, before what is due; none is where this is absent. */
  isFirst?(command: Command): boolean;
  /** The refusal in the words for one journal, of whose id the rules know nothing. */
  named(refusal: Refusal, id: string): Refusal;
  readonly snapshots: {
    /** To be raised whenever what is stored, or its meaning, changes: older snapshots are then passed over. */
    readonly version: number;
    /** The state as plain values that structured cloning keeps. */
    store(state: State): unknown;
    /** The state that {@link store} was given, at `seq`. */
    restore(stored: unknown, seq: number): State;
    /** How many entries more than the last snapshot has make another one worth its writing. */
    worth(state: State): number;
  };
}

/** A book, and the state of one of its journals. */
export interface KeptBook<State extends BookState, Command, Event extends BookEvent> {
  readonly book: Book<State, Command, Event>;
  readonly state: State;
}
