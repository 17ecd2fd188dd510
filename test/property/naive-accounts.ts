import type { ChangeAccount, OpenAccount } from '@ledger/accounts/account';
import type { CloseAccount, FreezeAccount, UnfreezeAccount } from '@ledger/accounts/account-status';
import type { DeclareChart } from '@ledger/accounts/chart';
import type { CorrectCurrency, RegisterCurrency } from '@ledger/money/currency';
import type { ChartPattern, Side } from '@ledger/state';
import type { NaiveBooks, Terms } from './naive-books';

const isBelow = (path: string, above: string) => path.startsWith(`${above}:`);

export function register(books: NaiveBooks, { code, decimals }: RegisterCurrency): void {
  books.refuse('CurrencyAlreadyRegistered', books.decimals.has(code));
  books.decimals.set(code, decimals);
}

export function correct(books: NaiveBooks, { code, decimals }: CorrectCurrency): void {
  const isStandard = ['EUR', 'USD', 'JPY'].includes(code);
  books.refuse('CurrencyNotRegistered', !books.decimals.has(code));
  books.refuse('CurrencyIsFixed', isStandard || books.amountsIn.has(code));
  books.decimals.set(code, decimals);
}

/** Remembers every currency in which anything in a command is an amount. */
export function noteAmounts(books: NaiveBooks, value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  const { amount, currency, maximum, minimum } = value as Record<string, unknown>;
  if (typeof currency === 'string' && (amount ?? maximum ?? minimum) !== undefined)
    books.amountsIn.add(currency);
  for (const each of Object.values(value)) noteAmounts(books, each);
}

export function declare(books: NaiveBooks, { patterns }: DeclareChart): void {
  const isOnce = new Set(patterns.map(({ pattern }) => pattern)).size === patterns.length;
  books.refuse('ChartPatternsContradict', !isOnce);
  for (const line of patterns) checkTerms(books, line);
  books.chart = patterns;
}

export function open(
  books: NaiveBooks,
  { path, currencies, limits }: Omit<OpenAccount, 'type'>,
  given: string | undefined,
): void {
  const { accounts } = books;
  const above = [...accounts].find(([other]) => isBelow(path, other))?.[1].type;
  const related = [...accounts].filter(([other]) => isBelow(path, other) || isBelow(other, path));
  const type = given ?? above;
  books.refuse('AccountAlreadyOpen', accounts.has(path));
  books.refuse('AccountTypeMissing', !type);
  books.refuse(
    'AccountTypeContradictsTree',
    related.some(([, other]) => other.type !== type),
  );
  const terms = { ...(type && { type }), currencies: currencies ?? null, limits: limits ?? [] };
  checkTerms(books, terms);
  accounts.set(path, { ...terms, frozen: new Map(), isClosed: false });
}

/** The lines of the chart that match the path. */
export function inChart(books: NaiveBooks, path: string): ChartPattern[] {
  return books.chart.filter(({ pattern }) => RegExp(`^${pattern.replaceAll('*', '[^:]+')}$`).test(path));
}

/** Opens the account by the chart if there is none. */
export function openByChart(books: NaiveBooks, path: string): void {
  if (books.accounts.has(path)) return;
  const rank = (pattern: string) => pattern.replace(/[^:*]+/g, '0').replaceAll('*', '1');
  const [line] = inChart(books, path).sort((a, b) => (rank(a.pattern) < rank(b.pattern) ? -1 : 1));
  books.refuse('AccountNotOpen', !line);
  if (line) open(books, { ...line, path }, line.type);
}

export function change(books: NaiveBooks, { path, currencies, limits }: ChangeAccount): void {
  const account = existing(books, path);
  if (!account) return;
  const inUse = [...books.decimals.keys()].filter(
    (code) => books.posted(path, code) !== 0n || books.linesOfOpenHolds(path, code).length > 0,
  );
  books.refuse('CurrencyInUse', !!currencies && inUse.some((code) => !currencies.includes(code)));
  const terms = { ...(currencies !== undefined && { currencies }), ...(limits && { limits }) };
  checkTerms(books, terms);
  books.accounts.set(path, { ...account, ...terms });
}

export function freeze(books: NaiveBooks, command: FreezeAccount | UnfreezeAccount): void {
  const { type, path, side } = command;
  const account = existing(books, path);
  if (!account) return;
  const sides: readonly Side[] = side ? [side] : ['debit', 'credit'];
  const isFreeze = type === 'FreezeAccount';
  const frozen = new Map(account.frozen);
  const how = command.type === 'FreezeAccount' && command.exceptHolds ? 'except holds' : 'wholly';
  for (const each of sides) {
    if (isFreeze) frozen.set(each, how);
    else frozen.delete(each);
  }
  const isSame = sides.every((each) => frozen.get(each) === account.frozen.get(each));
  books.refuse(isFreeze ? 'AccountIsFrozen' : 'AccountIsNotFrozen', isSame);
  books.accounts.set(path, { ...account, frozen });
}

export function close(books: NaiveBooks, { path }: CloseAccount): void {
  const account = existing(books, path);
  if (!account) return;
  const hasBalance = [...books.decimals.keys()].some((code) => books.posted(path, code) !== 0n);
  books.refuse('AccountHasBalance', hasBalance);
  books.refuse('AccountHasHolds', books.linesOfOpenHolds(path).length > 0);
  books.accounts.set(path, { ...account, isClosed: true });
}

function existing(books: NaiveBooks, path: string) {
  const account = books.accounts.get(path);
  books.refuse('AccountNotFound', !account);
  books.refuse('AccountIsClosed', account?.isClosed === true);
  return account;
}

function checkTerms(books: NaiveBooks, { currencies, limits }: Terms): void {
  for (const { currency: code, minimum, maximum } of limits ?? []) {
    const [low, high] = [minimum, maximum].map((text) => (text ? books.units(text, code) : undefined));
    books.refuse('LimitsContradict', low !== undefined && high !== undefined && low > high);
  }
  books.refuse('CurrencyNotRegistered', !!currencies?.some((code) => !books.decimals.has(code)));
}
