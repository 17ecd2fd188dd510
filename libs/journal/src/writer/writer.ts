import { Refusal } from '@ledger/refusal';
import { answersTo, type Accepted } from '../answer';
import type { BookState, KeptBook } from '../book';
import type { BookEvent, Entry } from '@entries/entry';
import { Group, decideTogether, type Head } from './group';
import { keysOf, type KeyedCommand } from '../keyed-command';
import { decideJobs } from './decide-jobs';
import { restsOnState, type Job } from './job';
import { JobQueue } from './job-queue';
import { land } from './land';
import { readOn } from '../reading/read-on';
import type { Signer } from '@proof/note';
import { noSealingKey, sealingKey, selfSealingKey } from '../keys/sealing-key';
import { StoreUnavailable, journalOf, type StoredEvent } from '@streams/stream';
import { Follower } from './follower';
import { Sharing } from './sharing';
import type { WriterLimits } from './writer-limits';
import type { WriterWorld } from './writer-world';

/**
 * The one writer of a ledger in this process. Commands queue; while an append is under way the next group gathers;
 * a group is decided against the state in memory, sealed, appended with the exact expected revision, and only then
 * does every caller get its own answer, refusals included, since they too rest on entries not yet written.
 *
 * One append is in flight at a time. A second one, expecting the revision at which the first will end, would be
 * accepted on top of whatever entries another writer put there, and break the chain: the store compares revisions,
 * not contents.
 */
export class Writer<State extends BookState, Command, Event extends BookEvent> {
  private readonly queue: JobQueue<Command, Event>;
  private isScheduled = false;
  /** Between two appends, the state is that of {@link end}. */
  isAppending = false;
  private readonly sharing = new Sharing();
  private readonly follower: Follower;
  private head: Head;
  /** The end of what is decided, durable or not. */
  private tip: Head;
  private stopped: Refusal | undefined;

  constructor(
    readonly ledger: string,
    private readonly kept: KeptBook<State, Command, Event>,
    private readonly from: {
      readonly head: Head;
      /** Why nothing can be written, as far as the journal was read. */
      readonly stopped: Refusal | undefined;
      /** @throws EntryMalformed, FromLaterRelease */
      readonly requireKnown: (entry: Entry<Event>) => void;
    },
    private readonly options: {
      readonly log: string;
      readonly keys: readonly Signer[];
      readonly world: WriterWorld;
      readonly limits: WriterLimits;
    },
  ) {
    kept.state.undo.restart();
    this.head = this.tip = from.head;
    this.setStopped(from.stopped);
    const { world, limits } = options;
    this.follower = new Follower(ledger, world);
    const isUsed = (key: string) => this.state.idempotencyKeys.get(key) !== undefined;
    this.queue = new JobQueue({ limits, now: () => world.now(), isUsed });
  }

  get state(): State {
    return this.kept.state;
  }

  /** When something is due next, RFC 3339; undefined where nothing will be. */
  get nextDue(): string | undefined {
    return this.kept.book.nextDue(this.state);
  }

  /** The end of the journal as far as it is known to be durable. */
  get end(): Head {
    return this.head;
  }

  /** Why nothing is written: the journal goes on with what is not to be trusted or read, or the store denies appends. */
  get stoppedBy(): Refusal | undefined {
    return this.stopped;
  }

  get isIdle(): boolean {
    return !this.isAppending && this.queue.isEmpty;
  }

  /**
   * Decides and appends commands that succeed or fail together.
   * @throws Refusal LedgerBusy, OutcomeUnknown
   */
  write(items: readonly KeyedCommand<Command>[]): Promise<(Accepted<Event> | Refusal)[]> {
    return this.ask(items, { writes: true });
  }

  private ask(
    items: readonly KeyedCommand<Command>[],
    { keys = keysOf(items), writes = false }: Partial<Pick<Job<Command, Event>, 'keys' | 'writes'>>,
  ): Promise<(Accepted<Event> | Refusal)[]> {
    const answered = this.queue.add({ items, keys, writes });
    this.schedule();
    return answered;
  }

  /** What the commands would answer now, one after the other or together; appends nothing. */
  async preview(
    items: readonly KeyedCommand<Command>[],
    isAtomic: boolean,
  ): Promise<(Accepted<Event> | Refusal)[]> {
    await this.refresh(keysOf(items));
    const group = this.newGroup(this.tip);
    const mark = group.mark();
    if (!items.some((item) => item.isFirst)) group.takeAllDue();
    const decisions = isAtomic ? decideTogether(group, items) : items.map((item) => group.decide(item));
    group.backTo(mark);
    return this.lookUp(keysOf(items), () => answersTo(this.source, items, decisions));
  }

  /**
   * Resolves when the state holds all that was in the journal at the time of the call. Appends nothing.
   * @param keys idempotency keys of the commands on whose behalf it is asked
   * @throws Refusal LedgerBusy, OutcomeUnknown
   */
  async refresh(keys: readonly string[] = []): Promise<void> {
    await this.ask([], { keys });
  }

  /**
   * Reads something from the journal on behalf of commands with these keys.
   * @throws Refusal LedgerBusy, OutcomeUnknown
   */
  lookUp<T>(keys: readonly string[], read: () => Promise<T>): Promise<T> {
    return read().catch((error: unknown) => {
      throw error instanceof StoreUnavailable ? this.queue.unanswered(keys) : error;
    });
  }

  /** Resolves when what was due at the time of the call, as much as goes into one append, is written. */
  async writeDue(): Promise<void> {
    await this.ask([], { writes: true });
  }

  /** Nothing is written any more. */
  close(): void {
    this.follower.stop();
  }

  private get source() {
    return { stream: this.options.world.stream, ledger: this.ledger };
  }

  private schedule(): void {
    if (this.isScheduled || this.isAppending || this.queue.isEmpty) return;
    this.isScheduled = true;
    this.options.world.soon(() => {
      this.isScheduled = false;
      if (!this.isAppending) void this.writeGroup();
    });
  }

  private async writeGroup(): Promise<void> {
    this.isAppending = true;
    await this.letOthersGoFirst();
    // Where the journal still goes on with what stopped it, everybody hears so.
    if (this.stopped) await this.catchUp().catch((error: unknown) => this.queue.failAll(error));
    const active = sealingKey(this.state, this.options.keys);
    const group = this.newGroup(this.head);
    if (this.queue.isDueFirst) group.takeDue();
    const decided = decideJobs(this.queue, group);
    const key = active ?? selfSealingKey(this.state, this.options.keys, group.firstSeq);
    this.tip = group.end;
    try {
      if (group.events.length > 0 && !key) await this.doWithout(decided);
      else if (group.events.length > 0) await this.append(group, decided, key!);
      else if (decided.some(restsOnState)) await this.confirm(decided);
      for (const job of decided) this.answer(job);
    } catch (error) {
      this.queue.fail(decided, error);
    } finally {
      this.isAppending = false;
      this.tip = this.head;
      this.options.world.observer.queued(this.ledger, this.queue.commands);
      this.schedule();
    }
  }

  private letOthersGoFirst(): Promise<void> {
    // What keeps it from being folded is met again by the append.
    const fold = (arrived: readonly StoredEvent[]) => this.catchUp(arrived).catch(() => undefined);
    return this.follower.letOthersGoFirst(this.sharing, { end: () => this.head.seq, fold });
  }

  private newGroup(head: Head): Group<State, Command, Event> {
    const { now, random } = this.options.world;
    const { appendBytesMax, callersAheadMs = 0 } = this.options.limits;
    const { entriesMax } = this.sharing;
    const stamp = { milliseconds: now(), random, appendBytesMax, callersAheadMs, entriesMax };
    return new Group(this.ledger, this.kept, head, stamp);
  }

  /** Resolves when the group is durable; after a conflict, when its jobs are back in the queue and `decided` empty. */
  private async append(
    group: Group<State, Command, Event>,
    decided: Job<Command, Event>[],
    key: Signer,
  ): Promise<void> {
    const { world, log, limits } = this.options;
    const sentAt = world.now();
    let hasLanded: boolean;
    try {
      const sealing = group.seal(log, key);
      if (sealing) await sealing;
      const stillUnknown = () => this.queue.releaseTheImpatient(decided);
      hasLanded = await land(group, { ledger: this.ledger, world, limits, stillUnknown });
    } catch (error) {
      this.state.undo.backTo(0);
      if (error instanceof Refusal && this.state.isOpened) this.setStopped(error);
      throw error;
    }
    if (hasLanded) {
      this.sharing.appended(world.now());
      return this.commit(group, sentAt);
    }
    this.state.undo.backTo(0);
    world.observer.conflicted(this.ledger);
    await this.catchUp();
    this.sharing.cameTooLate();
    this.queue.putBack(decided.splice(0));
    this.queue.releaseTheImpatient([]);
  }

  /** Without a key that may seal, unless another process has registered one meanwhile, nobody may write. */
  private async doWithout(decided: Job<Command, Event>[]): Promise<void> {
    this.state.undo.backTo(0);
    await this.confirm(decided);
    const writing = decided.filter(({ writes }) => writes);
    this.queue.fail(writing, noSealingKey(this.ledger, this.options.keys));
  }

  private commit(group: Group<State, Command, Event>, sentAt: number): void {
    this.state.undo.restart();
    this.head = group.end;
    this.setStopped(undefined);
    const { world } = this.options;
    const milliseconds = world.now() - sentAt;
    const { events, size: bytes } = group;
    world.observer.appended(this.ledger, { entries: events.length, bytes, milliseconds });
  }

  /** Nothing was appended, which would have shown whether there is another writer: if there was one, all is decided again. */
  private async confirm(decided: Job<Command, Event>[]): Promise<void> {
    const { seq } = this.head;
    await this.catchUp();
    if (this.head.seq !== seq) this.queue.putBack(decided.splice(0));
  }

  /**
   * Folds what another writer appended.
   * @param arrived what has come of it; unless given, the journal is read to its end
   * @throws Refusal JournalNotTrusted, JournalFromLaterRelease; StoreUnavailable
   */
  private async catchUp(arrived?: readonly StoredEvent[]): Promise<void> {
    const { ledger, kept, head, from } = this;
    const { stream, now } = this.options.world;
    this.sharing.folding(now());
    try {
      const events = arrived ?? stream.read(journalOf(ledger), head.seq + 1);
      await readOn({ events, ledger, kept, head, requireKnown: from.requireKnown }, (reached) => {
        this.head = this.tip = reached;
        this.state.undo.restart();
        this.sharing.met(now());
      });
      // Only an append shows that the event store takes them again.
      if (this.stopped?.code !== 'StoreDeniesWrites') this.setStopped(undefined);
    } catch (error) {
      this.state.undo.backTo(0);
      if (error instanceof Refusal) this.setStopped(error);
      throw error;
    }
  }

  private setStopped(stopped: Refusal | undefined): void {
    const { observer } = this.options.world;
    if (stopped && stopped.message !== this.stopped?.message) observer.stopped(this.ledger, stopped);
    if (!stopped && this.stopped) observer.resumed(this.ledger);
    this.stopped = stopped;
  }

  private answer(job: Job<Command, Event>): void {
    if (job.isAnswered) return;
    answersTo(this.source, job.items, job.decisions).then(
      (answers) => this.queue.answer(job, answers),
      (error) => this.queue.fail([job], error),
    );
  }
}
