import { formatUnits } from '../money/amount';
import { requireCurrency } from '../money/currency';
import { Refusal } from '../refusal';
import type { LedgerState } from '../state';
import { isFunctional, type DeclaredPosition, type FunctionalExchange } from './exchange-declaration';
import { openPosition } from './functional-conversion';

/**
 * That imported history left positions as conversions would have: no foreign equity but theirs, and a cost of the same
 * sign where something is open, none where nothing is.
 * @throws Refusal PositionDiffers
 */
export function requirePositions(state: LedgerState): void {
  const { exchange } = state;
  if (!exchange || !isFunctional(exchange)) return;
  requireNoOtherEquity(state, exchange);
  for (const declared of exchange.positions) requireCost(state, declared, exchange.functional);
}

function requireNoOtherEquity(
  { accounts }: LedgerState,
  { functional, positions }: FunctionalExchange,
): void {
  const currencyOf = new Map(positions.map(({ currency, position }) => [position, currency]));
  for (const { path, terms, balances } of accounts.values()) {
    if (terms.type !== 'equity') continue;
    const own = currencyOf.get(path) ?? functional;
    const foreign = balances.find(
      ({ currency, debits, credits }) => currency.code !== own && debits !== credits,
    );
    if (!foreign) continue;
    const currency = foreign.currency.code;
    throw new Refusal(
      'PositionDiffers',
      `${path} is equity with a balance in ${currency}, and takes ${own} alone.`,
      {
        account: path,
        currency,
      },
    );
  }
}

function requireCost(state: LedgerState, declared: DeclaredPosition, functional: string): void {
  const open = openPosition(state, declared, functional);
  if (sign(open.position) === sign(open.equivalent)) return;
  const { currency } = declared;
  const position = formatUnits(open.position, requireCurrency(state, currency).decimals);
  const equivalent = formatUnits(open.equivalent, requireCurrency(state, functional).decimals);
  throw new Refusal(
    'PositionDiffers',
    `A position of ${position} ${currency} cannot have cost ${equivalent} ${functional}.`,
    { currency, position, equivalent },
  );
}

function sign(units: bigint): -1 | 0 | 1 {
  return units === 0n ? 0 : units < 0n ? -1 : 1;
}
