import type { LedgerState } from './state';

/**
 * What callers stamp by clocks of their own may lie ahead of ours by `callersAheadMs`, in milliseconds: an effective time so
 * little after `now` is taken as now. Where the ledger takes transactions that are effective later, a later time means
 * what it says.
 */
export function withEffectiveNow<Command extends { readonly effectiveAt?: string }>(
  state: Pick<LedgerState, 'takesFuture'>,
  command: Command,
  { now, callersAheadMs }: { readonly now: string; readonly callersAheadMs: number },
): Command {
  const { effectiveAt } = command;
  if (state.takesFuture || effectiveAt === undefined || effectiveAt <= now) return command;
  return isAhead(effectiveAt, now, callersAheadMs) ? command : { ...command, effectiveAt: now };
}

/** Whether a time is later than now by more than callers' clocks may be ahead. Times in RFC 3339, UTC, milliseconds. */
export function isAhead(time: string, now: string, aheadMs: number): boolean {
  return Date.parse(time) - Date.parse(now) > aheadMs;
}
