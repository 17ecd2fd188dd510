import { sha256Fingerprint } from '@entries/fingerprints';
import { requireKnownAccess } from '@entries/known-entry';
import { noHash, type Entry } from '@entries/entry';
import type { Head } from '@journal/writer/group';
import { readOn } from '@journal/reading/read-on';
import { Refusal } from '@ledger/refusal';
import { parseVkey } from '@proof/note';
import { journalOf, type Stream, type Subscription } from '@streams/stream';
import { accessBook, accessJournalId } from '../access-book';
import { AccessRefusal } from '../access-refusal';
import type { AccessEvent } from '../events';
import type { AccessState } from '../state';
import { isSignedBy } from './signed-admin';

/** How often the end of the journal is compared with the store, in milliseconds. */
const compareMs = 2_000;

/** So long the view answers without having compared, in milliseconds. */
const unconfirmedMaxMs = 15_000;

/** Pause before a subscription that was dropped is opened again, in milliseconds. */
const resubscribeMs = 1_000;

export interface AccessViewOptions {
  readonly stream: Pick<Stream, 'read' | 'last' | 'subscribe'>;
  /** Verifier key of the root that the access journal must stand under: anyone who can write to the store can open another. */
  readonly root: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly delay: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
  /** Receives the ids of keys of personal text that are to be destroyed, each once. */
  readonly erased?: (keys: readonly string[]) => void;
  /** Receives what the journal comes to whenever it was read to its end, and the seq of its last entry. */
  readonly followed?: (state: AccessState, seq: number) => void;
  /** Receives why it could not be read. */
  readonly failed?: (error: unknown) => void;
}

/**
 * What the access journal comes to, as one process follows it. Nothing is believed that no valid seal covers; and nothing
 * is answered when it cannot be known whether something was revoked meanwhile.
 */
export class AccessView {
  private readonly kept = (() => {
    const book = accessBook(sha256Fingerprint);
    return { book, state: book.empty() };
  })();
  private head: Head = { seq: -1, hash: noHash, recordedAt: '' };
  /** When the comparison began that found nothing missing; the clock of this process. */
  private confirmedAt = -Infinity;
  /** How many erased keys were announced. */
  private announced = 0;
  private failure: string | undefined = 'It was not read yet.';
  private running: Promise<void> | undefined;
  private queued: Promise<void> | undefined;
  private subscription: Subscription | undefined;
  private readonly closing = new AbortController();
  private readonly log: string;

  constructor(private readonly options: AccessViewOptions) {
    this.log = parseVkey(options.root).name.replace(/\/root$/, '');
  }

  /** Follows the journal from now on. Resolves when it was read once, or could not be. */
  async start(): Promise<void> {
    await this.refresh().catch(() => undefined);
    void this.compare();
    void this.follow();
  }

  /** Seq of the last entry in it; -1 before the first. */
  get seq(): number {
    return this.head.seq;
  }

  /** @throws Refusal AccessNotKnown */
  state(): AccessState {
    // A clock that was set back counts as much as one that went on.
    if (Math.abs(this.options.now() - this.confirmedAt) <= unconfirmedMaxMs) return this.kept.state;
    const why = this.failure ?? 'The event store did not answer in time.';
    throw new AccessRefusal(
      'AccessNotKnown',
      `The access journal could not be compared with the event store. ${why}`,
    );
  }

  /** Waits until an entry is in it, so that the response to its author already reflects it. @throws the error that keeps it from reading */
  async holds(seq: number): Promise<void> {
    while (this.head.seq < seq) await this.refresh();
  }

  /** Reads what the journal has by now; two at once are one. @throws Refusal JournalNotTrusted; StoreUnavailable */
  refresh(): Promise<void> {
    if (!this.running) {
      this.running = this.read().finally(() => (this.running = undefined));
      return this.running;
    }
    // What is running may have seen the end before it was asked for.
    this.queued ??= this.running
      .catch(() => undefined)
      .then(() => {
        this.queued = undefined;
        return this.refresh();
      });
    return this.queued;
  }

  async close(): Promise<void> {
    this.closing.abort();
    await this.subscription?.close();
    await this.running?.catch(() => undefined);
  }

  private async read(): Promise<void> {
    const began = this.options.now();
    const { stream } = this.options;
    const { head, kept } = this;
    const events = stream.read(journalOf(accessJournalId), head.seq + 1);
    const requireKnown = (entry: Entry<AccessEvent>) => this.requireTrusted(entry);
    try {
      await readOn(
        { events, ledger: accessJournalId, kept, head, requireKnown },
        (reached) => (this.head = reached),
      );
      this.confirmedAt = began;
      this.failure = undefined;
      this.announceErased();
      this.options.followed?.(kept.state, this.head.seq);
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error);
      this.options.failed?.(error);
      throw error;
    }
  }

  private announceErased(): void {
    const { erasedKeys } = this.kept.state;
    if (erasedKeys.size === this.announced) return;
    this.options.erased?.([...erasedKeys].slice(this.announced));
    this.announced = erasedKeys.size;
  }

  /** What the root key has to have said, it has said: the seal alone is that of a writer. */
  private requireTrusted(entry: Entry<AccessEvent>): void {
    requireKnownAccess(entry);
    const { root } = this.options;
    if (entry.type === 'AccessOpened' && entry.body.root !== root)
      throw notTrusted(
        entry.seq,
        'WrongRoot',
        `It stands under the root key ${entry.body.root}, not ${root}.`,
      );
    if (entry.type !== 'AdminNamed') return;
    // A root key that was named beforehand may have replaced the pinned one.
    if (isSignedBy(this.kept.state.root, this.log, entry.body)) return;
    throw notTrusted(
      entry.seq,
      'KeyNotVouchedFor',
      `The root key did not sign that ${entry.body.principal} is an administrator.`,
    );
  }

  private async compare(): Promise<void> {
    while (!this.closing.signal.aborted) {
      await this.pause(compareMs);
      if (!this.closing.signal.aborted) await this.refresh().catch(() => undefined);
    }
  }

  /** A subscription says at once that there is something new; what it is, is read in the order of the journal. */
  private async follow(): Promise<void> {
    while (!this.closing.signal.aborted) {
      // Where it ends or fails, the next goes on; meanwhile the comparison finds what is new.
      await this.subscribe().catch(() => undefined);
      await this.pause(resubscribeMs);
    }
  }

  private async subscribe(): Promise<void> {
    const name = journalOf(accessJournalId);
    const { stream: store } = this.options;
    const last = await store.last(name);
    this.subscription = store.subscribe(name, last?.position);
    for await (const { stream, revision } of this.subscription)
      if (stream === name && revision > this.head.seq) await this.refresh().catch(() => undefined);
  }

  private pause(milliseconds: number): Promise<void> {
    return this.options.delay(milliseconds, this.closing.signal).catch(() => undefined);
  }
}

function notTrusted(seq: string, fault: string, detail: string): Refusal {
  return new Refusal('JournalNotTrusted', `Entry ${seq} of the access journal: ${detail}`, {
    ledger: accessJournalId,
    seq,
    fault,
  });
}
