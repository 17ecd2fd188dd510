import type { Side } from '@ledger/state';
import type { Leg } from './chosen-rate';

/** What an exchange did to the position in a currency, as its entry says. */
export interface Move {
  readonly closed: string;
  readonly cost: string;
  readonly currency: string;
  readonly equivalent: string;
  readonly gain: string;
  readonly legs: readonly Leg[];
  readonly position: string;
  readonly value: string;
}

/** A posting without the figures of its account. */
export interface Line {
  readonly account: string;
  readonly amount: string;
  readonly currency: string;
  readonly side: Side;
}
