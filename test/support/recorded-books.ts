import { system } from '@ledger/actor';
import { decide, evolve, type LedgerCommand, type LedgerEvent } from '@ledger/ledger';
import { emptyState, type LedgerState } from '@ledger/state';
import { entryBytes, leafHash, noHash, type Entry } from '@entries/entry';
import { entryVersion } from '@entries/upcast';
import { sha256Fingerprint } from '@entries/fingerprints';
import { journalOf, type NewEvent, type Stream } from '@streams/stream';
import { caller } from './caller';
import { idAt } from './given';

const nothing = new Uint8Array(Buffer.from('{}'));

/** A ledger whose events go into a stream as entries, without a writer: unsealed, a second apart. */
export class RecordedBooks {
  readonly state: LedgerState = emptyState(sha256Fingerprint);
  readonly entries: Entry[] = [];
  private pending: NewEvent[] = [];
  private appended = 0;
  private head: Buffer = noHash;

  constructor(
    private readonly stream: Pick<Stream, 'append'>,
    readonly ledger: string,
    private readonly idOffset = 0,
  ) {}

  /** Decides; what comes of it is stored by {@link store}. @throws Refusal */
  perform(command: LedgerCommand): Entry {
    for (const event of decide(this.state, command, this.now())) this.take(event);
    return this.entries.at(-1)!;
  }

  /** Takes an event that no command makes, or one that a test made up. */
  take(event: LedgerEvent): void {
    const seq = this.entries.length;
    const id = idAt(this.idOffset + seq);
    const recordedAt = this.now();
    const actor = event.type === 'HoldExpired' ? system : caller;
    evolve(this.state, event, { actor, seq, id, recordedAt });
    const prev = this.head.toString('base64url');
    const place = { ledger: this.ledger, prev, recordedAt, seq: String(seq), v: entryVersion };
    const entry: Entry = { ...event, actor, id, ...place };
    this.entries.push(entry);
    const data = entryBytes(entry);
    this.head = leafHash(data);
    this.pending.push({ id, type: event.type, data, metadata: nothing });
  }

  /** The time at which the next entry is recorded: one second for each entry, from the start of 2026. */
  now(): string {
    return new Date(Date.UTC(2026, 0, 1) + this.entries.length * 1_000).toISOString();
  }

  /** Appends what is not stored yet; answers the seq of the last entry. */
  async store(): Promise<bigint> {
    const events = this.pending;
    this.pending = [];
    const expected = this.appended === 0 ? 'no_stream' : this.appended - 1;
    this.appended += events.length;
    if (events.length > 0) await this.stream.append(journalOf(this.ledger), expected, events);
    return BigInt(this.appended - 1);
  }
}
