import { allocate } from '../money/allocation';
import { formatUnits, lesser, parseAmount, type Currency } from '../money/amount';
import type { ParsedPosting, Posting } from './posting';
import { Refusal } from '../refusal';
import { sides, type Side } from '../state';

/** What a posting and what it is taken from have in common. */
interface PostingLine {
  readonly account: string;
  readonly side: Side;
  readonly currency: Pick<Currency, 'code'>;
}

/** A posting of which a part may be taken: a line of a hold, or a posting to be reversed. */
export interface Divisible extends PostingLine {
  readonly currency: Currency;
}

/** Which part: postings written out; or an amount, in the one currency there is. Without either, the whole. */
export interface Part {
  readonly amount?: string;
  readonly postings?: readonly Posting[];
}

/** How an amount is shared out, line by line in minor units: what goes beyond all that is left, by other weights. */
export interface Shares {
  readonly remaining: readonly bigint[];
  readonly beyond: readonly bigint[];
}

/**
 * The postings that make up a part, none of them zero unless written out so; without a part, all that is left. An
 * amount is shared out on each side.
 * @throws Refusal AmountIsAmbiguous, AmountIsZero, AmountHasWrongDecimals, AmountTooLarge
 */
export function postingsOf(
  { amount, postings }: Part,
  lines: readonly Divisible[],
  shares: Shares,
): readonly Posting[] {
  if (postings) return postings;
  const units = amount === undefined ? shares.remaining : sharedOut(amount, lines, shares);
  return lines.flatMap(({ account, side, currency }, i) =>
    units[i] === 0n
      ? []
      : [{ account, amount: formatUnits(units[i]!, currency.decimals), currency: currency.code, side }],
  );
}

function sharedOut(amount: string, lines: readonly Divisible[], { remaining, beyond }: Shares): bigint[] {
  const [currency, ...others] = new Set(lines.map((line) => line.currency));
  if (others.length > 0) {
    throw new Refusal(
      'AmountIsAmbiguous',
      'There are several currencies: give postings instead of an amount.',
      {
        amount,
      },
    );
  }
  const total = parseAmount(amount, currency!);
  if (total === 0n) throw new Refusal('AmountIsZero', 'Give an amount above zero.', { amount });
  const units = lines.map(() => 0n);
  for (const side of sides) {
    const places = lines.flatMap((line, i) => (line.side === side ? [i] : []));
    if (places.length === 0) continue;
    const of = (weights: readonly bigint[]) => places.map((place) => weights[place]!);
    const within = lesser(
      total,
      of(remaining).reduce((sum, each) => sum + each, 0n),
    );
    const parts = allocate(within, of(remaining));
    const rest = allocate(total - within, of(beyond));
    places.forEach((place, i) => (units[place] = parts[i]! + rest[i]!));
  }
  return units;
}

/**
 * Line by line, what the postings take of it. A posting takes from the lines that have its account, side and
 * currency, from the first that has room on; what goes beyond the room of all goes to the last.
 * @param room minor units, line by line
 * @returns `strange`, the first posting that fits no line, -1 where all fit
 */
export function taken(
  postings: readonly Pick<ParsedPosting, 'posting' | 'units'>[],
  lines: readonly PostingLine[],
  room: readonly bigint[],
): { readonly units: bigint[]; readonly strange: number } {
  const units = lines.map(() => 0n);
  let strange = -1;
  for (const [index, { posting, units: amount }] of postings.entries()) {
    const places = [...lines.keys()].filter((place) => fitsLine(posting, lines[place]!));
    const last = places.pop();
    if (last === undefined) {
      strange = strange === -1 ? index : strange;
      continue;
    }
    let rest = amount;
    for (const place of places) {
      const part = lesser(rest, positive(room[place]! - units[place]!));
      units[place]! += part;
      rest -= part;
    }
    units[last]! += rest;
  }
  return { units, strange };
}

function positive(units: bigint): bigint {
  return units > 0n ? units : 0n;
}

function fitsLine({ account, side, currency }: Posting, line: PostingLine): boolean {
  return line.account === account && line.side === side && line.currency.code === currency;
}
