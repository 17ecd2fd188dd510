import { lesser } from '../money/amount';
import type { Hold, HoldLine, LedgerState } from '../state';
import type { Posting } from '../transactions/posting';
import type { Counted } from '../velocity/uses';
import { usesOfPosted } from '../velocity/uses';
import { countUses, releaseUses, type Use } from '../velocity/velocity';

/** What a capture uses beyond what its hold had counted. @param captured minor units, line by line */
export function usesBeyond({ lines }: Hold, captured: readonly bigint[]): Use[] {
  return lines.map((line, i) => useOf(line, i, captured[i]! - lesser(captured[i]!, line.remaining), 0));
}

/**
 * When all that a capture takes was counted: with the placement of its hold. Undefined where increments or a tolerance
 * give some of it.
 * @param captured minor units, line by line
 */
export function countedOf(
  { category, lines, placed }: Hold,
  captured: readonly bigint[],
): Omit<Counted, 'seq'> | undefined {
  const [{ at, units }] = placed as [Hold['placed'][number]];
  const isOfPlacement = lines.every(
    ({ held, remaining }, i) => captured[i]! <= remaining && held - remaining + captured[i]! <= units[i]!,
  );
  return isOfPlacement ? { at, ...(category !== undefined && { category }) } : undefined;
}

/**
 * Counts a capture: what goes beyond the hold, and for limits that count its category and not that of the hold, all of it.
 * @param captured minor units, line by line
 */
export function countCaptured(
  state: LedgerState,
  hold: Hold,
  captured: readonly bigint[],
  {
    at,
    category,
    postings,
  }: { readonly at: string; readonly category: string | undefined; readonly postings: readonly Posting[] },
): void {
  if (state.velocity.nodes.size === 0) return;
  countUses(state, usesBeyond(hold, captured), { at, category: hold.category });
  if (category !== hold.category)
    countUses(state, usesOfPosted(state, postings), { at, category, countedAs: hold });
}

/** Counts what a step of a hold set aside. @param units line by line */
export function countPlaced(
  state: LedgerState,
  { lines, category }: Hold,
  units: readonly bigint[],
  { at, count }: { readonly at: string; readonly count: number },
): void {
  if (state.velocity.nodes.size === 0) return;
  countUses(
    state,
    lines.map((line, i) => useOf(line, i, units[i]!, count)),
    { at, category },
  );
}

/**
 * A hold has ended: gives back what was set aside and not captured, the latest first, at the time at which it was set aside; and the
 * use itself where nothing of the line was ever captured.
 * @param released minor units, line by line
 */
export function releasePlaced(
  state: LedgerState,
  { lines, category, placed }: Hold,
  released: readonly bigint[],
): void {
  if (state.velocity.nodes.size === 0) return;
  const rest = [...released];
  for (const [step, { at, seq, units }] of [...placed.entries()].reverse()) {
    const uses = lines.map((line, i) => {
      const part = lesser(rest[i]!, units[i]!);
      rest[i]! -= part;
      return useOf(line, i, part, step === 0 && line.captured === 0n ? 1 : 0);
    });
    releaseUses(state, uses, { placedAt: at, placedSeq: seq, category });
  }
}

function useOf({ account, side, currency }: HoldLine, posting: number, units: bigint, count: number): Use {
  return { account, side, currency, units, posting, count };
}
