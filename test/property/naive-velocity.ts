import type { SetVelocityLimits } from '@ledger/velocity/velocity';
import type { VelocityLimit } from '@ledger/velocity/velocity-state';
import { total, type Line, type NaiveBooks, type NaiveUse, type Rest } from './naive-books';

export function setLimits(books: NaiveBooks, { path, limits }: SetVelocityLimits, seq: number): void {
  const isOnce = new Set(limits.map(({ name }) => name)).size === limits.length;
  books.refuse('VelocityLimitsContradict', !isOnce);
  for (const { currency: code, maximum, window } of limits) {
    books.refuse('CurrencyNotRegistered', code !== undefined && !books.decimals.has(code));
    if (maximum !== undefined) books.units(maximum, code!);
    const isZone = 'seconds' in window || Intl.supportedValuesOf('timeZone').includes(window.timeZone);
    books.refuse('TimeZoneUnknown', !isZone);
  }
  const before = books.velocity.get(path) ?? [];
  const inForce = limits.map((limit) => {
    const known = before.find((each) => isSameButFigure(each.limit, limit));
    return { limit, since: known?.since ?? seq };
  });
  books.velocity.set(path, inForce);
}

function isSameButFigure(a: VelocityLimit, b: VelocityLimit): boolean {
  const same = ({ name, side, per, currency, category, count, window }: VelocityLimit) =>
    JSON.stringify([name, side, per, currency, category, count === undefined, Object.entries(window).sort()]);
  return same(a) === same(b);
}

/** Counts the uses, if there is room for all of them together under every limit. */
export function use(books: NaiveBooks, uses: readonly NaiveUse[], now: string): void {
  for (const [node, limits] of books.velocity) {
    for (const { limit, since } of limits) {
      const allowed =
        limit.count === undefined ? books.units(limit.maximum!, limit.currency!)! : BigInt(limit.count);
      for (const budget of new Set(uses.map((each) => budgetOf(limit, each)))) {
        const needed = counted(uses, { node, limit, budget });
        const before = used(books, { node, limit, since, budget }, now);
        books.refuse('VelocityLimitExceeded', needed > 0n && before + needed > allowed);
      }
    }
  }
  books.uses = [...books.uses, ...uses];
}

interface Budget {
  readonly node: string;
  readonly limit: VelocityLimit;
  /** The account that has it; empty where all share it. */
  readonly budget: string;
}

/** How much of a budget is used. @param since seq of the entry with which counting began */
export function used(
  books: NaiveBooks,
  { since, ...budget }: Budget & { since: number },
  now: string,
): bigint {
  const within = books.uses.filter(({ at, seq }) => seq > since && isWithin(budget.limit, at, now));
  return counted(within, budget);
}

function counted(uses: readonly NaiveUse[], { node, limit, budget }: Budget): bigint {
  const counts = uses.filter((each) => applies(limit, node, each) && budgetOf(limit, each) === budget);
  return total(counts.map(({ units, count }) => (limit.count === undefined ? units : count)));
}

const budgetOf = ({ per }: VelocityLimit, { account }: NaiveUse) => (per === 'account' ? account : '');

function applies(limit: VelocityLimit, node: string, each: NaiveUse): boolean {
  const { account, side, code, category, countedAs } = each;
  return (
    (account === node || account.startsWith(`${node}:`)) &&
    side === limit.side &&
    (limit.currency ?? code) === code &&
    isOf(limit, category) &&
    !(countedAs && isOf(limit, countedAs.category))
  );
}

function isOf(limit: VelocityLimit, category: string | undefined): boolean {
  return `${category ?? ''}.`.startsWith(limit.category === undefined ? '' : `${limit.category}.`);
}

function isWithin({ window }: VelocityLimit, at: string, now: string): boolean {
  if ('seconds' in window) return Date.parse(now) - Date.parse(at) < Number(window.seconds) * 1000;
  const [then, today] = [at, now].map((time) => dateIn(window.timeZone, time));
  const length = { year: 4, month: 7, day: 10, week: 10 }[window.calendar];
  return then!.slice(0, length) === today!.slice(0, length);
}

const dates = new Map<string, string>();

/** As 2026-11-23; remembered, because the answer takes long. */
function dateIn(timeZone: string, time: string): string {
  const known = dates.get(timeZone + time);
  if (known) return known;
  const date = new Date(time).toLocaleDateString('sv-SE', { timeZone });
  dates.set(timeZone + time, date);
  return date;
}

/** A transaction is reversed: so much of what was used by it is used no longer. Counts of postings stay. */
export function takeBack(books: NaiveBooks, lines: readonly Line[], isUse: (use: NaiveUse) => boolean): void {
  const seqs = new Set(books.uses.filter(isUse).map(({ seq }) => seq));
  for (const seq of seqs) {
    for (const { account, side, code, units } of lines) {
      let rest = units;
      books.uses = books.uses.map((use) => {
        const isLike = use.account === account && use.side === side && use.code === code;
        if (!isLike || use.seq !== seq || !isUse(use)) return use;
        const part = rest < use.units ? rest : use.units;
        rest -= part;
        return { ...use, units: use.units - part };
      });
    }
  }
}

/** Gives back what is left of a line of a hold, of its latest steps first; and its count where nothing was taken. */
export function giveBack(books: NaiveBooks, hold: string, line: number, { remaining, taken }: Rest): void {
  let rest = remaining;
  const steps = books.uses.filter((each) => each.hold === hold && each.line === line);
  const after = new Map<NaiveUse, NaiveUse>();
  for (const step of [...steps].reverse()) {
    const part = rest < step.units ? rest : step.units;
    rest -= part;
    after.set(step, { ...step, units: step.units - part, count: taken === 0n ? 0n : step.count });
  }
  books.uses = books.uses.map((each) => after.get(each) ?? each);
}
