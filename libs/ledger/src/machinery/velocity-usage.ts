import type { Bounds, Calendar } from './window';

/** A step that takes back another; steps are taken back last one first. */
export type Undo = () => void;

/**
 * What was used of the budgets of one velocity limit, in minor units or postings. A budget has the name of an account,
 * or none where all accounts share it. Times are milliseconds since 1970 UTC; uses come in the order of time.
 */
export interface Usage {
  used(budget: string, now: number): bigint;
  count(budget: string, figure: bigint, at: number): Undo;
  /** Gives back what was counted at `placedAt`, as far as that still counts. */
  release(budget: string, figure: bigint, placedAt: number): Undo;
  /** When so much of what is used at `now` counts no longer; it is never more than is used. */
  freesUpAt(budget: string, figure: bigint, now: number): number;
  /** Plain data, equal for equal histories. */
  stored(): StoredUsage;
}

export type StoredUsage = StoredSliding | StoredCalendar;

interface StoredSliding {
  readonly latest: number;
  readonly budgets: readonly (readonly [name: string, at: readonly number[], figures: readonly bigint[]])[];
}

interface StoredCalendar extends Bounds {
  readonly sums: readonly (readonly [name: string, sum: bigint])[];
}

/** All uses of one millisecond. */
interface TimedUse {
  readonly at: number;
  figure: bigint;
}

interface SlidingBudget {
  /** In ascending order of time. */
  uses: TimedUse[];
  /** How many of them had left the window when it was last looked at; moves both ways, as `now` does. */
  passed: number;
  /** The figures of the others. */
  sum: bigint;
}

/** How many idle budgets are looked for with each use: more than one use can add, so that none piles up. */
const sweepMax = 2;

/** Uses that count for a fixed time each: a use at t counts while less than `lengthMs` has gone by. */
export class SlidingUsage implements Usage {
  /** Roughly in the order of their last uses. */
  private readonly budgets = new Map<string, SlidingBudget>();
  /** When the last use was counted. */
  private latest = 0;

  constructor(
    private readonly lengthMs: number,
    stored?: StoredUsage,
  ) {
    if (!stored || !('latest' in stored)) return;
    this.latest = stored.latest;
    for (const [name, times, figures] of stored.budgets) {
      const uses = times.map((at, index) => ({ at, figure: figures[index]! }));
      this.budgets.set(name, { uses, passed: 0, sum: figures.reduce((sum, figure) => sum + figure, 0n) });
    }
  }

  used(name: string, now: number): bigint {
    const budget = this.budgets.get(name);
    if (!budget) return 0n;
    this.look(budget, now);
    return budget.sum;
  }

  count(name: string, figure: bigint, at: number): Undo {
    const { latest } = this;
    const known = this.budgets.get(name);
    const budget = known ?? { uses: [], passed: 0, sum: 0n };
    this.budgets.delete(name);
    this.budgets.set(name, budget);
    const undoDrop = this.drop(budget, at);
    const undoAdd = add(budget, figure, at);
    this.latest = at;
    const swept = this.sweep(at);
    return () => {
      for (const [idle, its] of swept) this.budgets.set(idle, its);
      this.latest = latest;
      undoAdd();
      undoDrop();
      if (!known) this.budgets.delete(name);
    };
  }

  release(name: string, figure: bigint, placedAt: number): Undo {
    const budget = this.budgets.get(name);
    const use = budget?.uses[placeOf(budget, placedAt)];
    if (!budget || use?.at !== placedAt) return () => undefined;
    const given = figure < use.figure ? figure : use.figure;
    change(budget, placedAt, -given);
    return () => change(budget, placedAt, given);
  }

  freesUpAt(name: string, figure: bigint, now: number): number {
    const budget = this.budgets.get(name)!;
    this.look(budget, now);
    let place = budget.passed;
    for (let left = figure - budget.uses[place]!.figure; left > 0n; left -= budget.uses[place]!.figure) {
      place += 1;
    }
    return budget.uses[place]!.at + this.lengthMs;
  }

  stored(): StoredUsage {
    const edge = this.latest - this.lengthMs;
    const budgets = Array.from(this.budgets, ([name, { uses }]) => {
      const live = uses.filter(({ at }) => at > edge);
      return [name, live.map(({ at }) => at), live.map(({ figure }) => figure)] as const;
    });
    return { latest: this.latest, budgets: budgets.filter(([, live]) => live.length > 0).sort(byName) };
  }

  /** Moves the border between what has left the window and what has not. */
  private look(budget: SlidingBudget, now: number): void {
    const edge = now - this.lengthMs;
    const { uses } = budget;
    while (budget.passed < uses.length && uses[budget.passed]!.at <= edge) {
      budget.sum -= uses[budget.passed]!.figure;
      budget.passed += 1;
    }
    while (budget.passed > 0 && uses[budget.passed - 1]!.at > edge) {
      budget.passed -= 1;
      budget.sum += uses[budget.passed]!.figure;
    }
  }

  /** Forgets what has left the window, once that is half of all: then each use is moved once on average. */
  private drop(budget: SlidingBudget, at: number): Undo {
    this.look(budget, at);
    if (budget.passed * 2 < budget.uses.length) return () => undefined;
    const dropped = budget.uses.splice(0, budget.passed);
    budget.passed = 0;
    return () => {
      budget.uses = dropped.concat(budget.uses);
      budget.passed += dropped.length;
    };
  }

  /** Forgets budgets of which nothing counts. Only a count may do so: it is taken back if time steps back. */
  private sweep(at: number): [name: string, budget: SlidingBudget][] {
    const swept: [string, SlidingBudget][] = [];
    for (const [name, budget] of this.budgets) {
      if (swept.length === sweepMax || budget.uses.at(-1)!.at > at - this.lengthMs) break;
      swept.push([name, budget]);
      this.budgets.delete(name);
    }
    return swept;
  }
}

function add(budget: SlidingBudget, figure: bigint, at: number): Undo {
  const isNew = budget.uses.at(-1)?.at !== at;
  if (isNew) budget.uses.push({ at, figure: 0n });
  change(budget, at, figure);
  return () => {
    change(budget, at, -figure);
    if (!isNew) return;
    budget.uses.pop();
    budget.passed = Math.min(budget.passed, budget.uses.length);
  };
}

/** Changes the figure of the use at `at`, which exists. */
function change(budget: SlidingBudget, at: number, figure: bigint): void {
  const place = placeOf(budget, at);
  budget.uses[place]!.figure += figure;
  if (place >= budget.passed) budget.sum += figure;
}

/** Place of the first use that is not before `at`. */
function placeOf({ uses }: SlidingBudget, at: number): number {
  // Nearly always asked about the last one.
  let low = (uses.at(-2)?.at ?? -Infinity) < at ? Math.max(0, uses.length - 1) : 0;
  let high = uses.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (uses[middle]!.at < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Uses that count to the end of the day, week, month or year in which they were: one sum for each budget. */
export class CalendarUsage implements Usage {
  /** Of the last use counted. */
  private window: Bounds = { start: 0, end: 0 };
  private sums = new Map<string, bigint>();

  constructor(
    private readonly calendar: Calendar,
    stored?: StoredUsage,
  ) {
    if (!stored || !('sums' in stored)) return;
    this.window = { start: stored.start, end: stored.end };
    this.sums = new Map(stored.sums);
  }

  used(name: string, now: number): bigint {
    return now < this.window.end ? (this.sums.get(name) ?? 0n) : 0n;
  }

  count(name: string, figure: bigint, at: number): Undo {
    const before = { window: this.window, sums: this.sums };
    if (at >= this.window.end) {
      this.window = this.calendar.boundsAt(at);
      this.sums = new Map();
    }
    const undo = changeSum(this.sums, name, figure);
    return () => {
      undo();
      Object.assign(this, before);
    };
  }

  release(name: string, figure: bigint, placedAt: number): Undo {
    const sum = this.sums.get(name);
    if (sum === undefined || placedAt < this.window.start) return () => undefined;
    return changeSum(this.sums, name, figure < sum ? -figure : -sum);
  }

  freesUpAt(_name: string, _figure: bigint, now: number): number {
    return this.calendar.boundsAt(now).end;
  }

  stored(): StoredUsage {
    return { ...this.window, sums: [...this.sums].sort(byName) };
  }
}

function changeSum(sums: Map<string, bigint>, name: string, figure: bigint): Undo {
  const before = sums.get(name);
  sums.set(name, (before ?? 0n) + figure);
  return () => {
    if (before === undefined) sums.delete(name);
    else sums.set(name, before);
  };
}

function byName(
  a: readonly [name: string, ...rest: unknown[]],
  b: readonly [name: string, ...rest: unknown[]],
) {
  return a[0] < b[0] ? -1 : 1;
}
