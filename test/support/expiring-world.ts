import { generateKeyPairSync } from 'node:crypto';
import type { LedgerCommand } from '@ledger/ledger';
import { Refusal } from '@ledger/refusal';
import type { LedgerState } from '@ledger/state';
import { noHash, parseEntry, type Entry } from '@entries/entry';
import { Journal } from '@journal/journal';
import type { Keyed } from '@journal/journals';
import { replay } from './replay';
import { ed25519Signer } from '@proof/note';
import { silentObserver, type JournalObserver } from '@journal/observer';
import { sealIn } from '@proof/seal';
import { StoreUnavailable, journalOf, type Stream } from '@streams/stream';
import { credit, debit } from './given';
import { held } from './given-holds';
import { MemoryStore, MemoryStream, type Fate } from './memory-stream';
import { Scheduler, seeded } from './seeded';
import { keysOf } from './written-journal';
import { caller } from './caller';
import { keptLedger } from './kept-ledger';

export const booksLedger = 'books';
const ledger = booksLedger;
const signer = (role: string) =>
  ed25519Signer(`ledger.test/${ledger}/${role}`, generateKeyPairSync('ed25519').privateKey);
const keys = keysOf(signer('root'), signer('writer'));

/** Processes on one store in which holds expire, with a clock and an order of things that the seed decides. */
export class ExpiringWorld {
  readonly store = new MemoryStore();
  readonly scheduler: Scheduler;
  readonly queueMax = 10_000;
  private calls = 0;

  constructor(seed: number, faults: readonly Fate[] = []) {
    this.scheduler = new Scheduler(seeded(seed), faults);
  }

  /** A process of its own; it ends when nobody speaks to it any more. */
  process(
    change: (stream: Stream) => Stream = (stream) => stream,
    observer: JournalObserver = silentObserver,
  ): Journal {
    const { scheduler } = this;
    return new Journal({
      stream: change(new MemoryStream(this.store, scheduler)),
      keys,
      observer,
      limits: {
        appendBytesMax: 1_048_576,
        queueMax: this.queueMax,
        patienceMs: 10_000,
        retryMs: { first: 10, longest: 100 },
      },
      snapshots: undefined,
      now: scheduler.now,
      random: scheduler.bytes,
      delay: scheduler.delay,
      soon: scheduler.later,
    });
  }

  /** Lets things happen until the work is done. */
  run(work: Promise<unknown>): Promise<void> {
    return this.scheduler.until(work);
  }

  /** What comes of the work, once it is done. */
  async answer<T>(work: Promise<T>): Promise<T> {
    await this.run(work);
    return work;
  }

  /** Opens the ledger: a wallet with so much that may not be overdrawn. */
  async open(journal: Journal, amount = '100.00'): Promise<void> {
    await this.persist(() =>
      journal.openLedger(ledger, { actor: caller, key: 'open', opening: { name: 'Books' } }),
    );
    const limits = [{ currency: 'EUR', minimum: '0.00' }];
    await this.submit(journal, { type: 'OpenAccount', path: 'bank', accountType: 'asset' });
    await this.submit(journal, { type: 'OpenAccount', path: 'wallet', accountType: 'liability', limits });
    await this.submit(journal, { type: 'OpenAccount', path: 'visa', accountType: 'liability' });
    const postings = [debit('bank', amount), credit('wallet', amount)];
    await this.submit(journal, { type: 'PostTransaction', postings });
  }

  /** The entry that answers it, or the code of the refusal; asks again, with the same key, until either is known. */
  submit(journal: Journal, command: LedgerCommand): Promise<Entry | string> {
    const keyed = this.keyed(command);
    return this.persist(async () => (await journal.submit(ledger, keyed)).entry);
  }

  keyed(command: LedgerCommand): Keyed<LedgerCommand> {
    this.calls += 1;
    return { actor: caller, command, key: `call-${this.calls}` };
  }

  /** A hold on the wallet that expires so many milliseconds from now. */
  hold(amount: string, inMs: number): LedgerCommand {
    return held(amount, 'wallet', 'visa', { expiresAt: new Date(this.scheduler.now() + inMs).toISOString() });
  }

  /** What leaves the wallet. */
  spend(amount: string): LedgerCommand {
    return { type: 'PostTransaction', postings: [debit('wallet', amount), credit('visa', amount)] };
  }

  private async persist(ask: () => Promise<Entry | unknown>): Promise<Entry | string> {
    for (;;) {
      try {
        return (await ask()) as Entry;
      } catch (error) {
        if (error instanceof StoreUnavailable) continue;
        if (!(error instanceof Refusal)) throw error;
        if (error.code !== 'LedgerBusy' && error.code !== 'OutcomeUnknown') return error.code;
      }
    }
  }

  get entries(): Entry[] {
    return this.store.events(journalOf(ledger)).map(({ data }) => parseEntry(data));
  }

  /** Resolves when so many holds have expired. */
  async expired(count: number): Promise<void> {
    while (this.entries.filter(({ type }) => type === 'HoldExpired').length < count)
      await this.scheduler.turn();
  }

  /** How many entries each append has. */
  get appends(): number[] {
    const ends = this.store
      .events(journalOf(ledger))
      .flatMap(({ metadata, revision }) => (sealIn(metadata) === undefined ? [] : [revision]));
    return ends.map((end, i) => end - (ends[i - 1] ?? -1));
  }

  /** The state that the journal gives, every entry checked against the one before. */
  get state(): LedgerState {
    const kept = keptLedger();
    let head = { seq: -1, hash: noHash as Buffer, recordedAt: '' };
    for (const stored of this.store.events(journalOf(ledger))) head = replay(kept, head, stored).head;
    return kept.state;
  }

  /**
   * No hold expired before its time, none twice, and none was open any more when anything else was decided at or after
   * its time.
   */
  expectExpiryInTime(): void {
    const open = new Map<string, string>();
    for (const { id, type, body, recordedAt } of this.entries) {
      if (type === 'HoldExpired') {
        expect(recordedAt >= open.get(body.hold.id)!).toBe(true);
        open.delete(body.hold.id);
        continue;
      }
      const due = [...open.values()].filter((expiresAt) => expiresAt <= recordedAt);
      expect({ type, recordedAt, due }).toEqual({ type, recordedAt, due: [] });
      if (type === 'HoldPlaced' && body.expiresAt !== undefined) open.set(id, body.expiresAt);
      if (type === 'HoldIncremented' && body.expiresAt !== undefined) open.set(body.hold.id, body.expiresAt);
      if (type === 'HoldVoided') open.delete(body.hold.id);
      if (type === 'TransactionPosted' && body.captures?.remaining.every((text) => Number(text) === 0))
        open.delete(body.captures.id);
    }
  }
}
