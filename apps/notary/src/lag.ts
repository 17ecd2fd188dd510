import { journalOf, type Stream } from '@streams/stream';
import type { Notary } from '@notary/notary';

/** Journals whose ends are looked at: those that were signed last. */
const ledgersMax = 100;

/** How far the checkpoints are behind the journals. */
export class Lag {
  constructor(
    private readonly stream: Pick<Stream, 'last'>,
    private readonly notary: () => Pick<Notary, 'signedSizes' | 'unsignedSince'>,
  ) {}

  /** Asks the store where the journals end. NaN where it cannot be reached. */
  async measure(): Promise<{ entries: number; seconds: number }> {
    const { signedSizes, unsignedSince } = this.notary();
    let entries = 0;
    try {
      for (const [ledger, size] of [...signedSizes].slice(-ledgersMax)) {
        const last = await this.stream.last(journalOf(ledger));
        entries += Math.max(0, (last?.revision ?? -1) + 1 - size);
      }
    } catch {
      return { entries: NaN, seconds: NaN };
    }
    const since = unsignedSince === undefined ? Date.now() : Date.parse(unsignedSince);
    return { entries, seconds: Math.max(0, Date.now() - since) / 1000 };
  }
}
