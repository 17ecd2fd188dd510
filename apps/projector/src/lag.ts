import { journalOf, type Stream } from '@streams/stream';
import type { Projector } from '@read-models/projection/projector';
import type { Written } from '@read-models/projection/leading-projector';

/** Journals whose ends are looked at: those that moved last. */
const ledgersMax = 100;

const unknown = { entries: NaN, seconds: NaN };

/** How far the read models are behind the journals. */
export class Lag {
  /** Ledger id -> when its last applied entry was recorded; the one that moved last is the last. */
  private readonly moved = new Map<string, number>();

  constructor(
    private readonly stream: Pick<Stream, 'last'>,
    private readonly projector: () => Pick<Projector, 'isProjecting' | 'taken'>,
  ) {}

  applied({ ledgers, recordedAt }: Written): void {
    for (const ledger of ledgers) {
      this.moved.delete(ledger);
      this.moved.set(ledger, Date.parse(recordedAt));
    }
    for (const ledger of this.moved.keys()) {
      if (this.moved.size <= ledgersMax) break;
      this.moved.delete(ledger);
    }
  }

  /** Asks the store where the journals end. NaN where it cannot be reached, and while another projector should write. */
  async measure(): Promise<{ entries: number; seconds: number }> {
    const { isProjecting, taken } = this.projector();
    if (!isProjecting) return unknown;
    const ledgers = new Set([...this.moved.keys(), ...[...taken.keys()].slice(0, ledgersMax)]);
    let entries = 0;
    let since = Infinity;
    try {
      for (const ledger of [...ledgers].slice(0, ledgersMax)) {
        const last = await this.stream.last(journalOf(ledger));
        const behind = (last?.revision ?? -1) - (taken.get(ledger) ?? -1);
        if (behind <= 0) continue;
        entries += behind;
        since = Math.min(since, this.moved.get(ledger) ?? Date.now());
      }
    } catch {
      return unknown;
    }
    return { entries, seconds: entries === 0 ? 0 : (Date.now() - since) / 1000 };
  }
}
