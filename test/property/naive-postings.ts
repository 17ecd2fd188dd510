import type { Part } from '@ledger/transactions/part';
import type { Posting } from '@ledger/transactions/posting';
import { openByChart } from './naive-accounts';
import { keepEquity } from './naive-convert';
import { lesser, most, total, type Line, type NaiveBooks, type Rest } from './naive-books';

/** What the postings say, all of it possible line by line; undefined where it is not. */
export function linesOf(
  books: NaiveBooks,
  postings: readonly Posting[],
  { isCapture = false, isExchange = false } = {},
): Line[] | undefined {
  const lines = postings.map((posting) => {
    const { account: path, amount, currency: code, side } = posting;
    openByChart(books, path);
    keepEquity(books, posting, isExchange);
    const account = books.accounts.get(path);
    books.refuse('AccountIsClosed', account?.isClosed === true);
    const frozen = account?.frozen.get(side);
    books.refuse('AccountIsFrozen', frozen === 'wholly' || (frozen === 'except holds' && !isCapture));
    books.refuse('CurrencyNotAccepted', account?.currencies?.includes(code) === false);
    return { account: path, side, code, units: books.units(amount, code) ?? 0n };
  });
  return books.refusals.size === 0 ? lines : undefined;
}

export function balance(books: NaiveBooks, lines: readonly Line[]): void {
  for (const { code } of lines) {
    const nets = lines
      .filter((line) => line.code === code)
      .map(({ side, units }) => (side === 'debit' ? units : -units));
    books.refuse('PostingsDoNotBalance', total(nets) !== 0n);
  }
}

export function add(books: NaiveBooks, lines: readonly Line[]): void {
  for (const { account, code, side, units } of lines) {
    books.sums.set(`${account} ${code} ${side}`, books.sum(account, code, side) + units);
    const version = books.versions.get(`${account} ${code}`) ?? 0n;
    books.versions.set(`${account} ${code}`, version + 1n);
  }
}

/** Whether each account may be where the whole command leaves it. */
export function stayWithinLimits(books: NaiveBooks, lines: readonly Line[]): void {
  const { before } = books;
  for (const { account: path, code, side } of lines) {
    const sum = books.sum(path, code, side) + books.held(path, code, side);
    books.refuse('AmountTooLarge', sum > most);
    const limit = books.accounts.get(path)!.limits?.find(({ currency }) => currency === code);
    const bound = (text: string | undefined) => (text ? books.units(text, code) : undefined);
    const [from, to] = [before.available(path, code), books.available(path, code)];
    books.refuse('BalanceBelowMinimum', to < from && to < (bound(limit?.minimum) ?? to));
    const [low, high] = [before.posted(path, code), books.posted(path, code)];
    books.refuse('BalanceAboveMaximum', high > low && high > (bound(limit?.maximum) ?? high));
  }
}

/** The postings that make up a part of these lines; undefined where that is not certain. */
export function partOf(
  books: NaiveBooks,
  { amount, postings }: Part,
  lines: readonly Rest[],
  beyond: readonly bigint[],
): readonly Posting[] | undefined {
  if (postings) return postings;
  const remaining = lines.map((line) => line.remaining);
  const units = amount === undefined ? remaining : sharedOut(books, amount, lines, beyond);
  return units
    ?.map((each, i) => ({ ...lines[i]!, units: each }))
    .filter((line) => line.units !== 0n)
    .map(({ account, side, code, units: each }) => {
      const digits = String(each).padStart(books.decimals.get(code)! + 1, '0');
      const point = digits.length - books.decimals.get(code)!;
      const text = point === digits.length ? digits : `${digits.slice(0, point)}.${digits.slice(point)}`;
      return { account, side, currency: code, amount: text };
    });
}

function sharedOut(books: NaiveBooks, amount: string, lines: readonly Rest[], beyond: readonly bigint[]) {
  const codes = new Set(lines.map(({ code }) => code));
  books.refuse('AmountIsAmbiguous', codes.size > 1);
  const all = codes.size > 1 ? undefined : books.units(amount, lines[0]!.code);
  books.refuse('AmountIsZero', all === 0n);
  if (all === undefined) return undefined;
  const units = lines.map(() => 0n);
  for (const side of ['debit', 'credit']) {
    const places = [...lines.keys()].filter((i) => lines[i]!.side === side);
    const remaining = places.map((i) => lines[i]!.remaining);
    const within = lesser(all, total(remaining));
    const above = inShares(
      all - within,
      places.map((i) => beyond[i]!),
    );
    inShares(within, remaining).forEach((each, at) => (units[places[at]!] = each + above[at]!));
  }
  return units;
}

/** Rounded down, and what is left over a unit each to those that lost most. Where nothing weighs, all weigh alike. */
export function inShares(all: bigint, given: readonly bigint[]): bigint[] {
  const weights = total(given) === 0n ? given.map(() => 1n) : given;
  const sum = total(weights);
  const down = weights.map((weight) => (all * weight) / sum);
  const lost = weights.map((weight) => (all * weight) % sum);
  const order = [...lost.keys()].sort((a, b) => Number(lost[b]! > lost[a]!) - Number(lost[b]! < lost[a]!));
  const over = all - total(down);
  return down.map((each, i) => (order.indexOf(i) < over ? each + 1n : each));
}

/** Line by line, what is taken: the first line like it that has something left gives first, the last gives the rest. */
export function taken(lines: readonly Rest[], wanted: readonly Line[]): bigint[] | undefined {
  const units = lines.map(() => 0n);
  for (const { account, side, code, units: asked } of wanted) {
    const like = [...lines.keys()].filter((i) => {
      const line = lines[i]!;
      return line.account === account && line.side === side && line.code === code;
    });
    if (like.length === 0) return undefined;
    let rest = asked;
    for (const i of like) {
      const room = lines[i]!.remaining - units[i]!;
      const part = i === like.at(-1) ? rest : lesser(rest, room > 0n ? room : 0n);
      units[i]! += part;
      rest -= part;
    }
  }
  return units;
}
