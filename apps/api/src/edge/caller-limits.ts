import type { Failures } from '@access/edge/authenticator';
import { clientNetwork } from './client-network';
import { RateLimit } from './rate-limit';

/** Who sends a request, as far as it is known. */
export interface Calling {
  readonly ip: string;
  readonly asker?: { readonly principal: string } | undefined;
}

/** Requests per second; 0 sets no limit. */
export interface Rates {
  readonly perAddress: number;
  /** Those that cost more count for several. */
  readonly perPrincipal: number;
}

/**
 * Invalid credentials of an address before further ones are not looked at, and how many more each second. What was
 * proved before is still served, so that other callers at the address are not affected.
 */
const invalidAtOnceMax = 50;
const invalidPerSecond = 5;

/** How much each caller may ask for. */
export class CallerLimits implements Failures {
  private readonly addresses: RateLimit;
  private readonly principals: RateLimit;
  private readonly invalid: RateLimit;

  /** @param now milliseconds, never going back */
  constructor({ perAddress, perPrincipal }: Rates, now: () => number) {
    this.addresses = new RateLimit(perAddress, now);
    this.principals = new RateLimit(perPrincipal, now);
    this.invalid = new RateLimit(invalidPerSecond, now, invalidAtOnceMax);
  }

  /** Counts a request of an address; false when it is one too many. */
  admitsAddress(ip: string): boolean {
    return this.addresses.admits(clientNetwork(ip));
  }

  /** Counts a request of a principal; false when it is too much. */
  admitsPrincipal(principal: string, cost: number): boolean {
    return this.principals.admits(principal, cost);
  }

  /** Counts the items of a bulk that is served already. */
  countItems({ asker }: Calling, count: number): void {
    if (asker) this.principals.count(asker.principal, count);
  }

  /**
   * Counts so many lines of a stream.
   * @returns 0 where they were counted; else in how many milliseconds they may be, at the soonest
   */
  delayMs({ ip, asker }: Calling, count: number): number {
    const network = clientNetwork(ip);
    const ofPrincipal = asker ? this.principals.waitMs(asker.principal, count) : 0;
    const waitMs = Math.max(this.addresses.waitMs(network, count), ofPrincipal);
    if (waitMs > 0) return waitMs;
    this.addresses.delayMs(network, count);
    if (asker) this.principals.delayMs(asker.principal, count);
    return 0;
  }

  areTooMany(ip: string): boolean {
    return this.invalid.waitMs(clientNetwork(ip), 1) > 0;
  }

  count(ip: string): void {
    this.invalid.count(clientNetwork(ip), 1);
  }
}
