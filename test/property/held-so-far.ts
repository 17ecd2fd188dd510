import { lesser } from '@ledger/money/amount';
import type { Posting } from '@ledger/transactions/posting';
import type { HoldLine } from '@ledger/state';
import type { Entry } from '@entries/entry';

type Placed = Pick<Posting, 'account' | 'side' | 'currency'>;

const unitsOf = (amount: string) => BigInt(amount.replace('.', ''));

/** What one hold still holds, as its entries alone show it: for each account, side and currency. */
export class HeldSoFar {
  readonly remaining = new Map<string, bigint>();

  constructor(
    readonly id: string,
    private readonly placed: readonly Posting[],
  ) {
    this.change(placed, 1n);
  }

  static of(entries: readonly Entry[]): HeldSoFar[] {
    return entries.flatMap((entry) => {
      if (entry.type !== 'HoldPlaced') return [];
      const held = new HeldSoFar(entry.id, entry.body.postings);
      for (const each of entries) held.take(each);
      return [held];
    });
  }

  private take({ type, body }: Entry): void {
    if (type === 'HoldIncremented' && body.hold.id === this.id) this.change(body.postings, 1n);
    if ((type === 'HoldVoided' || type === 'HoldExpired') && body.hold.id === this.id) {
      this.change(body.postings, -1n);
      expect(this.isOver).toBe(true);
    }
    if (type === 'TransactionPosted' && body.captures?.id === this.id) {
      const remaining = totals(this.placed, body.captures.remaining.map(unitsOf));
      const isOver = body.captures.remaining.every((text) => unitsOf(text) === 0n);
      this.capture(totalsOf(body.postings), isOver ? undefined : remaining);
    }
  }

  get isOver(): boolean {
    return [...this.remaining.values()].every((units) => units === 0n);
  }

  /** What goes beyond the hold was never held. @param remaining as the entry says it; undefined releases the rest */
  private capture(
    captured: ReadonlyMap<string, bigint>,
    remaining: ReadonlyMap<string, bigint> | undefined,
  ): void {
    for (const [place, before] of this.remaining)
      this.remaining.set(
        place,
        remaining === undefined ? 0n : before - lesser(before, captured.get(place) ?? 0n),
      );
    if (remaining !== undefined) expect(this.remaining).toEqual(remaining);
  }

  private change(postings: readonly Posting[], sign: bigint): void {
    for (const [place, units] of totalsOf(postings))
      this.remaining.set(place, (this.remaining.get(place) ?? 0n) + sign * units);
  }
}

function totalsOf(postings: readonly Posting[]): Map<string, bigint> {
  return totals(
    postings,
    postings.map(({ amount }) => unitsOf(amount)),
  );
}

function totals(lines: readonly Placed[], units: readonly bigint[]): Map<string, bigint> {
  const sums = new Map<string, bigint>();
  lines.forEach(({ account, side, currency }, i) => {
    const place = `${account} ${side} ${currency}`;
    sums.set(place, (sums.get(place) ?? 0n) + units[i]!);
  });
  return sums;
}

/** The same of a hold as the rules remember it. */
export function remainingOf(lines: readonly HoldLine[]): Map<string, bigint> {
  const placed = lines.map((line) => ({ ...line, currency: line.currency.code }));
  return totals(
    placed,
    lines.map(({ remaining }) => remaining),
  );
}
