import type { DeclareExchange } from '@ledger/exchange/declare-exchange';
import { open } from './naive-accounts';
import { keepDeclared } from './naive-convert';
import type { NaiveBooks } from './naive-books';

/** An account that a declaration names, and what it must be. */
interface Named {
  readonly path: string;
  readonly types: readonly string[];
  /** Of an account of a position, its currency. */
  readonly currency?: string;
}

export function declareExchange(books: NaiveBooks, command: DeclareExchange): void {
  const { functional, pivots = [], positions = [] } = command;
  const currencies = positions.map(({ currency }) => currency);
  const codes = [functional ?? 'EUR', ...pivots, ...currencies];
  books.refuse('CurrencyNotRegistered', !codes.every((code) => books.decimals.has(code)));
  const named = accountsOf(command);
  books.refuse('PositionsContradict', isTwice(named.map(({ path }) => path)) || isTwice(currencies));
  books.refuse('PositionsContradict', currencies.includes(functional!));
  const before = books.exchange?.functional === functional ? books.exchange?.positions : undefined;
  const known = before?.flatMap(({ equivalent, position }) => [equivalent, position]) ?? [];
  for (const each of named) fits(books, each, known);
  const isNew = functional !== undefined && books.importedTo === null && !before;
  const foreign = [...books.accounts.keys()].flatMap((path) =>
    [...books.decimals.keys()].filter((code) => code !== functional && books.posted(path, code) !== 0n),
  );
  books.refuse('ForeignBalancesExist', isNew && foreign.length > 0);
  keepDeclared(books, command);
  books.exchange = command;
}

function accountsOf({ functional, liquidity, positions = [], results }: DeclareExchange): Named[] {
  return [
    ...positions.flatMap(({ currency, equivalent, position }) => [
      { path: position, types: ['equity'], currency },
      { path: equivalent, types: ['equity'], currency: functional! },
    ]),
    ...(liquidity === undefined ? [] : [{ path: liquidity, types: ['equity', 'liability'] }]),
    ...[...new Set(Object.values(results))].map((path) => ({ path, types: ['income', 'expense'] })),
  ];
}

function isTwice(names: readonly string[]): boolean {
  return new Set(names).size < names.length;
}

/** What is there must be of the kind; what is not there is opened. */
function fits(books: NaiveBooks, { path, types, currency }: Named, known: readonly string[]): void {
  const account = books.accounts.get(path);
  if (!account) {
    const above = [...books.accounts].find(([other]) => path.startsWith(`${other}:`))?.[1].type;
    const type = above !== undefined && types.includes(above) ? above : types[0]!;
    open(books, { path, ...(currency !== undefined && { currencies: [currency] }) }, type);
    return;
  }
  const { currencies = null } = account;
  books.refuse('AccountIsClosed', account.isClosed);
  books.refuse('PositionsContradict', !types.includes(account.type!));
  if (currency !== undefined) {
    const isUsed = hasLines(books, path) && books.importedTo === null && !known.includes(path);
    books.refuse('PositionsContradict', isUsed || !(currencies ?? [currency]).includes(currency));
  } else if (types.includes('equity')) books.refuse('PositionsContradict', currencies !== null);
}

function hasLines(books: NaiveBooks, path: string): boolean {
  const isPosted = [...books.versions.keys()].some((key) => key.startsWith(`${path} `));
  return (
    isPosted || [...books.holds.values()].some(({ lines }) => lines.some((each) => each.account === path))
  );
}
