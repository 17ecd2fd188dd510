import type { ClosePeriod, ReopenPeriod } from '@ledger/periods/period';
import type { NaiveBooks } from './naive-books';

export function closePeriod(books: NaiveBooks, { period, from, to, kind }: ClosePeriod, now: string): void {
  const known = books.periods.get(period);
  books.refuse('PeriodNotOver', to > now);
  books.refuse('PeriodAlreadyClosed', known !== undefined && (known.kind === 'hard' || kind === 'soft'));
  const overlapping = [...books.periods.values()].some((each) =>
    each.period === period ? each.from !== from || each.to !== to : each.from < to && from < each.to,
  );
  books.refuse('PeriodsOverlap', overlapping);
  books.periods.set(period, { period, from, to, kind });
}

export function reopenPeriod(books: NaiveBooks, { period }: ReopenPeriod): void {
  books.refuse('PeriodNotClosed', !books.periods.delete(period));
}

export function issueStatement(books: NaiveBooks, path: string): void {
  books.refuse('AccountNotFound', !books.accounts.has(path));
  const used = [...books.versions.keys()].filter((name) => name.startsWith(`${path} `)).sort();
  const closing = used.map((name) => `${name.split(' ')[1]} ${books.posted(path, name.split(' ')[1]!)}`);
  books.statements.set(path, [...(books.statements.get(path) ?? []), closing.join(', ')]);
}
