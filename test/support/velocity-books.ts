import { sha256Fingerprint } from '@entries/fingerprints';
import { isoCurrencies } from '@ledger/money/iso4217';
import { emptyState } from '@ledger/state';
import {
  countUses,
  releaseUses,
  requireWithinVelocity,
  setVelocityLimits,
  velocityLimitsSet,
  type Use,
} from '@ledger/velocity/velocity';
import type { VelocityLimit } from '@ledger/velocity/velocity-state';
import { noon, refusalOf } from './given';

/** So many milliseconds after `time`. */
export const later = (ms: number, time = noon) => new Date(Date.parse(time) + ms).toISOString();
export const hour = 3_600_000;

export const daily: VelocityLimit = {
  currency: 'EUR',
  maximum: '100.00',
  name: 'daily',
  per: 'account',
  side: 'debit',
  window: { seconds: '86400' },
};
export const today = { calendar: 'day', timeZone: 'Europe/Berlin' } as const;

export function debited(account: string, units: bigint, more: Partial<Use> = {}): Use {
  return {
    account,
    side: 'debit',
    currency: isoCurrencies.get('EUR')!,
    units,
    posting: 0,
    count: 1,
    ...more,
  };
}

/** Limits and their use, where every entry has the next seq. */
export class VelocityBooks {
  readonly state = emptyState(sha256Fingerprint);
  private seq = 0;

  limited(path: string, ...limits: readonly VelocityLimit[]): this {
    const [{ body }] = setVelocityLimits(this.state, { type: 'SetVelocityLimits', path, limits }) as [never];
    velocityLimitsSet(this.state, body, (this.seq += 1));
    return this;
  }

  /** Counts without asking, as when an entry is read. */
  counted(use: Use, at = noon, category?: string): this {
    countUses(this.state, [use], { at, category });
    this.seq += 1;
    return this;
  }

  released(use: Use, placedAt: string, placedSeq: number, category?: string): this {
    releaseUses(this.state, [use], { placedAt, placedSeq, category });
    return this;
  }

  ask(uses: Use | readonly Use[], now = noon, category?: string): void {
    requireWithinVelocity(this.state, [uses].flat(), { now, category });
  }

  refusal(uses: Use | readonly Use[], now = noon, category?: string) {
    return refusalOf(() => this.ask(uses, now, category));
  }

  refuses(...asked: Parameters<VelocityBooks['ask']>): boolean {
    try {
      this.ask(...asked);
      return false;
    } catch {
      return true;
    }
  }

  /** What stands in the refusal of more than any limit allows. */
  used(account: string, now = noon): unknown {
    return this.refusal(debited(account, 10n ** 30n), now).facts['used'];
  }
}
