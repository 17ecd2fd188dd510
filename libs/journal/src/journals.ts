import { Refusal } from '@ledger/refusal';
import { busy, type Accepted } from './answer';
import { canonicalText } from '@entries/canonical';
import { noHash, type BookEvent, type Entry } from '@entries/entry';
import { DueWorker } from './writer/due-worker';
import { sha256Text } from '@entries/fingerprints';
import type { Book, BookState } from './book';
import type { Head } from './writer/group';
import type { Asked, KeyedCommand } from './keyed-command';
import type { JournalKeys } from '@proof/key-ring';
import { readOn } from './reading/read-on';
import { Snapshots, type SnapshotPlace } from './snapshots/snapshots';
import { signingKeysOf, type SigningKeys } from './keys/signing-keys';
import { journalOf, type StoredEvent, type Stream } from '@streams/stream';
import { Writer } from './writer/writer';
import type { WriterWorld } from './writer/writer-world';
import { Writers } from './writer/writers';
import type { WriterLimits } from './writer/writer-limits';

/** A command, who asks for it, and the idempotency key under which its answer is kept for ever. */
export interface Keyed<Command> extends Asked {
  readonly command: Command;
  readonly key: string;
}

/** What comes of a command: the entry that answers it, or why it is refused. */
type Outcome<Event extends BookEvent> = Accepted<Event> | Refusal;

/** One item of an atomic bulk was refused, and with it all. */
export class AtomicRefusal extends Error {
  constructor(
    readonly index: number,
    readonly refusal: Refusal,
  ) {
    super(`item ${index}: ${refusal.message}`);
    this.name = 'AtomicRefusal';
  }
}

export interface JournalOptions extends WriterWorld {
  readonly keys: JournalKeys;
  readonly limits: WriterLimits;
  /** Where snapshots are kept; undefined keeps none. */
  readonly snapshots: SnapshotPlace | undefined;
}

/** The journals of one book that this process writes to or reads from, each under the id of what it is kept for. */
export class Journals<State extends BookState, Command, Event extends BookEvent> {
  /** One for each journal; only to be used by what a book adds. */
  protected readonly writers: Writers<Writer<State, Command, Event>>;
  private readonly snapshots: Snapshots<State>;
  private readonly due: DueWorker;

  constructor(
    private readonly book: Book<State, Command, Event>,
    protected readonly options: JournalOptions,
    /** Requires that an entry has its shape, and that this release knows all of it. @throws EntryMalformed, FromLaterRelease */
    private readonly requireKnown: (entry: Entry<Event>) => void,
  ) {
    this.snapshots = new Snapshots(book.snapshots, options);
    this.writers = new Writers({
      load: (ledger) => this.load(ledger),
      forgotten: (ledger) => this.snapshots.forget(ledger),
      patienceMs: options.limits.patienceMs,
      delay: options.delay,
      tooLong: busy,
    });
    this.due = new DueWorker(options, {
      opening: book.opening,
      discovered: (ledger) => this.watch(ledger),
    });
  }

  /** From now on writes what falls due, in journals too that nobody asks for. */
  writeDue(): void {
    this.due.start();
  }

  /** @throws Refusal */
  async submit(ledger: string, keyed: Keyed<Command>): Promise<Accepted<Event>> {
    const [outcome] = await this.ask(ledger, [this.withHash(keyed)]);
    return accepted(outcome!);
  }

  /** Each on its own, in order: what one becomes says nothing of the others. */
  async submitIndependent(ledger: string, items: readonly Keyed<Command>[]): Promise<Outcome<Event>[]> {
    return Promise.all(
      items.map((item) =>
        this.submit(ledger, item).catch((error: unknown) => {
          if (error instanceof Refusal) return error;
          throw error;
        }),
      ),
    );
  }

  /** @throws AtomicRefusal naming the first item that is refused; Refusal LedgerBusy, OutcomeUnknown */
  async submitAtomic(ledger: string, items: readonly Keyed<Command>[]): Promise<Accepted<Event>[]> {
    return allAccepted(await this.ask(ledger, this.withHashes(items)));
  }

  private ask(ledger: string, items: readonly KeyedCommand<Command>[]): Promise<Outcome<Event>[]> {
    return this.writers.use(ledger, async (writer) => {
      const outcomes = await writer.write(items);
      this.due.watch(writer);
      this.snapshots.grown(writer);
      return outcomes;
    });
  }

  /** What {@link submit} would answer now. Appends nothing and uses up no key. @throws Refusal */
  async preview(ledger: string, keyed: Keyed<Command>): Promise<Accepted<Event>> {
    const [outcome] = await this.previewIndependent(ledger, [keyed]);
    return accepted(outcome!);
  }

  /** What {@link submitIndependent} would answer now. */
  previewIndependent(ledger: string, items: readonly Keyed<Command>[]): Promise<Outcome<Event>[]> {
    return this.foresee(ledger, items, false);
  }

  /** What {@link submitAtomic} would answer now. @throws AtomicRefusal */
  async previewAtomic(ledger: string, items: readonly Keyed<Command>[]): Promise<Accepted<Event>[]> {
    return allAccepted(await this.foresee(ledger, items, true));
  }

  private foresee(
    ledger: string,
    items: readonly Keyed<Command>[],
    isAtomic: boolean,
  ): Promise<Outcome<Event>[]> {
    return this.writers.use(ledger, (writer) => writer.preview(this.withHashes(items), isAtomic));
  }

  /**
   * Every key that was ever registered in a journal, and the root that vouched for them.
   * @param key idempotency key of the command on whose behalf it is asked
   * @throws Refusal LedgerBusy, OutcomeUnknown
   */
  async signingKeys(ledger: string, key?: string): Promise<SigningKeys> {
    const { keys } = this.options;
    return this.writers.use(ledger, async (writer) => {
      await writer.refresh(key === undefined ? [] : [key]);
      const log = `${keys.origin}/${ledger}`;
      return signingKeysOf(writer, { log, writers: keys.writers(ledger), ...(key !== undefined && { key }) });
    });
  }

  /** Whether a journal was opened. Costs nothing once it is known here. @throws Refusal LedgerBusy, OutcomeUnknown */
  isOpened(ledger: string): Promise<boolean> {
    return this.writers.use(ledger, async (writer) => {
      if (!writer.state.isOpened) await writer.refresh();
      return writer.state.isOpened;
    });
  }

  /** One sentence for each ledger whose journal is not to be trusted, or was written by a later release. */
  get stoppedLedgers(): string[] {
    return this.writers.present.flatMap(({ stoppedBy }) => stoppedBy?.message ?? []);
  }

  /** The stored entries of a journal from `from` on, in order. The seal is in the metadata of an append's last event. */
  read(ledger: string, from: number, count?: number): AsyncIterable<StoredEvent> {
    return this.options.stream.read(journalOf(ledger), from, count);
  }

  /** The last stored entry of a journal; undefined where there is none. */
  last(ledger: string): Promise<StoredEvent | undefined> {
    return this.options.stream.last(journalOf(ledger));
  }

  /** What the clock of the event store shows; see {@link Stream.time}. */
  storeTime(): ReturnType<Stream['time']> {
    return this.options.stream.time();
  }

  /** Writes the last snapshots. To be called once no command is waiting for an answer. */
  async close(): Promise<void> {
    await this.due.close();
    for (const writer of await this.writers.all()) {
      writer.close();
      if (writer.state.isOpened) await this.snapshots.write(writer);
    }
    await this.options.stream.close();
  }

  private async load(ledger: string): Promise<Writer<State, Command, Event>> {
    const { keys, limits, observer, stream, now } = this.options;
    const begin = now();
    const { book } = this;
    const start = (await this.snapshots.read(ledger)) ?? { state: book.empty(), head: empty };
    const kept = { book, state: start.state };
    let head: Head = start.head;
    const { requireKnown } = this;
    const events = stream.read(journalOf(ledger), head.seq + 1);
    const reading = { events, ledger, kept, head, requireKnown };
    const stopped = await readOn(reading, (reached) => (head = reached)).then(() => undefined, refusalIn);
    const entries = head.seq - start.head.seq;
    observer.loaded(ledger, { entries, milliseconds: now() - begin, fromSnapshot: start.head !== empty });
    return new Writer(
      ledger,
      kept,
      { head, stopped, requireKnown },
      {
        log: `${keys.origin}/${ledger}`,
        keys: keys.writers(ledger),
        world: this.options,
        limits,
      },
    );
  }

  /** A journal in which nothing will be due is loaded on its first command. */
  private watch(ledger: string): Promise<void> {
    return this.writers.look(ledger, (writer) => {
      this.due.watch(writer);
      return writer.nextDue !== undefined;
    });
  }

  private withHash(keyed: Keyed<Command>): KeyedCommand<Command> {
    const hash = sha256Text(canonicalText(this.book.contentOf(keyed.command)));
    return { ...keyed, hash, isFirst: this.book.isFirst?.(keyed.command) ?? false };
  }

  private withHashes(items: readonly Keyed<Command>[]): KeyedCommand<Command>[] {
    return items.map((item) => this.withHash(item));
  }
}

/** A journal that is not to be trusted is loaded as far as it is. */
function refusalIn(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  throw error;
}

const empty: Head = { seq: -1, hash: noHash, recordedAt: '' };

function accepted<Event extends BookEvent>(outcome: Outcome<Event>): Accepted<Event> {
  if (outcome instanceof Refusal) throw outcome;
  return outcome;
}

function allAccepted<Event extends BookEvent>(outcomes: readonly Outcome<Event>[]): Accepted<Event>[] {
  return outcomes.map((outcome, index) => {
    if (outcome instanceof Refusal) throw new AtomicRefusal(index, outcome);
    return outcome;
  });
}
