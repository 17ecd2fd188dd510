import { openingOf, type AccountOpened } from '../accounts/account';
import { ancestorsOf } from '../accounts/path';
import { requireCurrency } from '../money/currency';
import { Refusal } from '../refusal';
import type { Account, AccountType, LedgerState } from '../state';
import { isFunctional, isOfPosition, type ExchangeDeclaration } from './exchange-declaration';

export interface DeclareExchange extends ExchangeDeclaration {
  readonly type: 'DeclareExchange';
}

/** How a ledger exchanges currencies from now on. It replaces an earlier declaration as a whole. */
export interface ExchangeDeclared {
  readonly type: 'ExchangeDeclared';
  readonly body: ExchangeDeclaration;
}

/** An account that a declaration names. */
interface NamedAccount {
  readonly path: string;
  /** The types that it may have; it is opened with that of the account above it, else with the first. */
  readonly types: readonly [AccountType, ...AccountType[]];
  /** The one currency that it takes; absent where it takes any. */
  readonly currency?: string;
  /** Whether nothing else may have posted on it. */
  readonly isOfPosition?: true;
}

/**
 * Opens the accounts that the declaration names and nobody has opened, then declares it.
 * @throws Refusal CurrencyNotRegistered, PositionsContradict, ExchangeInUse, AccountIsClosed, ForeignBalancesExist, AccountTypeContradictsTree
 */
export function declareExchange(
  state: LedgerState,
  { type: _, ...declaration }: DeclareExchange,
): (AccountOpened | ExchangeDeclared)[] {
  requireCurrencies(state, declaration);
  requireDistinct(declaration);
  requireUnused(state, declaration);
  const accounts = accountsOf(declaration);
  for (const account of accounts) requireFitting(state, account, declaration);
  requireNoForeignBalance(state, declaration);
  const opened: AccountOpened[] = [];
  for (const account of accounts)
    if (!state.accounts.has(account.path) && !opened.some(({ body }) => body.path === account.path))
      opened.push(openingOf(state, openedAs(state, account), opened));
  return [...opened, { type: 'ExchangeDeclared', body: inOrder(declaration) }];
}

export function exchangeDeclared(state: LedgerState, body: ExchangeDeclared['body']): void {
  state.exchange = body;
}

/** @throws Refusal ExchangeNotDeclared */
export function requireDeclared({ exchange }: Pick<LedgerState, 'exchange'>): ExchangeDeclaration {
  if (!exchange)
    throw new Refusal('ExchangeNotDeclared', 'Declare first how the ledger exchanges currencies.');
  return exchange;
}

function requireCurrencies(
  state: LedgerState,
  { functional, pivots = [], positions = [] }: ExchangeDeclaration,
): void {
  if (functional !== undefined) requireCurrency(state, functional);
  for (const code of pivots) requireCurrency(state, code);
  for (const { currency } of positions) requireCurrency(state, currency);
}

/** What was exchanged goes on as it began: positions may be added, none be given up. @throws Refusal ExchangeInUse */
function requireUnused({ exchange, isExchangeUsed }: LedgerState, declaration: ExchangeDeclaration): void {
  if (!exchange || !isExchangeUsed) return;
  const { functional, mode, positions = [] } = exchange;
  if (declaration.mode !== mode || declaration.functional !== functional)
    throw new Refusal(
      'ExchangeInUse',
      `Currencies are exchanged in ${mode} mode${functional === undefined ? '' : ` over ${functional}`} for good.`,
      { mode, ...(functional !== undefined && { functional }) },
    );
  for (const { currency, equivalent, position } of positions) {
    const same = declaration.positions?.find((each) => each.currency === currency);
    if (same?.position === position && same.equivalent === equivalent) continue;
    throw new Refusal('ExchangeInUse', `The position in ${currency} keeps its accounts for good.`, {
      currency,
      position,
      equivalent,
    });
  }
}

/** Each currency has one pair of accounts, and each of these one meaning. */
function requireDistinct({ functional, liquidity, positions = [], results }: ExchangeDeclaration): void {
  const currencies = new Set<string>();
  const accounts = new Set<string>();
  const once = (account: string) => {
    if (accounts.has(account)) throw contradict(`${account} is named twice.`, { account });
    accounts.add(account);
  };
  for (const { currency, equivalent, position } of positions) {
    if (currency === functional)
      throw contradict(`${currency} is the functional currency, which has no position.`, { currency });
    if (currencies.has(currency)) throw contradict(`${currency} has two positions.`, { currency });
    currencies.add(currency);
    once(position);
    once(equivalent);
  }
  if (liquidity !== undefined) once(liquidity);
  // Gains of several kinds may go to one account.
  new Set(resultsOf(results)).forEach(once);
}

function resultsOf({ fairValue, realised, spread, unrealised }: ExchangeDeclaration['results']): string[] {
  return [realised, spread, unrealised, fairValue].filter((path) => path !== undefined);
}

function accountsOf({ functional, liquidity, positions = [], results }: ExchangeDeclaration): NamedAccount[] {
  const pairs = positions.flatMap(({ currency, equivalent, position }): NamedAccount[] => [
    { path: position, types: ['equity'], currency, isOfPosition: true },
    { path: equivalent, types: ['equity'], currency: functional!, isOfPosition: true },
  ]);
  return [
    ...pairs,
    ...(liquidity === undefined ? [] : [{ path: liquidity, types: ['equity', 'liability'] as const }]),
    ...resultsOf(results).map((path) => ({ path, types: ['income', 'expense'] as const })),
  ];
}

/** @throws Refusal AccountIsClosed, PositionsContradict */
function requireFitting(state: LedgerState, named: NamedAccount, declaration: ExchangeDeclaration): void {
  const account = state.accounts.get(named.path);
  if (!account) return;
  const { path, types, currency } = named;
  if (account.status === 'closed')
    throw new Refusal('AccountIsClosed', `${path} is permanently closed.`, { account: path });
  const { type, currencies } = account.terms;
  if (!types.includes(type))
    throw contradict(`${path} is of type ${type}, and must be of type ${types.join(' or ')}.`, {
      account: path,
      accountType: type,
    });
  const isTaken = currencies === null || (currency !== undefined && currencies.includes(currency));
  if (named.isOfPosition ? !isTaken : types.includes('equity') && currencies !== null)
    throw contradict(`${path} must accept ${currency ?? 'every currency'}.`, { account: path });
  if (named.isOfPosition && account.lines > 0 && isFresh(state, account, declaration))
    throw contradict(`${path} has postings already: name an account for positions alone.`, { account: path });
}

/** Whether an account becomes one of a position by this declaration, in a ledger that is live. */
function isFresh(
  { exchange, importedTo }: LedgerState,
  { path }: Account,
  { functional }: ExchangeDeclaration,
) {
  if (importedTo !== null) return false;
  return !exchange || exchange.functional !== functional || !isOfPosition(exchange, path);
}

/** Positions begin at nothing: while history is imported, its end shows whether they add up. */
function requireNoForeignBalance(
  { accounts, exchange, importedTo }: LedgerState,
  declaration: ExchangeDeclaration,
): void {
  const { functional } = declaration;
  if (!isFunctional(declaration) || exchange?.functional === functional || importedTo !== null) return;
  for (const { path, balances } of accounts.values())
    for (const { currency, debits, credits } of balances)
      if (currency.code !== functional && debits !== credits)
        throw new Refusal(
          'ForeignBalancesExist',
          `${path} has a balance in ${currency.code}, whose cost in ${functional} is not known.`,
          { account: path, currency: currency.code },
        );
}

function openedAs(state: LedgerState, { path, types, currency }: NamedAccount) {
  const above = ancestorsOf(path).find((prefix) => state.accounts.has(prefix));
  const typeAbove = above === undefined ? undefined : state.accounts.get(above)!.terms.type;
  const accountType = typeAbove !== undefined && types.includes(typeAbove) ? typeAbove : types[0];
  return {
    type: 'OpenAccount' as const,
    path,
    accountType,
    ...(currency !== undefined && { currencies: [currency] }),
  };
}

/** As the entry has it: fields and positions in ascending order. */
function inOrder(declaration: ExchangeDeclaration): ExchangeDeclaration {
  const { band, functional, liquidity, maxAge, mode, pivots, positions, rateType, results, sources } =
    declaration;
  const { fairValue, realised, spread, unrealised } = results;
  const byCurrency = positions
    ?.map(({ currency, equivalent, measurement, position }) => ({
      currency,
      equivalent,
      measurement,
      position,
    }))
    .sort((a, b) => (a.currency < b.currency ? -1 : 1));
  return {
    ...(band !== undefined && { band }),
    ...(functional !== undefined && { functional }),
    ...(liquidity !== undefined && { liquidity }),
    maxAge,
    mode,
    ...(pivots && { pivots }),
    ...(byCurrency && { positions: byCurrency }),
    rateType,
    results: {
      ...(fairValue !== undefined && { fairValue }),
      ...(realised !== undefined && { realised }),
      spread,
      ...(unrealised !== undefined && { unrealised }),
    },
    sources,
  };
}

function contradict(detail: string, facts: Readonly<Record<string, string>>): Refusal {
  return new Refusal('PositionsContradict', detail, facts);
}
