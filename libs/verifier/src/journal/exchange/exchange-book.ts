import type { BodyOf } from '@ledger/ledger';
import type { ExchangeDeclaration } from '@ledger/exchange/exchange-declaration';
import type { Rate } from '@ledger/exchange/rate';
import { JournalFault } from '../fault';
import { fractionOf, isAbove, product, quotient, type Fraction } from './fraction';
import { RateBook } from './rate-book';

/** How a ledger exchanges currencies, computed again from its entries: so far, which rates it may take. */
export class ExchangeBook {
  private readonly rates = new RateBook();
  private declaration: ExchangeDeclaration | undefined;

  declared(body: BodyOf<'ExchangeDeclared'>): void {
    this.declaration = body;
  }

  /**
   * @param recordedAt of the entry, RFC 3339
   * @throws JournalFault ExchangeDiffers where rates were observed later, or leap out of the band and are not confirmed
   */
  ratesPublished(seq: number, body: BodyOf<'RatesPublished'>, recordedAt = body.observedAt): void {
    const { confirmed, ...set } = body;
    if (set.observedAt > recordedAt)
      throw new JournalFault(
        'ExchangeDiffers',
        seq,
        `The rates were observed at ${set.observedAt}, after they were recorded.`,
      );
    if (!confirmed) for (const rate of set.rates) this.requireInBand(seq, rate, set);
    this.rates.take({ ...set, seq });
  }

  /** The last one is that of the same source and type. */
  private requireInBand(
    seq: number,
    { base, counter, mid }: Rate,
    { observedAt, source, type }: BodyOf<'RatesPublished'>,
  ): void {
    const band = this.declaration?.band;
    if (band === undefined) return;
    const at = Date.parse(observedAt);
    const last = this.rates.newest({ base, counter, type, sources: [source], at })?.rate.mid;
    if (last === undefined || isWithin(fractionOf(mid), fractionOf(last), fractionOf(band))) return;
    const detail = `${base}/${counter} leaps from ${last} to ${mid}, by more than ${band} %, and is not confirmed.`;
    throw new JournalFault('ExchangeDiffers', seq, detail);
  }
}

/** Whether a rate is at most so many percent above or below another one. */
function isWithin(rate: Fraction, last: Fraction, percent: Fraction): boolean {
  const hundred = { numerator: 100n, denominator: 1n };
  const allowed = product(last, quotient(percent, hundred));
  const [a, b] = [rate.numerator * last.denominator, last.numerator * rate.denominator];
  const change = { numerator: a > b ? a - b : b - a, denominator: rate.denominator * last.denominator };
  return !isAbove(change, allowed);
}
