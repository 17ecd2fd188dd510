import { formatUnits, lesser, unitsOf, type Currency } from '../money/amount';
import { allThatRemains, isUsedUp } from './all-that-remains';
import { Figures } from '../transactions/figures';
import { requireLive } from '../transactions/importing';
import {
  changeHeld,
  endHold,
  openHold,
  releasing,
  requireOpenHold,
  setHold,
  takenOf,
  toleranceIn,
  withUnits,
} from './open-hold';
import { postingsOf, type Part } from '../transactions/part';
import { parsePostings, requireBalanced, type ParsedPosting, type Posting } from '../transactions/posting';
import { Refusal } from '../refusal';
import type { Hold, LedgerState } from '../state';
import { countCaptured, countedOf, releasePlaced, usesBeyond } from './hold-uses';
import { usesOf } from '../velocity/uses';
import {
  posted,
  requireTimely,
  type TransactionDetails,
  type TransactionPosted,
} from '../transactions/transaction';
import { requireWithinVelocity } from '../velocity/velocity';

/** Turns a hold, or a part of it, into a transaction. Without a part, all that remains as far as it balances. */
export interface CaptureHold extends Part, TransactionDetails {
  readonly type: 'CaptureHold';
  /** Whether what is left after it is released; it always is where none of that could be captured. */
  readonly final?: boolean;
  readonly hold: string;
}

/**
 * A capture is a transaction of its own that points to the hold, and takes over its category and reference where it
 * gives none.
 * @param now RFC 3339, UTC, milliseconds
 * @throws Refusal LedgerIsImporting; those of an ended hold; those of a transaction's details; AmountIsAmbiguous, AmountIsZero; those of
 * the postings; PostingNotOfHold, CaptureAboveHold; those of the limits
 */
export function captureHold(state: LedgerState, command: CaptureHold, now: string): TransactionPosted[] {
  requireLive(state);
  const hold = requireOpenHold(state, command.hold, now);
  const { category = hold.category, reference = hold.reference } = command;
  const pointedTo = { effectiveAt: hold.placed[0]!.at, reference: hold.reference };
  requireTimely(state, { ...command, ...(reference !== undefined && { reference }) }, now, pointedTo);
  const parsed = parsePostings(state, wantedOf(hold, command), { isCapture: true });
  requireBalanced(parsed);
  const captured = takenOf(hold, parsed);
  requireWithinHold(hold, captured, parsed);
  const remaining = remainingAfter(hold, captured, command.final ?? false);
  const figures = new Figures();
  for (const [i, line] of hold.lines.entries())
    figures.release(releasing(state, line, line.remaining - remaining[i]!));
  const postings = parsed.map((line) => figures.post(line));
  figures.requireWithinLimits(parsed);
  const counted = state.velocity.nodes.size > 0 ? countedOf(hold, captured) : undefined;
  const captures = {
    ...(counted && { counted }),
    id: hold.id,
    remaining: hold.lines.map(({ currency }, i) => formatUnits(remaining[i]!, currency.decimals)),
    seq: String(hold.seq),
  };
  requireWithinVelocity(state, usesBeyond(hold, captured), { now, category: hold.category });
  if (category !== hold.category)
    requireWithinVelocity(state, usesOf(parsed), { now, category, countedAs: hold });
  const inherited = {
    ...(category !== undefined && { category }),
    ...(reference !== undefined && { reference }),
  };
  return [posted(state, { ...command, ...inherited, captures, postings })];
}

function wantedOf(hold: Hold, command: CaptureHold): readonly Posting[] {
  const isPart = command.amount !== undefined || command.postings !== undefined;
  const remaining = isPart ? hold.lines.map((line) => line.remaining) : allThatRemains(hold);
  return postingsOf(command, hold.lines, { remaining, beyond: hold.lines.map((line) => line.held) });
}

/** Line by line. A hold of which nothing can be captured any more has ended, and keeps nothing back. */
function remainingAfter(hold: Hold, captured: readonly bigint[], isFinal: boolean): bigint[] {
  const lines = hold.lines.map((line, i) => ({
    ...line,
    captured: line.captured + captured[i]!,
    remaining: line.remaining - lesser(line.remaining, captured[i]!),
  }));
  const isOver = isFinal || isUsedUp({ ...hold, lines });
  return lines.map(({ remaining }) => (isOver ? 0n : remaining));
}

/** Each line, and each currency as a whole, may exceed what was held by the tolerance and no more. */
function requireWithinHold(hold: Hold, captured: readonly bigint[], parsed: readonly ParsedPosting[]): void {
  const sums = new Map<Currency, { allowed: bigint; wanted: bigint }>();
  for (const [i, line] of hold.lines.entries()) {
    const { currency } = line;
    const tolerance = toleranceIn(hold, currency);
    const sum = sums.get(currency) ?? { allowed: tolerance, wanted: 0n };
    const allowed = line.held - line.captured + tolerance;
    requireAllowed(hold, { currency, allowed, wanted: captured[i]! }, parsed);
    if (line.side === 'debit') {
      sum.allowed += line.held - line.captured;
      sum.wanted += captured[i]!;
    }
    sums.set(currency, sum);
  }
  for (const [currency, sum] of sums) requireAllowed(hold, { currency, ...sum }, parsed);
}

function requireAllowed(
  hold: Hold,
  { currency, allowed, wanted }: { currency: Currency; allowed: bigint; wanted: bigint },
  parsed: readonly ParsedPosting[],
): void {
  if (wanted <= allowed) return;
  const text = (units: bigint) => formatUnits(units, currency.decimals);
  throw new Refusal(
    'CaptureAboveHold',
    `At most ${text(allowed)} ${currency.code} of ${hold.id} may still be captured, ${text(wanted)} ${currency.code} were requested.`,
    {
      posting: parsed.findIndex((line) => line.currency.code === currency.code),
      hold: hold.id,
      currency: currency.code,
      allowed: text(allowed),
      asked: text(wanted),
    },
  );
}

/** What a capture did to the hold; the balances are posted apart. */
export function holdCaptured(
  state: LedgerState,
  { captures, category, postings }: TransactionPosted['body'],
  { seq, recordedAt }: { readonly seq: number; readonly recordedAt: string },
): void {
  if (!captures) return;
  const hold = openHold(state, captures.id);
  const captured = takenOf(hold, withUnits(postings));
  const isOver = captures.remaining.every((text) => unitsOf(text) === 0n);
  const lines = hold.lines.map((line, i) => ({
    ...line,
    captured: line.captured + captured[i]!,
    remaining: unitsOf(captures.remaining[i]!),
  }));
  lines.forEach((line, i) =>
    changeHeld(state, line, { units: line.remaining - hold.lines[i]!.remaining, lines: isOver ? -1 : 0 }),
  );
  countCaptured(state, hold, captured, { at: recordedAt, category, postings });
  const released = hold.lines.map(
    (line, i) => line.remaining - lesser(line.remaining, captured[i]!) - lines[i]!.remaining,
  );
  if (isOver) releasePlaced(state, { ...hold, lines }, released);
  if (isOver) endHold(state, hold, 'captured', seq);
  else setHold(state, hold.id, { ...hold, lines, isCaptured: true });
}
