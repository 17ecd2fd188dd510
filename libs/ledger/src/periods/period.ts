import { isAhead } from '../effective-now';
import { Refusal, invariant } from '../refusal';
import type { LedgerState, Period } from '../state';

/** Closes a span of effective time, or closes harder what was soft-closed. */
export interface ClosePeriod extends Period {
  readonly type: 'ClosePeriod';
  readonly reason?: string;
}

export interface PeriodClosed {
  readonly type: 'PeriodClosed';
  readonly body: {
    readonly from: string;
    readonly kind: 'soft' | 'hard';
    readonly period: string;
    readonly reason?: string;
    readonly to: string;
  };
}

export interface ReopenPeriod {
  readonly type: 'ReopenPeriod';
  readonly period: string;
  readonly reason: string;
}

export interface PeriodReopened {
  readonly type: 'PeriodReopened';
  readonly body: { readonly period: string; readonly reason: string };
}

/**
 * @param now RFC 3339, UTC, milliseconds
 * @param callersAheadMs a period that ends so little after now, in milliseconds, is over: the clock of the caller may be ahead
 * @throws Refusal PeriodNotOver, PeriodAlreadyClosed, PeriodsOverlap
 */
export function closePeriod(
  state: LedgerState,
  command: ClosePeriod,
  now: string,
  callersAheadMs = 0,
): PeriodClosed[] {
  const { period, from, to, kind, reason } = command;
  invariant(from < to, `the edge lets through no \`to\` of ${period} that does not lie after its \`from\``);
  if (isAhead(to, now, callersAheadMs)) {
    throw new Refusal('PeriodNotOver', `${period} ends at ${to}, which is later than now, ${now}.`, {
      period,
      to,
      now,
    });
  }
  const closed = state.periods.find((each) => each.period === period);
  if (closed && (closed.kind === kind || closed.kind === 'hard')) {
    throw new Refusal('PeriodAlreadyClosed', `${period} is ${closed.kind}-closed; reopen it first.`, {
      period,
      kind: closed.kind,
    });
  }
  const overlapping = closed
    ? [closed].find((each) => each.from !== from || each.to !== to)
    : state.periods.find((each) => each.from < to && from < each.to);
  if (overlapping) {
    throw new Refusal(
      'PeriodsOverlap',
      `${period}, ${from} to ${to}, overlaps ${overlapping.period}, ${overlapping.from} to ${overlapping.to}, which is closed.`,
      { period, from, to, closedPeriod: overlapping.period },
    );
  }
  return [
    { type: 'PeriodClosed', body: { from, kind, period, ...(reason !== undefined && { reason }), to } },
  ];
}

export function periodClosed(state: LedgerState, { period, from, to, kind }: PeriodClosed['body']): void {
  const others = state.periods.filter((each) => each.period !== period);
  const periods = [...others, { period, from, to, kind }];
  state.periods = periods.sort((a, b) => (a.from < b.from ? -1 : 1));
}

/** @throws Refusal PeriodNotClosed */
export function reopenPeriod(state: LedgerState, { period, reason }: ReopenPeriod): PeriodReopened[] {
  if (!state.periods.some((each) => each.period === period)) {
    throw new Refusal('PeriodNotClosed', `No closed period has the name ${period}.`, { period });
  }
  return [{ type: 'PeriodReopened', body: { period, reason } }];
}

export function periodReopened(state: LedgerState, { period }: PeriodReopened['body']): void {
  state.periods = state.periods.filter((each) => each.period !== period);
}

/** @throws Refusal PeriodIsClosed where the transaction would be effective in a closed period, and may not */
export function requireOpenPeriod(
  { periods }: LedgerState,
  { effectiveAt, lateReason }: { readonly effectiveAt?: string; readonly lateReason?: string },
  now: string,
): void {
  const time = effectiveAt ?? now;
  const closed = periods.find(({ from, to }) => from <= time && time < to);
  if (!closed || (closed.kind === 'soft' && lateReason !== undefined)) return;
  const way = closed.kind === 'soft' ? 'give a lateReason to post into it' : 'choose a later effective time';
  throw new Refusal(
    'PeriodIsClosed',
    `${time} is in ${closed.period}, which is ${closed.kind}-closed: ${way}.`,
    {
      period: closed.period,
      kind: closed.kind,
      from: closed.from,
      to: closed.to,
      effectiveAt: time,
    },
  );
}
