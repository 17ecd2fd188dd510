import { journalOf, type Stream } from '@streams/stream';
import type { Notary } from '@notary/notary';

/** Journals whose ends are looked at: those that were signed last. */
const ledgersMax = 100;

const unknown = { entries: NaN, seconds: NaN };

/** How far the checkpoints are behind the journals. */
export class Lag {
  constructor(
    private readonly stream: Pick<Stream, 'last'>,
    private readonly notary: () => Pick<Notary, 'isSigning' | 'signedSizes' | 'unsignedSince'>,
  ) {}

  /** Asks the store where the journals end. NaN where it cannot be reached, and while another notary should sign. */
  async measure(): Promise<{ entries: number; seconds: number }> {
    const { isSigning, signedSizes, unsignedSince } = this.notary();
    if (!isSigning) return unknown;
    let entries = 0;
    try {
      for (const [ledger, size] of [...signedSizes].slice(-ledgersMax)) {
        const last = await this.stream.last(journalOf(ledger));
        entries += Math.max(0, (last?.revision ?? -1) + 1 - size);
      }
    } catch {
      return unknown;
    }
    const since = unsignedSince === undefined ? Date.now() : Date.parse(unsignedSince);
    return { entries, seconds: Math.max(0, Date.now() - since) / 1000 };
  }
}
