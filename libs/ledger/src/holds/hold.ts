import type { AccountOpened } from '../accounts/account';
import { parseAmount, unitsOf } from '../money/amount';
import { currencyIn, requireCurrency } from '../money/currency';
import { Figures } from '../transactions/figures';
import { requireLive } from '../transactions/importing';
import {
  changeHeld,
  openHold,
  pointerTo,
  requireOpenHold,
  setHold,
  takenOf,
  withUnits,
  type HoldPointer,
} from './open-hold';
import { postingsOf, type Part } from '../transactions/part';
import {
  parsePostings,
  requireBalanced,
  requireCounted,
  type ParsedPosting,
  type PostedPosting,
  type Posting,
} from '../transactions/posting';
import { Refusal } from '../refusal';
import type { Hold, HoldLine, LedgerState, Tolerance } from '../state';
import { countPlaced } from './hold-uses';
import { usesOf } from '../velocity/uses';
import { requireFreeReference, type Details } from '../transactions/transaction';
import { requireWithinVelocity } from '../velocity/velocity';

/** Sets amounts aside for a transaction to come: lowers what is available where they would leave. */
export interface PlaceHold extends Details {
  readonly type: 'PlaceHold';
  /** RFC 3339, UTC, milliseconds; without it the hold stays until it is captured or voided. */
  readonly expiresAt?: string;
  readonly postings: readonly Posting[];
  readonly tolerance?: Tolerance;
}

/** Each posting has the account's figures right after its amount was set aside. */
export interface HoldPlaced {
  readonly type: 'HoldPlaced';
  readonly body: Details & {
    readonly expiresAt?: string;
    readonly postings: readonly PostedPosting[];
    readonly tolerance?: Tolerance;
  };
}

/** Sets more aside under the same hold; may move its expiry. */
export interface IncrementHold extends Part {
  readonly type: 'IncrementHold';
  readonly expiresAt?: string;
  readonly hold: string;
}

export interface HoldIncremented {
  readonly type: 'HoldIncremented';
  readonly body: {
    readonly expiresAt?: string;
    readonly hold: HoldPointer;
    /** What was added, with the figures after it. */
    readonly postings: readonly PostedPosting[];
  };
}

/**
 * @param now RFC 3339, UTC, milliseconds
 * @throws Refusal LedgerIsImporting, ReferenceAlreadyUsed, ExpiryInPast; those of the postings; AmountIsZero,
 * PostingsDoNotBalance; those of the tolerance, PostingNotOfHold where it is in a currency in which nothing is held;
 * those of the limits
 */
export function placeHold(
  state: LedgerState,
  command: PlaceHold,
  now: string,
): (AccountOpened | HoldPlaced)[] {
  requireCounted(command.postings);
  requireLive(state);
  requireFreeReference(state, command.reference);
  requireFuture(command.expiresAt, now);
  const opened: AccountOpened[] = [];
  const parsed = parsePostings(state, command.postings, { opened });
  requireSomething(parsed);
  requireBalanced(parsed);
  const tolerance = command.tolerance && checkedTolerance(state, command.tolerance, parsed);
  const figures = new Figures();
  const postings = parsed.map((line) => figures.hold(line, line.units));
  figures.requireWithinLimits(parsed);
  requireWithinVelocity(state, usesOf(parsed), { now, category: command.category });
  const { category, description, expiresAt, metadata, personal, reference, tags } = command;
  const placed: HoldPlaced = {
    type: 'HoldPlaced',
    body: {
      ...(category !== undefined && { category }),
      ...(description !== undefined && { description }),
      ...(expiresAt !== undefined && { expiresAt }),
      ...(metadata && { metadata }),
      ...(personal && { personal }),
      postings,
      ...(reference !== undefined && { reference }),
      ...(tags && { tags }),
      ...(tolerance && { tolerance }),
    },
  };
  return [...opened, placed];
}

function requireFuture(expiresAt: string | undefined, now: string): void {
  if (expiresAt !== undefined && expiresAt <= now) {
    throw new Refusal('ExpiryInPast', `${expiresAt} must be later than now, ${now}.`, { expiresAt, now });
  }
}

function requireSomething(parsed: readonly ParsedPosting[]): void {
  if (parsed.some(({ units }) => units !== 0n)) return;
  const sentence = `All ${parsed.length} postings are zero: hold an amount above zero.`;
  throw new Refusal('AmountIsZero', sentence, { posting: 0 });
}

function checkedTolerance(
  state: LedgerState,
  tolerance: Tolerance,
  parsed: readonly ParsedPosting[],
): Tolerance {
  if ('percent' in tolerance) return { percent: tolerance.percent };
  const amounts = tolerance.amounts.map(({ amount, currency: code }, index) => {
    const place = { tolerance: index };
    const currency = requireCurrency(state, code, place);
    parseAmount(amount, currency, place);
    if (parsed.every((line) => line.currency !== currency)) {
      const sentence = `The hold has no posting in ${code}, as amount ${index} of its tolerance has.`;
      throw new Refusal('PostingNotOfHold', sentence, { ...place, amount, currency: code });
    }
    return { amount, currency: code };
  });
  return { amounts: amounts.sort((a, b) => (a.currency < b.currency ? -1 : 1)) };
}

/**
 * @throws Refusal those of an ended hold; ExpiryInPast, AmountIsAmbiguous, AmountIsZero, PostingNotOfHold; those of the
 * postings and of the limits
 */
export function incrementHold(state: LedgerState, command: IncrementHold, now: string): HoldIncremented[] {
  const hold = requireOpenHold(state, command.hold, now);
  requireFuture(command.expiresAt, now);
  const isPart = command.amount !== undefined || command.postings !== undefined;
  const held = hold.lines.map((line) => line.held);
  const wanted = isPart ? postingsOf(command, hold.lines, { remaining: held, beyond: held }) : [];
  const parsed = parsePostings(state, wanted);
  requireBalanced(parsed);
  takenOf(hold, parsed);
  const figures = new Figures();
  const postings = parsed.map((line) => figures.hold(line, line.units));
  figures.requireWithinLimits(parsed);
  const uses = usesOf(parsed).map((use) => ({ ...use, count: 0 }));
  requireWithinVelocity(state, uses, { now, category: hold.category });
  const { expiresAt } = command;
  return [
    {
      type: 'HoldIncremented',
      body: { ...(expiresAt !== undefined && { expiresAt }), hold: pointerTo(hold), postings },
    },
  ];
}

/** @param recorded seq, id and time of the entry */
export function holdPlaced(
  state: LedgerState,
  { category, expiresAt, postings, reference, tolerance }: HoldPlaced['body'],
  { seq, id, recordedAt }: { readonly seq: number; readonly id: string; readonly recordedAt: string },
): void {
  const lines = postings.map(({ account, amount, currency: code, side }): HoldLine => {
    const units = unitsOf(amount);
    return { account, side, currency: currencyIn(state, code), held: units, captured: 0n, remaining: units };
  });
  const hold: Hold = {
    id,
    seq,
    ...(category !== undefined && { category }),
    ...(reference !== undefined && { reference }),
    ...(expiresAt !== undefined && { expiresAt }),
    lines,
    ...(tolerance && { tolerance }),
    isCaptured: false,
    placed: [{ at: recordedAt, seq, units: lines.map(({ held }) => held) }],
  };
  setHold(state, id, hold);
  countPlaced(
    state,
    hold,
    lines.map(({ held }) => held),
    { at: recordedAt, count: 1 },
  );
  for (const line of lines) changeHeld(state, line, { units: line.remaining, lines: 1 });
}

export function holdIncremented(
  state: LedgerState,
  { expiresAt, hold: { id }, postings }: HoldIncremented['body'],
  { seq, recordedAt }: { readonly seq: number; readonly recordedAt: string },
): void {
  const hold = openHold(state, id);
  const added = takenOf(hold, withUnits(postings));
  const lines = hold.lines.map((line, i) => ({
    ...line,
    held: line.held + added[i]!,
    remaining: line.remaining + added[i]!,
  }));
  setHold(state, id, {
    ...hold,
    ...(expiresAt !== undefined && { expiresAt }),
    lines,
    placed: [...hold.placed, { at: recordedAt, seq, units: added }],
  });
  countPlaced(state, hold, added, { at: recordedAt, count: 0 });
  lines.forEach((line, i) => changeHeld(state, line, { units: added[i]!, lines: 0 }));
}
