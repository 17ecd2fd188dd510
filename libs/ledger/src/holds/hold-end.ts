import { Figures } from '../transactions/figures';
import {
  changeHeld,
  endHold,
  isDue,
  openHold,
  pointerTo,
  releasing,
  requireOpenHold,
  type HoldPointer,
} from './open-hold';
import { releasePlaced } from './hold-uses';
import type { PostedPosting } from '../transactions/posting';
import type { Hold, LedgerState } from '../state';

/** Releases what is left of a hold. */
export interface VoidHold {
  readonly type: 'VoidHold';
  readonly hold: string;
  readonly reason: string;
}

export interface HoldVoided {
  readonly type: 'HoldVoided';
  readonly body: {
    readonly hold: HoldPointer;
    /** What was released, with the figures after it. */
    readonly postings: readonly PostedPosting[];
    readonly reason: string;
  };
}

/** The time of a hold was up. Nobody asks for it: the writer puts it before whatever it decides next. */
export interface HoldExpired {
  readonly type: 'HoldExpired';
  readonly body: { readonly hold: HoldPointer; readonly postings: readonly PostedPosting[] };
}

/**
 * @param now RFC 3339, UTC, milliseconds
 * @throws Refusal HoldNotFound, HoldAlreadyCaptured, HoldIsVoided, HoldIsExpired
 */
export function voidHold(state: LedgerState, { hold: id, reason }: VoidHold, now: string): HoldVoided[] {
  const hold = requireOpenHold(state, id, now);
  return [{ type: 'HoldVoided', body: { hold: pointerTo(hold), postings: released(state, hold), reason } }];
}

/** When the next open hold expires, RFC 3339, or undefined where none does. */
export function nextExpiry(state: LedgerState): string | undefined {
  return firstToExpire(state)?.expiresAt;
}

/** The expiry of the hold that has been due longest at `now`, or undefined where none is due. */
export function expireNextHold(state: LedgerState, now: string): HoldExpired | undefined {
  const hold = firstToExpire(state);
  if (!hold || !isDue(hold, now)) return undefined;
  return { type: 'HoldExpired', body: { hold: pointerTo(hold), postings: released(state, hold) } };
}

/** Takes out those on the way that have ended, or expire at another time now. */
function firstToExpire({ expiries, holds }: LedgerState): Hold | undefined {
  for (let { first } = expiries; first; first = expiries.first) {
    const hold = holds.get(first.id);
    if (hold?.expiresAt === first.at) return hold;
    expiries.removeFirst();
  }
  return undefined;
}

function released(state: LedgerState, { lines }: Hold): PostedPosting[] {
  const figures = new Figures();
  return lines
    .filter(({ remaining }) => remaining > 0n)
    .map((line) => figures.hold(releasing(state, line, line.remaining), -line.remaining));
}

export function holdEnded(
  state: LedgerState,
  { type, body }: HoldVoided | HoldExpired,
  { seq }: { readonly seq: number },
): void {
  const hold = openHold(state, body.hold.id);
  for (const line of hold.lines) changeHeld(state, line, { units: -line.remaining, lines: -1 });
  releasePlaced(
    state,
    hold,
    hold.lines.map(({ remaining }) => remaining),
  );
  if (!hold.isCaptured) freeReference(state, hold);
  endHold(state, hold, type === 'HoldVoided' ? 'voided' : 'expired', seq);
}

/** The business event did not take place: another hold or transaction may be it. */
function freeReference({ references }: LedgerState, { reference }: Hold): void {
  if (reference !== undefined) references.delete(reference);
}
