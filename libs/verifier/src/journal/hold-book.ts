import type { Currency } from '@ledger/money/amount';
import type { PostedPosting } from '@ledger/transactions/posting';
import { JournalFault } from './fault';

/** What a hold keeps back on one side of one account in one currency, in minor units. */
interface Kept {
  readonly balance: HeldBalance;
  readonly side: 'debit' | 'credit';
  remaining: bigint;
}

/** Where what holds keep back is added up, in minor units. */
export interface HeldBalance {
  readonly currency: Currency;
  heldDebits: bigint;
  heldCredits: bigint;
}

/** A posting, and what it says in minor units of the account's balance. */
export interface HeldLine {
  readonly posting: PostedPosting;
  readonly balance: HeldBalance;
  readonly units: bigint;
}

export interface OpenHold {
  readonly id: string;
  readonly seq: string;
  /** RFC 3339, UTC, milliseconds; undefined where it does not expire. */
  expiresAt?: string | undefined;
  /** For each posting of the hold where its amount is kept; several may share a place. */
  readonly lines: Kept[];
}

/** The hold that an entry points to. */
export interface HoldPointer {
  readonly id: string;
  readonly seq: string;
}

/** The open holds of a journal, computed again from what its entries say was set aside and released. */
export class HoldBook {
  private readonly open = new Map<string, OpenHold>();

  /**
   * A hold of these postings, which keeps back nothing yet.
   * @throws JournalFault NotAllowedByBooks where one of the same id is open: nothing could end that any more
   */
  place(id: string, seq: number, postings: readonly Pick<HeldLine, 'posting' | 'balance'>[]): void {
    if (this.open.has(id)) throw notAllowed(seq, `A hold ${id} already exists.`);
    const lines: Kept[] = [];
    for (const { posting, balance } of postings)
      lines.push(placeIn(lines, posting, balance) ?? { balance, side: posting.side, remaining: 0n });
    this.open.set(id, { id, seq: String(seq), lines });
  }

  /** Sets a posting aside. @throws JournalFault NotAllowedByBooks where the hold is of nothing like it */
  add(hold: OpenHold, seq: number, line: HeldLine): void {
    change(this.requirePlace(hold, seq, line), line.units);
  }

  /** Gives back what one posting says. @throws JournalFault NotAllowedByBooks where the hold does not keep back as much */
  release(hold: OpenHold, seq: number, line: HeldLine): void {
    const place = this.requirePlace(hold, seq, line);
    change(place, -line.units);
    if (place.remaining < 0n) throw notAllowed(seq, `${hold.id} holds less than is released.`);
  }

  /**
   * Takes a capture: on every account, side and currency, as much less is held as is captured, or nothing any more where
   * the capture ends the hold.
   * @param remaining what is held after it, in minor units, posting by posting of the hold
   * @throws JournalFault NotAllowedByBooks where it captures what the hold is not about, FiguresDiffer where what remains
   * is not what comes out
   */
  capture(hold: OpenHold, seq: number, captured: readonly HeldLine[], remaining: readonly bigint[]): void {
    const isEnd = remaining.every((units) => units === 0n);
    const after = new Map<Kept, bigint>();
    hold.lines.forEach((place, i) => after.set(place, (after.get(place) ?? 0n) + remaining[i]!));
    const taken = new Map<Kept, bigint>();
    for (const line of captured) {
      const place = this.requirePlace(hold, seq, line);
      taken.set(place, (taken.get(place) ?? 0n) + line.units);
    }
    for (const [place, units] of after) {
      const rest = place.remaining - (taken.get(place) ?? 0n);
      if (!isEnd && units !== (rest > 0n ? rest : 0n)) {
        const detail = `The remaining amount of ${hold.id} is not what was held minus what is captured.`;
        throw new JournalFault('FiguresDiffer', seq, detail);
      }
      change(place, units - place.remaining);
    }
    if (isEnd) this.open.delete(hold.id);
  }

  /** @throws JournalFault NotAllowedByBooks where the time of the hold was not up */
  requireDue({ id, expiresAt }: OpenHold, seq: number, recordedAt = expiresAt): void {
    if (expiresAt === undefined || expiresAt > recordedAt!)
      throw notAllowed(seq, `${id} expires at ${expiresAt ?? 'no time'}.`);
  }

  /** Nothing is held any more. @throws JournalFault NotAllowedByBooks where not all was released */
  end(hold: OpenHold, seq: number): void {
    if (hold.lines.some(({ remaining }) => remaining !== 0n))
      throw notAllowed(seq, `${hold.id} ends, but not all that it holds is released.`);
    this.open.delete(hold.id);
  }

  /** Whether a hold of this id is open. */
  has(id: string): boolean {
    return this.open.has(id);
  }

  /** @throws JournalFault NotAllowedByBooks where there is none, or it was placed by another entry */
  at(seq: number, { id, seq: placed }: HoldPointer): OpenHold {
    const hold = this.open.get(id);
    if (hold?.seq !== placed) throw notAllowed(seq, `Entry ${placed} placed no hold ${id} that is open.`);
    return hold;
  }

  private requirePlace({ id, lines }: OpenHold, seq: number, { posting, balance }: HeldLine): Kept {
    const place = placeIn(lines, posting, balance);
    if (!place) throw notAllowed(seq, `${id} holds no ${posting.side} of ${posting.account}.`);
    return place;
  }
}

function placeIn(lines: readonly Kept[], { side }: PostedPosting, balance: HeldBalance): Kept | undefined {
  return lines.find((line) => line.balance === balance && line.side === side);
}

function change(place: Kept, units: bigint): void {
  place.remaining += units;
  if (place.side === 'debit') place.balance.heldDebits += units;
  else place.balance.heldCredits += units;
}

function notAllowed(seq: number, detail: string): JournalFault {
  return new JournalFault('NotAllowedByBooks', seq, detail);
}
