/** Earliest and latest time that a clock may show, in milliseconds since 1970. */
export interface Shown {
  readonly from: number;
  readonly to: number;
}

/** A clock to compare ours with. */
export interface OtherClock {
  /** As a sentence names it. */
  readonly name: string;
  /** What it shows between the call and the answer; undefined where it shows nothing. */
  read(): Promise<Shown | undefined>;
}

/** How far our clock is ahead of another, in milliseconds: behind where negative, 0 as far as that can be seen. */
export interface Offset {
  readonly clock: string;
  readonly aheadMs: number;
}

interface Compared extends Offset {
  /** What our clock was ahead of the time that has passed, when the two were compared. */
  readonly lead: number;
}

/** Our own clocks, both in milliseconds: one that somebody may set, and one that nobody can. */
export interface OwnClocks {
  now(): number;
  monotonic(): number;
}

/** A difference that is worth a look, in milliseconds. */
export const warnBeyondMs = 5_000;

/** A difference with which nothing is written, in milliseconds; and the most by which an entry is ahead of all others. */
export const refuseBeyondMs = 60_000;

/**
 * The clock of a process that writes, compared with others. The time of a ledger never goes back, so that one entry
 * from a clock that is ahead would move every later one; and the holds that expire and the days that limits count.
 * Between two comparisons our clock is held against the time that has passed, so that a step of it shows at once.
 */
export class CheckedClock {
  private compared: readonly Compared[] = [];

  constructor(private readonly own: OwnClocks) {}

  /**
   * Compares. A clock that cannot be read keeps its last comparison only while no other can be read either: time does
   * not pass on the monotonic clock while the machine sleeps.
   * @returns for each clock whether it could be read
   */
  async compare(others: readonly OtherClock[]): Promise<boolean[]> {
    const read = await Promise.all(others.map((other) => this.compareOne(other)));
    const fresh = read.flatMap((each) => (each.compared ? [each.compared] : []));
    if (fresh.length > 0) this.compared = fresh;
    return read.map(({ isRead }) => isRead);
  }

  private async compareOne(other: OtherClock): Promise<{ isRead: boolean; compared?: Compared }> {
    const before = this.own.now();
    try {
      const shown = await other.read();
      const after = this.own.now();
      if (!shown) return { isRead: true };
      const aheadMs = Math.max(0, before - shown.to) || Math.min(0, after - shown.from);
      return { isRead: true, compared: { clock: other.name, aheadMs, lead: this.lead } };
    } catch {
      return { isRead: false };
    }
  }

  private get lead(): number {
    return this.own.now() - this.own.monotonic();
  }

  /** The differences of this moment: those that were found, and what our clock was set by since. */
  get offsets(): Offset[] {
    const { lead } = this;
    return this.compared.map((each) => ({ clock: each.clock, aheadMs: aheadNow(each, lead) }));
  }

  /** The largest difference; undefined where none is known. */
  get worst(): Offset | undefined {
    return this.offsets.reduce<Offset | undefined>(
      (worst, each) => (worst && Math.abs(worst.aheadMs) >= Math.abs(each.aheadMs) ? worst : each),
      undefined,
    );
  }

  /** Milliseconds since 1970: our clock, but never more than a minute ahead of any other. */
  now(): number {
    const own = this.own.now();
    const lead = own - this.own.monotonic();
    let beyondMs = 0;
    for (const each of this.compared) beyondMs = Math.max(beyondMs, aheadNow(each, lead) - refuseBeyondMs);
    return own - beyondMs;
  }
}

/** What our clock is ahead of another one now, in milliseconds: what it was then, and what it was set by since. */
function aheadNow({ aheadMs, lead: leadThen }: Compared, lead: number): number {
  const stepMs = lead - leadThen;
  // Both clocks are read one after the other, and the system slews one of them.
  return Math.abs(stepMs) < 100 ? aheadMs : aheadMs + stepMs;
}

/** `75.0 s ahead of Postgres` */
export function inWords({ clock, aheadMs }: Offset): string {
  return `${secondsOf(Math.abs(aheadMs))} s ${aheadMs < 0 ? 'behind' : 'ahead of'} ${clock}`;
}

/** Seconds with one decimal, never `-0.0`. */
export function secondsOf(milliseconds: number): string {
  return (Math.round(milliseconds / 100) / 10 || 0).toFixed(1);
}
