/** A place in the whole store. Both numbers are needed to resume exactly. */
export interface Position {
  readonly commit: bigint;
  readonly prepare: bigint;
}

/** An event as it is handed to the store; the bytes are stored as they are. */
export interface NewEvent {
  readonly id: string;
  readonly type: string;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
}

/** An event as the store gives it back. `revision` counts from 0 in its stream, without gaps. */
export interface StoredEvent extends NewEvent {
  readonly stream: string;
  readonly revision: number;
  readonly position: Position | undefined;
}

/** Where the writer believes the stream to end: the revision of its last event, or that it has none. */
export type ExpectedRevision = number | 'no_stream';

/** Someone else wrote first: nothing of this append was stored. */
export class RevisionConflict extends Error {
  constructor(stream: string, expected: ExpectedRevision) {
    super(`${stream} does not end at ${expected}`);
    this.name = 'RevisionConflict';
  }
}

/** The append may or may not have been stored: ask again with the same ids and the same expected revision. */
export class OutcomeUnknown extends Error {
  constructor(stream: string, cause: unknown) {
    super(`the outcome of an append to ${stream} is not known`, { cause });
    this.name = 'OutcomeUnknown';
  }
}

/** The user that this process is for the store may not append to the stream: nothing of this append was stored. */
export class AppendDenied extends Error {
  constructor(stream: string, cause: unknown) {
    super(`the event store denies appends to ${stream}`, { cause });
    this.name = 'AppendDenied';
  }
}

/** The store cannot be reached, or declines for the moment; nothing was read. */
export class StoreUnavailable extends Error {
  constructor(cause: unknown) {
    super('the event store cannot be reached', { cause });
    this.name = 'StoreUnavailable';
  }
}

/** A subscription under way. Its iteration ends, or throws, when it is dropped for whatever reason. */
export interface Subscription extends AsyncIterable<StoredEvent> {
  /**
   * Whether all that was sent has been handed over, and the store has said that there is no more for the moment. A store
   * before version 23.10 never says so.
   */
  readonly isCaughtUp: boolean;
  /** Ends the subscription; its iteration then ends too. */
  close(): Promise<void>;
}

/**
 * What the product needs of an event store. One implementation speaks to EventStoreDB; tests have one in memory that
 * fails on command. Both obey the same contract suite.
 */
export interface Stream {
  /**
   * Appends all events or none; resolves when they are durable. Repeating an append with the same ids and the same
   * expected revision stores nothing twice.
   * @throws RevisionConflict, AppendDenied, OutcomeUnknown
   */
  append(stream: string, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<void>;

  /** Events from `from` on, in order, to the end of the stream or at most `count`; none where there is no stream. */
  read(stream: string, from: number, count?: number): AsyncIterable<StoredEvent>;

  /** The last event of the stream, or undefined where there is none. */
  last(stream: string): Promise<StoredEvent | undefined>;

  /** Every event, past and future, of all streams whose name starts with `prefix`, strictly after `position`. */
  subscribe(prefix: string, position?: Position): Subscription;

  /** Like {@link subscribe} from the beginning, the events of one type alone: the others are not even sent. */
  subscribeToType(prefix: string, type: string): Subscription;

  /** Every event of one stream from `from` on, past and future, in order. */
  follow(stream: string, from: number): Subscription;

  /**
   * What the store's clock shows while this is asked, in milliseconds since 1970, as exactly as the store says it;
   * undefined where it says nothing.
   * @throws StoreUnavailable
   */
  time(): Promise<{ readonly from: number; readonly to: number } | undefined>;

  close(): Promise<void>;
}

export const journalPrefix = 'journal-';

/** The stream that holds the journal of a ledger. */
export function journalOf(ledger: string): string {
  return journalPrefix + ledger;
}
