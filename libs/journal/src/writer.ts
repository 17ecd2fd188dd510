import { answersTo, busy, outcomeUnknown, type Answer } from './answer';
import { rollBack, type LedgerState } from '@ledger/state';
import { Group, decideTogether, type Head, type KeyedCommand } from './group';
import { restsOnState, type Decided, type Job } from './job';
import { land } from './land';
import { replay } from './fold-entry';
import type { Signer } from '@proof/note';
import { noSealingKey, sealingKey } from './sealing-key';
import type { JournalObserver } from './observer';
import { OutcomeUnknown, StoreUnavailable, journalOf, type Stream } from '@streams/stream';
import type { Random } from '@entries/uuid';
import type { WriterLimits } from './writer-limits';

/** The world as the writer may touch it: everything a seeded simulation wants to hold in its hand. */
export interface WriterWorld {
  readonly stream: Stream;
  readonly observer: JournalObserver;
  /** Milliseconds since 1970. */
  now(): number;
  readonly random: Random;
  /** Rejects at once when the signal aborts. */
  delay(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** Runs after the input that is ready now has been read. */
  soon(run: () => void): void;
}

/**
 * The one writer of a ledger in this process. Commands queue; while an append is under way the next group gathers;
 * a group is decided against the state in memory, sealed, appended with the exact expected revision, and only then
 * does every caller get its own answer, refusals included, since they too rest on entries not yet written.
 *
 * One append is in flight at a time. A second one, expecting the revision at which the first will end, would be
 * accepted on top of whatever entries another writer put there, and break the chain: the store compares revisions,
 * not contents.
 */
export class Writer {
  private queue: Job[] = [];
  private waiting = 0;
  private isScheduled = false;
  private isAppending = false;
  /** The end of what is decided, durable or not. */
  private tip: Head;

  constructor(
    readonly ledger: string,
    readonly state: LedgerState,
    private head: Head,
    private readonly options: {
      readonly log: string;
      readonly keys: readonly Signer[];
      readonly world: WriterWorld;
      readonly limits: WriterLimits;
    },
  ) {
    state.undo = [];
    this.tip = head;
  }

  /** The end of the journal as far as it is known to be durable. */
  get end(): Head {
    return this.head;
  }

  get isIdle(): boolean {
    return !this.isAppending && this.queue.length === 0;
  }

  /**
   * Decides and appends commands that succeed or fail together.
   * @throws Refusal LedgerBusy, OutcomeUnknown
   */
  submit(items: readonly KeyedCommand[]): Promise<Answer[]> {
    return this.ask(items, true);
  }

  private ask(items: readonly KeyedCommand[], writes: boolean): Promise<Answer[]> {
    const { world, limits } = this.options;
    if (this.waiting + items.length > limits.queueMax) return Promise.reject(busy(this.waiting));
    this.waiting += items.length;
    return new Promise((resolve, reject) => {
      const settle = () => {
        if (!job.isAnswered) this.waiting -= items.length;
        job.isAnswered = true;
      };
      const job: Job = {
        items,
        writes,
        since: world.now(),
        isAnswered: false,
        answer: (answers) => {
          settle();
          resolve(answers);
        },
        fail: (error) => {
          settle();
          reject(error);
        },
      };
      this.queue.push(job);
      this.schedule();
    });
  }

  /** What the commands would answer now, one after the other or together; appends nothing. */
  async preview(items: readonly KeyedCommand[], isAtomic: boolean): Promise<Answer[]> {
    await this.refresh();
    const group = this.newGroup(this.tip);
    const mark = group.mark();
    group.expireAllHolds();
    const decisions = isAtomic ? decideTogether(group, items) : items.map((item) => group.decide(item));
    group.backTo(mark);
    return answersTo(this.source, items, decisions);
  }

  /** Resolves when the state holds all that was in the journal at the time of the call. Appends nothing. */
  async refresh(): Promise<void> {
    await this.ask([], false);
  }

  /** Resolves when the holds that were due at the time of the call, as many as go into one append, have expired. */
  async expireHolds(): Promise<void> {
    await this.ask([], true);
  }

  private get source() {
    return { stream: this.options.world.stream, ledger: this.ledger };
  }

  private schedule(): void {
    if (this.isScheduled || this.isAppending || this.queue.length === 0) return;
    this.isScheduled = true;
    this.options.world.soon(() => {
      this.isScheduled = false;
      if (!this.isAppending) void this.writeGroup();
    });
  }

  private async writeGroup(): Promise<void> {
    this.isAppending = true;
    const key = sealingKey(this.state, this.options.keys);
    const group = this.newGroup(this.head);
    if (this.queue.some(({ writes }) => writes)) group.expireHolds();
    const decided = this.decideQueue(group);
    try {
      if (group.events.length > 0 && !key) await this.doWithout(decided);
      else if (group.events.length > 0) await this.append(group, decided, key!);
      else if (decided.some(restsOnState)) await this.confirm(decided);
      for (const each of decided) this.answer(each);
    } catch (error) {
      for (const { job } of decided) job.fail(error);
    } finally {
      this.isAppending = false;
      this.tip = this.head;
      this.options.world.observer.queued(this.ledger, this.undecided);
      this.schedule();
    }
  }

  /** Commands in the queue; `waiting` counts those too whose answer is on its way. */
  private get undecided(): number {
    return this.queue.reduce((sum, { items }) => sum + items.length, 0);
  }

  private newGroup(head: Head): Group {
    const { now, random } = this.options.world;
    const { appendBytesMax } = this.options.limits;
    return new Group(this.ledger, this.state, head, { milliseconds: now(), random, appendBytesMax });
  }

  /** Takes jobs off the queue, in order, for as long as they fit into one append; several in one job go alone. */
  private decideQueue(group: Group): Decided[] {
    const decided: Decided[] = [];
    let taken = 0;
    for (const job of this.queue) {
      const isAlone = job.items.length > 1;
      if (group.isFull || (isAlone && (taken > 0 || group.events.length > 0))) break;
      const mark = group.mark();
      try {
        const decisions = decideTogether(group, job.items);
        if (!group.isAppendable) {
          group.backTo(mark);
          break;
        }
        decided.push({ job, decisions });
      } catch (error) {
        job.fail(error);
      }
      taken += 1;
      if (isAlone) break;
    }
    this.queue.splice(0, taken);
    this.tip = group.end;
    return decided;
  }

  /** Resolves when the group is durable; after a conflict, when its jobs are back in the queue and `decided` empty. */
  private async append(group: Group, decided: Decided[], key: Signer): Promise<void> {
    const { world, log } = this.options;
    const begin = world.now();
    let hasLanded: boolean;
    try {
      const sealing = group.seal(log, key);
      if (sealing) await sealing;
      hasLanded = await this.landUntilKnown(group, decided);
    } catch (error) {
      rollBack(this.state, 0);
      throw error;
    }
    if (hasLanded) return this.commit(group, begin);
    rollBack(this.state, 0);
    world.observer.conflicted(this.ledger);
    await this.catchUp();
    this.queue.unshift(...decided.splice(0).map(({ job }) => job));
  }

  /** Without a key that may seal, unless another process has registered one meanwhile, nobody may write. */
  private async doWithout(decided: Decided[]): Promise<void> {
    rollBack(this.state, 0);
    await this.confirm(decided);
    for (const { job } of decided) if (job.writes) job.fail(noSealingKey(this.ledger, this.options.keys));
  }

  private commit(group: Group, begin: number): void {
    this.state.undo = [];
    this.head = group.end;
    const { world } = this.options;
    const bytes = group.size;
    world.observer.appended(this.ledger, {
      entries: group.events.length,
      bytes,
      milliseconds: world.now() - begin,
    });
  }

  /** Repeats the append, with the same ids and revision, until the store has said what became of it. */
  private async landUntilKnown(group: Group, decided: readonly Decided[]): Promise<boolean> {
    const { world, limits } = this.options;
    for (let pauseMs = limits.retryMs.first; ; pauseMs = Math.min(2 * pauseMs, limits.retryMs.longest)) {
      try {
        return await land(world.stream, this.ledger, group);
      } catch (error) {
        if (!(error instanceof OutcomeUnknown || error instanceof StoreUnavailable)) throw error;
        world.observer.outcomeUnknown(this.ledger, error);
        this.tellTheImpatient(decided);
        await world.delay(pauseMs);
      }
    }
  }

  /** Those in the group may have succeeded; those behind it were not looked at. */
  private tellTheImpatient(decided: readonly Decided[]): void {
    const { world, limits } = this.options;
    const isOver = ({ since }: Job) => world.now() - since >= limits.patienceMs;
    for (const { job } of decided) if (isOver(job)) job.fail(outcomeUnknown());
    for (const job of this.queue) if (isOver(job)) job.fail(busy(this.waiting));
    this.queue = this.queue.filter(({ isAnswered }) => !isAnswered);
  }

  /** Nothing was appended that would have told us of another writer: if there was one, all is decided again. */
  private async confirm(decided: Decided[]): Promise<void> {
    const { seq } = this.head;
    await this.catchUp();
    if (this.head.seq !== seq) this.queue.unshift(...decided.splice(0).map(({ job }) => job));
  }

  /**
   * Folds what another writer appended.
   * @throws Refusal LedgerBusy where the store cannot be read: nothing was done
   */
  private async catchUp(): Promise<void> {
    try {
      for await (const event of this.options.world.stream.read(journalOf(this.ledger), this.head.seq + 1)) {
        this.head = this.tip = replay(this.state, this.head, event).head;
        this.state.undo = [];
      }
    } catch (error) {
      throw this.told(error);
    }
  }

  private answer({ job, decisions }: Decided): void {
    if (job.isAnswered) return;
    answersTo(this.source, job.items, decisions).then(job.answer, (error) => job.fail(this.told(error)));
  }

  /** Where the store cannot be read, nothing was done for those who needed it. */
  private told(error: unknown): unknown {
    return error instanceof StoreUnavailable ? busy(this.waiting) : error;
  }
}
