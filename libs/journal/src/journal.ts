import { nextExpiry } from '@ledger/holds/hold-end';
import type { LedgerCommand } from '@ledger/ledger';
import type { OpenLedger } from '@ledger/opening';
import { Refusal, invariant } from '@ledger/refusal';
import { originalOf, type PostedTransaction } from '@ledger/transactions/reversal';
import { emptyState } from '@ledger/state';
import { busy, type Answer } from './answer';
import { canonicalText } from '@entries/canonical';
import { noHash, type Actor, type Entry } from '@entries/entry';
import { ExpiryWorker } from './expiry';
import { sha256Fingerprint, sha256Text } from '@entries/fingerprints';
import type { Head, KeyedCommand } from './group';
import type { JournalKeys } from '@proof/key-ring';
import { noKey, openingKeys, rootKeyMissing } from './opening-keys';
import { replay } from './fold-entry';
import { readEntries } from './read-entries';
import { Snapshots, type SnapshotPlace } from './snapshots';
import { signingKeysOf, type SigningKeys } from './signing-keys';
import { journalOf, type StoredEvent, type Stream } from '@streams/stream';
import { Writer, type WriterWorld } from './writer';
import { Writers } from './writers';
import type { WriterLimits } from './writer-limits';

/** A command, who asks for it, and the idempotency key under which its answer is kept for ever. */
export interface Keyed {
  readonly actor: Actor;
  readonly command: LedgerCommand;
  readonly key: string;
}

/** What the caller says of a new ledger; its keys are the journal's matter. */
export type Opening = Omit<OpenLedger, 'type' | 'root' | 'writerKey' | 'notaryKeys'>;

export type KeyedOpening = Omit<Keyed, 'command'> & { readonly opening: Opening };

/** The entry that answers a command, and whether the key had been answered before. */
export interface Accepted {
  readonly entry: Entry;
  readonly isReplayed: boolean;
}

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

/** The journals of all ledgers that this process writes to or reads from. */
export class Journal {
  private readonly writers: Writers;
  private readonly snapshots: Snapshots;
  private readonly expiries: ExpiryWorker;

  constructor(private readonly options: JournalOptions) {
    this.snapshots = new Snapshots(options);
    this.writers = new Writers({
      load: (ledger) => this.load(ledger),
      forgotten: (ledger) => this.snapshots.forget(ledger),
      patienceMs: options.limits.patienceMs,
      delay: options.delay,
      tooLong: busy,
    });
    this.expiries = new ExpiryWorker(options, (ledger) => this.watch(ledger));
  }

  /** From now on expires holds whose time is up, those of ledgers too that nobody asks for. */
  expireHolds(): void {
    this.expiries.start();
  }

  /** @throws Refusal */
  async submit(ledger: string, keyed: Keyed): Promise<Accepted> {
    const [answer] = await this.ask(ledger, [withHash(keyed)]);
    return accepted(answer!);
  }

  /** Each on its own, in order: what one becomes says nothing of the others. */
  async submitIndependent(ledger: string, items: readonly Keyed[]): Promise<(Accepted | Refusal)[]> {
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
  async submitAtomic(ledger: string, items: readonly Keyed[]): Promise<Accepted[]> {
    return allAccepted(await this.ask(ledger, items.map(withHash)));
  }

  private ask(ledger: string, items: readonly KeyedCommand[]): Promise<Answer[]> {
    return this.writers.use(ledger, async (writer) => {
      const answers = await writer.submit(items);
      this.expiries.watch(writer);
      this.snapshots.grown(writer);
      return answers;
    });
  }

  /** What {@link submit} would answer now. Appends nothing and uses up no key. @throws Refusal */
  async preview(ledger: string, keyed: Keyed): Promise<Accepted> {
    const [outcome] = await this.previewIndependent(ledger, [keyed]);
    if (outcome instanceof Refusal) throw outcome;
    return outcome!;
  }

  /** What {@link submitIndependent} would answer now. */
  async previewIndependent(ledger: string, items: readonly Keyed[]): Promise<(Accepted | Refusal)[]> {
    const answers = await this.foresee(ledger, items, false);
    return answers.map((answer) => ('refusal' in answer ? answer.refusal : answer));
  }

  /** What {@link submitAtomic} would answer now. @throws AtomicRefusal */
  async previewAtomic(ledger: string, items: readonly Keyed[]): Promise<Accepted[]> {
    return allAccepted(await this.foresee(ledger, items, true));
  }

  private foresee(ledger: string, items: readonly Keyed[], isAtomic: boolean): Promise<Answer[]> {
    return this.writers.use(ledger, (writer) => writer.preview(items.map(withHash), isAtomic));
  }

  /** Opens a ledger under the keys of this process. @throws Refusal */
  async openLedger(ledger: string, keyed: KeyedOpening): Promise<Accepted> {
    return this.submit(ledger, await this.opening(ledger, keyed));
  }

  /** What {@link openLedger} would answer now. @throws Refusal */
  async previewOpening(ledger: string, keyed: KeyedOpening): Promise<Accepted> {
    return this.preview(ledger, await this.opening(ledger, keyed));
  }

  private async opening(ledger: string, { opening, actor, key }: KeyedOpening): Promise<Keyed> {
    const known = await openingKeys(this.options.keys, ledger);
    if (known) return { actor, key, command: { ...opening, type: 'OpenLedger', ...known } };
    // What was opened before is answered, or refused, without looking at keys.
    const { root } = await this.signingKeys(ledger, key);
    if (root === '') throw rootKeyMissing(ledger);
    return { actor, key, command: { ...opening, type: 'OpenLedger', root, writerKey: noKey } };
  }

  /**
   * Every key that was ever registered in a ledger, and the root that vouched for them.
   * @param key idempotency key of the command on whose behalf it is asked
   * @throws Refusal LedgerBusy, OutcomeUnknown
   */
  async signingKeys(ledger: string, key?: string): Promise<SigningKeys> {
    const { keys } = this.options;
    return this.writers.use(ledger, async (writer) => {
      await writer.refresh(key === undefined ? [] : [key]);
      return signingKeysOf(writer.state, `${keys.origin}/${ledger}`, keys.writers(ledger));
    });
  }

  /** Whether a ledger was opened. Costs nothing once it is known here. @throws Refusal LedgerBusy, OutcomeUnknown */
  isOpened(ledger: string): Promise<boolean> {
    return this.writers.use(ledger, async (writer) => {
      if (!writer.state.isOpened) await writer.refresh();
      return writer.state.isOpened;
    });
  }

  /**
   * A transaction as its entry has it, or undefined where the ledger has none with this id.
   * @param key idempotency key of the command on whose behalf it is asked
   * @throws Refusal LedgerBusy, OutcomeUnknown
   */
  transaction(ledger: string, id: string, key: string): Promise<PostedTransaction | undefined> {
    return this.writers.use(ledger, async (writer) => {
      if (writer.state.transactions.get(id) === undefined) await writer.refresh([key]);
      const seq = writer.state.transactions.get(id);
      if (seq === undefined) return undefined;
      const read = () => readEntries(this.options.stream, ledger, [seq]);
      const entry = (await writer.lookUp([key], read)).get(seq)!;
      invariant(entry.type === 'TransactionPosted', `the entry at seq ${seq} is a transaction`);
      return entry.id === id ? originalOf(entry) : undefined;
    });
  }

  /** The stored entries of a ledger from `from` on, in order. The seal is in the metadata of an append's last event. */
  read(ledger: string, from: number, count?: number): AsyncIterable<StoredEvent> {
    return this.options.stream.read(journalOf(ledger), from, count);
  }

  /** The last stored entry of a ledger; undefined where there is none. */
  last(ledger: string): Promise<StoredEvent | undefined> {
    return this.options.stream.last(journalOf(ledger));
  }

  /** What the clock of the event store shows; see {@link Stream.time}. */
  storeTime(): ReturnType<Stream['time']> {
    return this.options.stream.time();
  }

  /** Waits for nothing: whoever is still waiting for an answer must be done first. Writes the last snapshots. */
  async close(): Promise<void> {
    await this.expiries.close();
    for (const writer of await this.writers.all())
      if (writer.state.isOpened) await this.snapshots.write(writer);
    await this.options.stream.close();
  }

  private async load(ledger: string): Promise<Writer> {
    const { keys, limits, observer, stream, now } = this.options;
    const begin = now();
    const start = (await this.snapshots.read(ledger)) ?? {
      state: emptyState(sha256Fingerprint),
      head: empty,
    };
    let head: Head = start.head;
    for await (const stored of stream.read(journalOf(ledger), head.seq + 1))
      head = replay(start.state, head, stored).head;
    const entries = head.seq - start.head.seq;
    observer.loaded(ledger, { entries, milliseconds: now() - begin, fromSnapshot: start.head !== empty });
    return new Writer(ledger, start.state, head, {
      log: `${keys.origin}/${ledger}`,
      keys: keys.writers(ledger),
      world: this.options,
      limits,
    });
  }

  /** A ledger in which nothing will expire is loaded by whoever asks for it. */
  private watch(ledger: string): Promise<void> {
    return this.writers.look(ledger, (writer) => {
      this.expiries.watch(writer);
      return nextExpiry(writer.state) !== undefined;
    });
  }
}

const empty: Head = { seq: -1, hash: noHash, recordedAt: '' };

function accepted(answer: Answer): Accepted {
  if ('refusal' in answer) throw answer.refusal;
  return answer;
}

function allAccepted(answers: readonly Answer[]): Accepted[] {
  return answers.map((answer, index) => {
    if ('refusal' in answer) throw new AtomicRefusal(index, answer.refusal);
    return answer;
  });
}

function withHash({ actor, command, key }: Keyed): KeyedCommand {
  return { actor, command, key, hash: sha256Text(canonicalText(contentOf(command))) };
}

/** What the caller said: without what we looked up or added ourselves. */
function contentOf(command: LedgerCommand): object {
  switch (command.type) {
    case 'OpenLedger': {
      const { root: _, writerKey: __, notaryKeys: ___, ...content } = command;
      return content;
    }
    case 'ReverseTransaction': {
      const { original: _, ...content } = command;
      return content;
    }
    default:
      return command;
  }
}
