import { generateKeyPairSync } from 'node:crypto';
import { signStatement } from '@proof/key-statements';
import { ed25519Signer, type LocalSigner, type Signer } from '@proof/note';
import { journalOf, type NewEvent, type Stream } from '@streams/stream';
import type { CheckpointSink } from '@notary/checkpoint-sink';
import { Notary, type NotaryObserver, type NotaryState } from '@notary/notary';
import type { Signed } from '@notary/leading-notary';
import type { Witnesses } from '@notary/witnesses';
import type { Portions } from '@worker/reading';
import { systemWorld } from '@worker/world';
import { chart, openLedger, paid, opened } from './given';
import type { MemoryStore } from './memory-stream';
import { RecordedJournal, publishedKeys } from './recorded-journal';
import { Observed } from './observed';

export const origin = publishedKeys().origin;
const { privateKey } = generateKeyPairSync('ed25519');

/** The notary's key under the name of a ledger's log. */
export function notaryKey(ledger: string): LocalSigner {
  return ed25519Signer(`${origin}/${ledger}`, privateKey);
}

/** A sealed journal that goes into a store as a writer would have put it there. */
export class SealedBooks {
  readonly journal: RecordedJournal;
  private stored = 0;

  constructor(
    readonly ledger: string,
    notary: Signer | null = notaryKey(ledger),
  ) {
    this.journal = new RecordedJournal(ledger);
    const opening = { ...openLedger(), ...this.journal.opening({ name: 'Books' }) };
    this.journal.append({ ...opening, notaryKeys: notary ? [registration(ledger, notary)] : [] });
    this.journal.append(chart({ pattern: 'wallets:*', type: 'liability' }), opened('bank', 'asset'));
  }

  get size(): number {
    return this.journal.events.length;
  }

  /** So many transactions, each in an append of its own, or `together` in one. */
  post(transactions: number, together = 1): this {
    for (let left = transactions; left > 0; left -= together) {
      const commands = Array.from({ length: Math.min(left, together) }, (_none, at) =>
        paid('1.50', 'bank', `wallets:w${(left + at) % 7}`),
      );
      this.journal.append(...commands);
    }
    return this;
  }

  /** Stores what is not there yet; answers how many entries there are. */
  store(store: MemoryStore, change: (event: NewEvent, seq: number) => NewEvent = (event) => event): number {
    const { events } = this.journal;
    const expected = this.stored === 0 ? 'no_stream' : this.stored - 1;
    const fresh = events.slice(this.stored).map((event, at) => change(event, this.stored + at));
    if (fresh.length > 0) store.append(journalOf(this.ledger), expected, fresh);
    this.stored = events.length;
    return this.stored;
  }
}

/** What the root key says of a notary's key. */
export function registration(ledger: string, { keyId, vkey }: Signer) {
  const statement = { type: 'KeyRegistered', role: 'notary', vkey } as const;
  const keys = publishedKeys();
  const rootSignature = signStatement(`${keys.origin}/${ledger}`, statement, keys.root(ledger));
  return { keyId, role: 'notary', rootSignature, vkey } as const;
}

/** What the root key says of a key that is to be used no more. */
export function statedOf(ledger: string, type: 'KeyRetired' | 'KeyCompromised', keyId: string) {
  const keys = publishedKeys();
  const rootSignature = signStatement(`${keys.origin}/${ledger}`, { type, keyId }, keys.root(ledger));
  return { keyId, rootSignature };
}

export interface NotaryChanges {
  readonly signers?: (ledger: string) => readonly Signer[];
  readonly sinks?: readonly CheckpointSink[];
  readonly witnesses?: Witnesses;
  readonly now?: () => number;
  readonly delay?: (milliseconds: number) => Promise<void>;
  /** Unless given, no time is lost between portions. */
  readonly portions?: Portions;
}

/** A notary in this process, and what it reported. */
export class ObservedNotary implements NotaryObserver {
  readonly states: NotaryState[] = [];
  readonly checkpoints: Signed[] = [];
  readonly stopped: string[] = [];
  readonly waiting: string[] = [];
  readonly failures: unknown[] = [];
  readonly drops: unknown[] = [];
  readonly notary: Notary;
  private readonly reported = new Observed();

  constructor(databaseUrl: string, stream: Stream, folder: string, changes: NotaryChanges = {}) {
    const { signers = (ledger) => [notaryKey(ledger)], sinks = [], witnesses, ...others } = changes;
    const { portions = { gatherMs: 0, restMs: 0 }, ...world } = others;
    this.notary = new Notary({
      databaseUrl,
      stream,
      folder,
      signers,
      sinks,
      witnesses,
      world: { ...systemWorld, ...world },
      observer: this,
      portions,
    });
  }

  start(): this {
    this.notary.start();
    return this;
  }

  stop(): Promise<void> {
    return this.notary.stop();
  }

  /** Resolves as soon as what was reported makes it true. */
  until(isTrue: () => boolean): Promise<void> {
    return this.reported.until(isTrue);
  }

  /** Resolves when a checkpoint of this many entries was released. */
  signs(ledger: string, size: number): Promise<void> {
    return this.until(() => this.checkpoints.some((each) => each.ledger === ledger && each.size === size));
  }

  state(state: NotaryState): void {
    this.reported.note(() => this.states.push(state));
  }

  signed(signed: Signed): void {
    this.reported.note(() => this.checkpoints.push(signed));
  }

  ledgerStopped(sentence: string): void {
    this.reported.note(() => this.stopped.push(sentence));
  }

  unregistered(ledger: string): void {
    this.reported.note(() => this.waiting.push(ledger));
  }

  resubscribed(cause: unknown): void {
    this.reported.note(() => this.drops.push(cause));
  }

  failed(error: unknown): void {
    this.reported.note(() => this.failures.push(error));
  }
}
