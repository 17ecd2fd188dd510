import { postedBalance, setAside } from '@ledger/accounts/normal-side';
import type { Currency } from '@ledger/money/amount';
import type { Side } from '@ledger/state';
import type { HeldBalance } from './hold-book';

/** What all postings of an account in one currency add up to, in minor units. */
export interface BookBalance extends Readonly<HeldBalance> {
  readonly currency: Currency;
  readonly debits: bigint;
  readonly credits: bigint;
  /** Count of postings. */
  readonly version: number;
}

/** Up to here sums are kept as numbers; a sum beyond is carried over into a bigint. */
const exactMax = 2 ** 52;

/** An exact sum: of numbers as long as they are exact, which is several times faster, and of bigints. */
class ExactSum {
  private units = 0;
  private carried = 0n;
  private isCarried = false;

  add(units: number): void {
    this.units += units;
    if (this.units > exactMax || this.units < -exactMax) this.addExact(0n);
  }

  addExact(units: bigint): void {
    this.carried += BigInt(this.units) + units;
    this.units = 0;
    this.isCarried = true;
  }

  get total(): bigint {
    return this.carried + BigInt(this.units);
  }

  /** The total as a number; NaN where that might not be exact. */
  get number(): number {
    return this.isCarried ? NaN : this.units;
  }
}

/** A balance of the verifier's books while postings come in. */
export class RunningBalance implements BookBalance, HeldBalance {
  version = 0;
  heldDebits = 0n;
  heldCredits = 0n;
  private readonly sums: Readonly<Record<Side, ExactSum>> = { debit: new ExactSum(), credit: new ExactSum() };

  constructor(
    readonly currency: Currency,
    private readonly isDebitNormal: boolean,
  ) {}

  get debits(): bigint {
    return this.sums.debit.total;
  }

  get credits(): bigint {
    return this.sums.credit.total;
  }

  /** On the normal side. */
  get posted(): bigint {
    return postedBalance(this.isDebitNormal, this.debits, this.credits);
  }

  /** What is posted less what holds would take out; what they would bring counts for nothing. */
  get available(): bigint {
    return this.posted - setAside(this.isDebitNormal, this.heldDebits, this.heldCredits);
  }

  /** Whether nothing is held, so that all that is posted is available. */
  get isFree(): boolean {
    return setAside(this.isDebitNormal, this.heldDebits, this.heldCredits) === 0n;
  }

  /**
   * Adds a posting of few digits.
   * @returns what is posted after it, as a number; NaN where that might not be exact
   */
  addSmall(side: Side, units: number): number {
    this.sums[side].add(units);
    this.version += 1;
    const net = this.sums.debit.number - this.sums.credit.number;
    return this.isDebitNormal ? net : 0 - net;
  }

  add(side: Side, units: bigint): void {
    this.sums[side].addExact(units);
    this.version += 1;
  }
}

/** Digits of amounts that can be added up 256 times, and of figures, and still be exact numbers. */
const amountDigitsMax = 13;
const figureDigitsMax = 15;
const [zero, point, minus] = [0x30, 0x2e, 0x2d];

/** Minor units of an amount in its one spelling, with exactly so many decimals; NaN where it has none or many digits. */
export function smallAmount(text: string, decimals: number): number {
  return unsigned(text, 0, decimals, amountDigitsMax);
}

/** As {@link smallAmount}, of a figure that may be negative. */
export function smallFigure(text: string, decimals: number): number {
  if (text.charCodeAt(0) !== minus) return unsigned(text, 0, decimals, figureDigitsMax);
  const units = unsigned(text, 1, decimals, figureDigitsMax);
  return units === 0 ? NaN : -units;
}

function unsigned(text: string, start: number, decimals: number, digitsMax: number): number {
  const end = text.length;
  const pointAt = decimals === 0 ? end : end - decimals - 1;
  const digits = end - start - (decimals === 0 ? 0 : 1);
  if (pointAt <= start || digits > digitsMax) return NaN;
  if (text.charCodeAt(start) === zero && pointAt > start + 1) return NaN;
  let units = 0;
  for (let at = start; at < end; at += 1) {
    const code = text.charCodeAt(at);
    if (at === pointAt) {
      if (code !== point) return NaN;
    } else {
      const digit = code - zero;
      if (digit < 0 || digit > 9) return NaN;
      units = units * 10 + digit;
    }
  }
  return units;
}
