import type { CaptureHold } from '@ledger/holds/capture';
import type { IncrementHold, PlaceHold } from '@ledger/holds/hold';
import { expireNextHold, type VoidHold } from '@ledger/holds/hold-end';
import { credit, debit, idAt, type TestLedger } from './given';

/** Holds an amount in EUR that would leave one account and arrive at another; both are debited and credited so. */
export function held(amount: string, from: string, to: string, details: Partial<PlaceHold> = {}): PlaceHold {
  return { ...details, type: 'PlaceHold', postings: [debit(from, amount), credit(to, amount)] };
}

type ForHold<Command> = Partial<Omit<Command, 'type' | 'hold'>>;

/** Captures the last hold of the ledger. */
export function captured(details: ForHold<CaptureHold> = {}) {
  return (ledger: TestLedger): CaptureHold => ({ ...details, type: 'CaptureHold', hold: lastHold(ledger) });
}

/** Increments the last hold of the ledger. */
export function incremented(details: ForHold<IncrementHold>) {
  return (ledger: TestLedger): IncrementHold => ({
    ...details,
    type: 'IncrementHold',
    hold: lastHold(ledger),
  });
}

/** Voids the last hold of the ledger. */
export function voided() {
  return (ledger: TestLedger): VoidHold => ({
    type: 'VoidHold',
    hold: lastHold(ledger),
    reason: 'not needed',
  });
}

/** Expires every hold that is due at `now`. */
export function expired(ledger: TestLedger, now: string): void {
  for (let event = expireNextHold(ledger.state, now); event; event = expireNextHold(ledger.state, now))
    ledger.take(event, now);
}

function lastHold({ events }: TestLedger): string {
  return idAt(events.findLastIndex(({ type }) => type === 'HoldPlaced'));
}
