import { idsBeyond } from '../values/ids';
import { amountOf, unitsIn, wayOf } from '../values/money';
import type { Charge, Details, Item, Way } from '../record';
import type { Detail } from './detail';

/** The amount of an entry. */
export interface EntryAmount {
  readonly units: bigint;
  readonly way: Way;
  readonly decimals: number;
}

/** What the details make of an entry. */
export interface Explained extends Details {
  /** Absent where the entry is claimed as a whole. */
  readonly items?: readonly Item[];
  /** What they add up to, where that is not the entry. */
  readonly found?: string;
}

/**
 * Takes the details of an entry for its items where they add up to it, alone or with the charges that are included in it.
 * One that is all of the entry says what the entry is.
 * @param entry what the entry says of itself
 */
export function explained(amount: EntryAmount, entry: Details, details: readonly Detail[]): Explained {
  const [only, another] = details;
  if (!only) return entry;
  const signed = amount.way === 'in' ? amount.units : -amount.units;
  if (!another && (only.units === undefined || only.units === signed)) return merged(entry, only);
  const parts = details.map(({ units }) => units);
  const sum = parts.every((units) => units !== undefined)
    ? parts.reduce((total, units) => total + units, 0n)
    : undefined;
  if (sum === signed) return { ...entry, items: details.map((detail) => itemOf(detail, amount, entry)) };
  const charges = [entry, ...details].flatMap((each) => each.charges ?? []).filter((each) => each.included);
  if (sum === undefined || sum + sumOf(charges, amount.decimals) !== signed)
    return { ...entry, found: sum === undefined ? '' : amountOf(sum, amount.decimals) };
  const { charges: _, ...rest } = entry;
  const items = details.map(({ charges: own, ...detail }) => {
    const others = own?.filter((each) => !each.included) ?? [];
    return itemOf({ ...detail, ...(others.length > 0 && { charges: others }) }, amount, entry);
  });
  return { ...rest, items: [...items, ...charges.map((charge) => chargeItem(charge, amount.way))] };
}

function merged(entry: Details, { units: _, ...detail }: Detail): Details {
  const charges = [...(entry.charges ?? []), ...(detail.charges ?? [])];
  const text = [detail.text, entry.text].filter(Boolean).join('\n');
  return {
    ...entry,
    ...detail,
    ids: { ...detail.ids, ...entry.ids },
    ...(charges.length > 0 && { charges }),
    ...(text && { text }),
  };
}

function itemOf({ units = 0n, ...detail }: Detail, { decimals, way }: EntryAmount, entry: Details): Item {
  const own = wayOf(units);
  return {
    amount: amountOf(units, decimals),
    ...(units !== 0n && own !== way && { way: own }),
    ...detail,
    ids: idsBeyond(detail.ids, entry.ids),
  };
}

function chargeItem({ amount, way }: Charge, entryWay: Way): Item {
  return { amount, ...(way !== entryWay && { way }), kind: 'charge', ids: {} };
}

/** Charges in other currencies explain nothing. */
function sumOf(charges: readonly Charge[], decimals: number): bigint {
  return charges
    .filter(({ currency }) => currency === undefined)
    .reduce((sum, { amount, way }) => sum + (way === 'in' ? 1n : -1n) * unitsIn(amount, decimals), 0n);
}
