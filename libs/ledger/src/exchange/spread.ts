import { Refusal } from '../refusal';

/**
 * No customer gets more than at mid unless somebody wants that.
 * @param units what the house earns, in minor units
 * @param text the same as decimal text
 * @throws Refusal SpreadIsNegative
 */
export function requireSpread(units: bigint, text: string): void {
  if (units >= 0n) return;
  throw new Refusal(
    'SpreadIsNegative',
    `The price is better for the customer than the mid: the house would lose ${text.slice(1)}.`,
    { spread: text },
  );
}
