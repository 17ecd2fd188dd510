import type { Refusal } from '@ledger/refusal';
import type { BookEvent } from '@entries/entry';
import { busy, outcomeUnknown, type Accepted } from '../answer';
import { isFirst, type Job } from './job';
import { StoreUnavailable } from '@streams/stream';
import type { WriterLimits } from './writer-limits';

/**
 * The jobs of one writer that are not answered, in order, and what a caller hears who waits too long. Nobody hears that
 * nothing was done whose idempotency key stands for something that was appended, or still may be: by this job's first
 * attempt, by an earlier one, or by a twin that waits.
 */
export class JobQueue<Command, Event extends BookEvent> {
  private jobs: Job<Command, Event>[] = [];
  /** Commands that are not answered. */
  private waiting = 0;
  /** Keys of the jobs that are not answered -> how many of them have it. */
  private readonly open = new Map<string, number>();

  constructor(
    private readonly options: {
      readonly limits: Pick<WriterLimits, 'queueMax' | 'patienceMs'>;
      now(): number;
      /** Whether a key stands for an entry that is in the journal, or in an append whose outcome is not known yet. */
      isUsed(key: string): boolean;
    },
  ) {}

  get isEmpty(): boolean {
    return this.jobs.length === 0;
  }

  /** Commands in the queue; those whose answer is on its way are not in it. */
  get commands(): number {
    return this.jobs.reduce((sum, { items }) => sum + items.length, 0);
  }

  /** Whether what is due is written before the jobs are decided: not for a question, nor before a job that must be first. */
  get isDueFirst(): boolean {
    return this.jobs.some(({ writes }) => writes) && !this.jobs.slice(0, 1).some(isFirst);
  }

  [Symbol.iterator](): Iterator<Job<Command, Event>> {
    return this.jobs[Symbol.iterator]();
  }

  /** @throws Refusal LedgerBusy, OutcomeUnknown */
  add({
    items,
    keys,
    writes,
  }: Pick<Job<Command, Event>, 'items' | 'keys' | 'writes'>): Promise<(Accepted<Event> | Refusal)[]> {
    const { limits, now } = this.options;
    if (this.waiting + items.length > limits.queueMax) return Promise.reject(this.unanswered(keys));
    this.waiting += items.length;
    for (const key of keys) this.open.set(key, (this.open.get(key) ?? 0) + 1);
    return new Promise((resolve, reject) => {
      this.jobs.push({
        items,
        keys,
        writes,
        since: now(),
        resolve,
        reject,
        isAnswered: false,
        decisions: [],
      });
    });
  }

  /** Takes the first jobs off the queue; they still wait for their answers. */
  take(count: number): void {
    this.jobs.splice(0, count);
  }

  /** Puts jobs back to the front, to be decided again; those that were answered meanwhile are dropped. */
  putBack(jobs: readonly Job<Command, Event>[]): void {
    this.jobs.unshift(...jobs.filter(({ isAnswered }) => !isAnswered));
  }

  answer(job: Job<Command, Event>, answers: (Accepted<Event> | Refusal)[]): void {
    this.settle(job);
    job.resolve(answers);
  }

  /** Where the store could not be read, callers hear what is known of their keys. */
  fail(jobs: readonly Job<Command, Event>[], error: unknown): void {
    const failed = jobs.filter(({ isAnswered }) => !isAnswered);
    for (const job of failed) this.settle(job);
    for (const job of failed)
      job.reject(error instanceof StoreUnavailable ? this.unanswered(job.keys) : error);
  }

  failAll(error: unknown): void {
    this.fail(this.jobs, error);
    this.jobs = [];
  }

  /** Lets go of the callers who have waited too long, those of jobs under way included. */
  releaseTheImpatient(underWay: readonly Job<Command, Event>[]): void {
    const { limits, now } = this.options;
    const isOver = ({ since }: Job<Command, Event>) => now() - since >= limits.patienceMs;
    this.fail([...underWay, ...this.jobs].filter(isOver), new StoreUnavailable('no answer in time'));
    this.jobs = this.jobs.filter(({ isAnswered }) => !isAnswered);
  }

  /** What can be said of commands that get no answer now. */
  unanswered(keys: readonly string[]): Error {
    const isOpen = keys.some((key) => this.open.has(key) || this.options.isUsed(key));
    return isOpen ? outcomeUnknown() : busy(this.waiting);
  }

  private settle(job: Job<Command, Event>): void {
    job.isAnswered = true;
    this.waiting -= job.items.length;
    for (const key of job.keys) {
      const others = this.open.get(key)! - 1;
      if (others === 0) this.open.delete(key);
      else this.open.set(key, others);
    }
  }
}
