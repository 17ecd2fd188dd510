import { journalOf, type StoredEvent, type Stream } from '@streams/stream';

const reverses = Buffer.from('"reverses":{');

/** Reads the transactions of a journal again that its reversals point to: one at a time, right before its reversal. */
export class Originals {
  private last: { readonly seq: number; readonly data: Uint8Array } | undefined;

  constructor(
    private readonly stream: Stream,
    private readonly ledger: string,
  ) {}

  /** The bytes of the entry that was read last, if it is this one. */
  at(seq: number): Uint8Array | undefined {
    return this.last?.seq === seq ? this.last.data : undefined;
  }

  /** Reads what the event points to, where it is a reversal. */
  async readFor({ data, revision }: StoredEvent): Promise<void> {
    const seq = Buffer.from(data.buffer, data.byteOffset, data.byteLength).includes(reverses)
      ? pointedIn(data)
      : undefined;
    if (seq === undefined || seq >= revision) return;
    for await (const original of this.stream.read(journalOf(this.ledger), seq, 1))
      this.last = { seq, data: original.data };
  }
}

/** Undefined where the bytes are no reversal, which the walk judges. */
function pointedIn(data: Uint8Array): number | undefined {
  try {
    const { body } = JSON.parse(Buffer.from(data).toString()) as { body?: { reverses?: { seq?: unknown } } };
    const seq = body?.reverses?.seq;
    return typeof seq === 'string' && /^(?:0|[1-9]\d{0,14})$/.test(seq) ? Number(seq) : undefined;
  } catch {
    return undefined;
  }
}
