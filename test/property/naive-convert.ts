import type { Convert } from '@ledger/exchange/convert';
import type { ExchangeDeclaration } from '@ledger/exchange/exchange-declaration';
import type { WantedDeal } from '@ledger/exchange/deal';
import type { Side } from '@ledger/state';
import type { Posting } from '@ledger/transactions/posting';
import type { NaiveBooks, NaiveQuote } from './naive-books';
import * as dealing from './naive-dealing';
import { fraction, fractionOf, over, type Fraction } from './naive-fraction';
import { takenQuote } from './naive-quotes';

/** How a rate is found: by base and counter. */
type Find = (base: string, counter: string) => dealing.Found | undefined;

/** A conversion whose currencies are known. */
export type Named = Pick<Convert, 'cover' | 'from' | 'price' | 'promotional' | 'spreadBps'> & WantedDeal;

/** The postings of a conversion; undefined where something speaks against it. */
export function converted(books: NaiveBooks, command: Convert, now: string): readonly Posting[] | undefined {
  const { exchange } = books;
  books.refuse('LedgerIsImporting', books.importedTo !== null);
  books.refuse('ExchangeNotDeclared', !exchange);
  keepHouse(books, command);
  const quote = command.quote === undefined ? undefined : takenQuote(books, command, now);
  if (command.quote !== undefined && !quote) return undefined;
  const named = namedBy(quote, command);
  keepPair(books, named);
  if (!exchange || books.refusals.size > 0) return undefined;
  const find = quote ? finding(quote.then, quote.at) : finding(books, now);
  const deal = dealt(books, named, exchange, find);
  if (!deal || books.refusals.size > 0) return undefined;
  const { lines, spread } = made(books, exchange, { deal: { ...deal, ...quote?.ofFixed }, named, find });
  books.refuse('SpreadIsNegative', spread < 0n && !named.promotional);
  return lines
    .filter((line) => line.debit !== 0n)
    .map(({ account, currency, debit: units }) => ({
      account,
      amount: textOf(units < 0n ? -units : units, books.decimals.get(currency)!),
      currency,
      side: units < 0n ? 'credit' : 'debit',
    }));
}

/** What a deal comes to. */
export function made(
  books: NaiveBooks,
  exchange: ExchangeDeclaration,
  { deal, named, find }: { deal: Dealt; named: Named; find: Find },
): Made {
  const { debit, credit, cover } = named;
  return exchange.functional === undefined
    ? isolated(exchange, deal, cover ? undefined : find(debit.currency, credit.currency)!.mid)
    : functional(books, exchange, { deal, cover: cover === true, find });
}

function keepHouse({ exchange, refusals }: NaiveBooks, { debit, credit }: Convert): void {
  const { liquidity, positions = [] } = exchange ?? {};
  const ofHouse = [liquidity, ...positions.flatMap((each) => [each.position, each.equivalent])];
  if (ofHouse.includes(debit.account) || ofHouse.includes(credit.account)) refusals.add('AccountIsReserved');
}

export function keepPair(books: NaiveBooks, { debit, credit }: Pick<Named, 'debit' | 'credit'>): void {
  books.refuse('PairOfOneCurrency', debit.currency === credit.currency);
  for (const { currency } of [debit, credit])
    books.refuse('CurrencyNotRegistered', !books.decimals.has(currency));
}

/** The rates as they are known in these books. */
export function finding(books: NaiveBooks, at: string): Find {
  return (base, counter) => found(books, books.exchange!, { base, counter, at });
}

function namedBy(quote: NaiveQuote | undefined, command: Convert): Named {
  if (!quote) return command as Named;
  const { debit, credit, promotional } = quote;
  return {
    debit: { ...debit, account: command.debit.account },
    credit: { ...credit, account: command.credit.account },
    ...(promotional && { promotional }),
  };
}

function found(
  books: NaiveBooks,
  { maxAge, pivots = [], rateType: type, sources, functional: inOne }: ExchangeDeclaration,
  { base, counter, at }: { base: string; counter: string; at: string },
): dealing.Found | undefined {
  const sets = books.rates.map((rate, seq) => ({ ...rate, seq, rates: [rate] }));
  const policy = { type, sources, pivots: inOne === undefined ? pivots : [], maxAge: Number(maxAge) };
  const rate = dealing.lookUp(sets, { ...policy, base, counter, at });
  if (typeof rate !== 'string') return rate;
  books.refuse(rate, true);
  return undefined;
}

interface Dealt extends Record<Side, { account: string; code: string; decimals: number; units: bigint }> {
  readonly fixed: Side;
}

/** The rate of the debit currency in the credit currency, and the side of the base. */
function rated(
  { debit: { currency: a }, credit: { currency: b } }: Named,
  { functional: f }: ExchangeDeclaration,
  find: Find,
): { mid: Fraction; bid: Fraction; base: Side } | undefined {
  const one = fraction(1n);
  if (f === undefined || f === b) {
    const rate = find(a, b);
    const isInverse = rate?.legs.length === 1 && rate.legs[0]!.base === b;
    return rate && { ...rate, base: isInverse ? 'credit' : 'debit' };
  }
  const ofCredit = find(b, f);
  const ofDebit = f === a ? { mid: one, bid: one } : find(a, f);
  if (!ofCredit || !ofDebit) return undefined;
  const isInverse = f === a && ofCredit.legs[0]!.base === b;
  return {
    mid: over(ofDebit.mid, ofCredit.mid),
    bid: over(ofDebit.bid, ofCredit.ask),
    base: isInverse ? 'credit' : 'debit',
  };
}

export function dealt(
  books: NaiveBooks,
  command: Named,
  exchange: ExchangeDeclaration,
  find: Find,
): Dealt | undefined {
  const isRated = !command.cover || exchange.functional !== undefined;
  const rate = isRated ? rated(command, exchange, find) : undefined;
  const sideOf = (side: Side) => {
    const { account, amount, currency: code } = command[side];
    const units = amount === undefined ? undefined : books.units(amount, code);
    return { account, code, decimals: books.decimals.get(code)!, units };
  };
  const [debit, credit] = [sideOf('debit'), sideOf('credit')];
  if (books.refusals.size > 0) return undefined;
  const fixed: Side = debit.units === undefined ? 'credit' : 'debit';
  const { debit: gives, credit: gets } = [debit.units, credit.units].includes(undefined)
    ? computed(command, { debit, credit, fixed, units: (debit.units ?? credit.units)! }, rate)
    : { debit: debit.units!, credit: credit.units! };
  books.refuse('AmountIsZero', gives === 0n || gets === 0n);
  return { debit: { ...debit, units: gives }, credit: { ...credit, units: gets }, fixed };
}

/** Both amounts, by the price that is given or made of the rate. */
function computed(
  command: Named,
  sides: Pick<dealing.Deal, 'debit' | 'credit' | 'fixed' | 'units'>,
  rate: { mid: Fraction; bid: Fraction; base: Side } | undefined,
) {
  const { from, price, spreadBps = '0' } = command;
  if (price) return dealing.amounts({ ...sides, base: price.base, price: fractionOf(price.value) });
  const { bid, mid, base } = rate!;
  const start = from === 'side' ? bid : mid;
  const along = base === 'debit' ? start : over(fraction(1n), start);
  const made = dealing.price(along, BigInt(spreadBps), base);
  return dealing.amounts({ ...sides, base: command[base].currency, price: made });
}

interface Made {
  readonly lines: readonly dealing.Line[];
  readonly spread: bigint;
}

/** @param mid of the debit currency in the credit currency; undefined of a cover, which liquidity takes as it is */
function isolated(
  { liquidity, results }: ExchangeDeclaration,
  { debit, credit, fixed }: Dealt,
  mid?: Fraction,
): Made {
  const units = fixed === 'debit' ? debit.units : credit.units;
  const atMid = mid
    ? dealing.amounts({ debit, credit, base: debit.code, price: mid, fixed, units })
    : { debit: debit.units, credit: credit.units };
  const spread = fixed === 'debit' ? atMid.credit - credit.units : debit.units - atMid.debit;
  return {
    lines: [
      { account: debit.account, currency: debit.code, debit: debit.units },
      { account: liquidity!, currency: debit.code, debit: -atMid.debit },
      { account: liquidity!, currency: credit.code, debit: atMid.credit },
      { account: results.spread, currency: fixed === 'debit' ? credit.code : debit.code, debit: -spread },
      { account: credit.account, currency: credit.code, debit: -credit.units },
    ],
    spread,
  };
}

function functional(
  books: NaiveBooks,
  { functional: f, positions = [], results }: ExchangeDeclaration,
  { deal, cover, find }: { deal: Dealt; cover: boolean; find: Find },
): Made {
  const { debit, credit } = deal;
  const decimals = books.decimals.get(f!)!;
  const worth = ({ code, decimals: own, units }: Dealt[Side]) =>
    code === f ? units : dealing.value(units, own, find(code, f!)!.mid, decimals);
  const values = { debit: worth(debit), credit: worth(credit) };
  if (cover && credit.code === f) values.debit = values.credit;
  else if (cover) values.credit = values.debit;
  const foreign: dealing.ForeignSide[] = [];
  for (const side of ['debit', 'credit'] as const) {
    const { code, units } = deal[side];
    if (code === f) continue;
    const pair = positions.find(({ currency }) => currency === code);
    books.refuse('ExchangeNotDeclared', !pair);
    if (!pair) continue;
    const before = {
      position: books.posted(pair.position, code),
      equivalent: -books.posted(pair.equivalent, f!),
    };
    const movement = side === 'debit' ? units : -units;
    foreign.push({ currency: code, movement, before, step: dealing.move(before, movement, values[side]) });
  }
  const spread = values.debit - values.credit;
  const [given, got] = [debit, credit].map(({ account, code, units }) => ({
    account,
    currency: code,
    units,
  }));
  const named = (account: string) => {
    const [what, code] = account.split(' ');
    const pair = positions.find(({ currency }) => currency === code);
    if (what === 'position') return pair!.position;
    if (what === 'equivalent') return pair!.equivalent;
    return what === 'realised' ? results.realised! : results.spread;
  };
  const middle = dealing
    .lines({ functional: f!, debit: given!, credit: got!, foreign, spread })
    .slice(1, -1)
    .map((line) => ({ ...line, account: named(line.account) }));
  return {
    lines: [
      { account: debit.account, currency: debit.code, debit: debit.units },
      ...middle,
      { account: credit.account, currency: credit.code, debit: -credit.units },
    ],
    spread,
  };
}

export function textOf(units: bigint, decimals: number): string {
  const digits = String(units).padStart(decimals + 1, '0');
  return decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/** Of equity in functional mode: accounts of positions are left to conversions, others are in the functional currency. */
export function keepEquity(books: NaiveBooks, { account, currency }: Posting, isExchange: boolean): void {
  const { functional: f, positions = [] } = books.exchange ?? {};
  if (f === undefined || books.accounts.get(account)?.type !== 'equity') return;
  const isOfPosition = positions.some(({ equivalent, position }) => [equivalent, position].includes(account));
  books.refuse('AccountIsReserved', isOfPosition && !isExchange && books.importedTo === null);
  books.refuse('CurrencyNotFunctional', !isOfPosition && currency !== f);
}

export function endImport(books: NaiveBooks): void {
  books.refuse('LedgerIsLive', books.importedTo === null);
  positionsAddUp(books);
  books.importedTo = null;
}

/** That imported history has left positions as conversions do. */
function positionsAddUp(books: NaiveBooks): void {
  const { functional: f, positions = [] } = books.exchange ?? {};
  if (f === undefined) return;
  for (const [path, { type }] of books.accounts) {
    const own = positions.find(({ position }) => position === path)?.currency ?? f;
    const isOther = [...books.decimals.keys()].some(
      (code) => code !== own && books.posted(path, code) !== 0n,
    );
    books.refuse('PositionDiffers', type === 'equity' && isOther);
  }
  for (const { currency, equivalent, position } of positions) {
    const [open, cost] = [books.posted(position, currency), -books.posted(equivalent, f)];
    books.refuse('PositionDiffers', Math.sign(Number(open)) !== Math.sign(Number(cost)));
  }
}

/** What was exchanged goes on as it began. */
export function keepDeclared(books: NaiveBooks, declaration: ExchangeDeclaration): void {
  const { exchange } = books;
  if (!exchange || books.exchanges.size === 0) return;
  const isOther = declaration.mode !== exchange.mode || declaration.functional !== exchange.functional;
  const isGone = exchange.positions?.some(
    (before) =>
      !declaration.positions?.some(
        ({ currency, equivalent, position }) =>
          currency === before.currency && equivalent === before.equivalent && position === before.position,
      ),
  );
  books.refuse('ExchangeInUse', isOther || isGone === true);
}
