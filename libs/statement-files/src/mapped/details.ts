import type { Fields } from '@files/fields';
import { formatUnits } from '@ledger/money/amount';
import { idsOf } from '../values/ids';
import { amountOf } from '../values/money';
import { decimalsOf } from '../reading';
import type { Charge, Details, IdName, Instructed, Party } from '../record';
import { cellOf, type Cells } from './cells';

/** What a row says beside amount and days. @throws Unreadable */
export function detailsOf(
  fields: Fields,
  cells: Cells,
  money: { readonly currency: string; readonly decimals: number },
): Details & { readonly code?: string } {
  const { code, ids = {}, text } = cells.mapping;
  const [codeCell, textCell] = [cellOf(fields, code), cellOf(fields, text)];
  const charges = chargesIn(fields, cells, money.decimals);
  const instructed = instructedIn(fields, cells, money.currency);
  const party = partyIn(fields, cells);
  const named = Object.entries(ids) as [IdName, string][];
  return {
    ...(charges.length > 0 && { charges }),
    ...(codeCell !== undefined && { code: codeCell }),
    ids: idsOf(Object.fromEntries(named.map(([name, column]) => [name, cellOf(fields, column)]))),
    ...(instructed && { instructed }),
    ...(party && { party }),
    ...(textCell !== undefined && { text: textCell }),
  };
}

/** Fees are taken; one with the other sign was given back. */
function chargesIn(fields: Fields, cells: Cells, decimals: number): Charge[] {
  const { fees = [], feesAreNegative } = cells.mapping;
  return fees.flatMap((column) => {
    const cell = cellOf(fields, column);
    const units = cell === undefined ? 0n : cells.units(cell, decimals);
    if (units === 0n) return [];
    const isTaken = units > 0n !== (feesAreNegative ?? false);
    return [
      {
        amount: amountOf(units, decimals),
        way: isTaken ? ('out' as const) : ('in' as const),
        included: true,
      },
    ];
  });
}

/** What the customer paid, where that is another currency. */
function instructedIn(fields: Fields, cells: Cells, currency: string): Instructed | undefined {
  const { gross } = cells.mapping;
  const other = cellOf(fields, gross?.currency);
  if (!gross || other === undefined || other === currency) return undefined;
  const amount = gross.amounts.map((column) => cellOf(fields, column)).find((cell) => cell !== undefined);
  if (amount === undefined) return undefined;
  const decimals = decimalsOf(other, cells.reading);
  const units = cells.units(amount, decimals);
  const rate = cellOf(fields, gross.rate);
  return {
    amount: formatUnits(units < 0n ? -units : units, decimals),
    currency: other,
    ...(rate !== undefined && { rate }),
  };
}

function partyIn(fields: Fields, { mapping }: Cells): Party | undefined {
  const [name, account] = [cellOf(fields, mapping.party), cellOf(fields, mapping.partyAccount)];
  if (name === undefined && account === undefined) return undefined;
  return { ...(name !== undefined && { name }), ...(account !== undefined && { account }) };
}
