import type { Convert } from '@ledger/exchange/convert';
import type { Rate } from '@ledger/exchange/rates/rate';
import { formatUnits } from '@ledger/money/amount';
import { isoCurrencies } from '@ledger/money/iso4217';
import { Refusal } from '@ledger/refusal';
import { currency, opened } from './given';
import { monthlyRates } from './monthly-rates';
import { booksInMemory } from './real-books';
import type { RecordedBooks } from './recorded-books';
import { seeded } from './seeded';

/** Rates of one day, of every foreign currency in the functional one or the other way round. */
export interface Market {
  /** As 2026-01-31. */
  readonly day: string;
  readonly rates: readonly Rate[];
}

interface House {
  readonly functional: string;
  readonly registered: readonly { readonly code: string; readonly decimals: number }[];
  readonly markets: readonly Market[];
  /** Conversions after each market. */
  readonly deals: number;
}

/** Currencies that no central bank publishes, with what they cost in dollars. */
const registered = [
  { code: 'BTC', decimals: 8, usd: '62345.678901' },
  { code: 'ETH', decimals: 18, usd: '2345.678901234567' },
  { code: 'KAU', decimals: 5, usd: '0.123456789' },
];

/** The monthly rates of 2000 to 2025 of 20 currencies in dollars, and of three that are registered. */
export function monthlyHouse(): House {
  const months = [...monthlyRates()].filter(([day]) => day >= '2000-01-01' && day < '2026-01-01');
  const markets = months.map(([day, rates]) => ({
    day,
    rates: [
      ...rates.map(({ counter, mid }) => ({ base: 'USD', counter, mid })),
      ...registered.map(({ code, usd }) => ({ base: code, counter: 'USD', mid: usd })),
    ],
  }));
  return { functional: 'USD', registered, markets, deals: 5 };
}

/** Eight currencies of 0 to 18 decimals whose rates leap every day. */
export function leapingHouse(): House {
  const random = seeded(7);
  const around = { USD: 0.9, GBP: 1.15, JPY: 0.0061, KWD: 2.99, CLF: 38, BTC: 58_000, ETH: 2_300, KAU: 0.12 };
  const inverse = ['JPY', 'KWD', 'ETH'];
  const markets = Array.from({ length: 60 }, (_, at): Market => {
    const rates = Object.entries(around).map(([code, mid]) => {
      const leapt = (mid * (0.5 + random())).toPrecision(3 + Math.floor(random() * 12));
      const text = Number(leapt)
        .toFixed(12)
        .replace(/\.?0+$/, '');
      // One way for each, because hledger prefers an older price to a newer one of the inverse pair.
      const [base, counter] = inverse.includes(code) ? ['EUR', code] : [code, 'EUR'];
      return { base, counter, mid: text };
    });
    return { day: new Date(Date.UTC(2025, 0, 1 + at)).toISOString().slice(0, 10), rates };
  });
  return { functional: 'EUR', registered, markets, deals: 12 };
}

export const pairOf = (code: string) => ({
  currency: code,
  position: `equity:fx:${code.toLowerCase()}:position`,
  equivalent: `equity:fx:${code.toLowerCase()}:equivalent`,
  measurement: 'monetary' as const,
});

export function foreignIn({ functional, markets }: House): string[] {
  const codes = markets.flatMap(({ rates }) => rates.flatMap(({ base, counter }) => [base, counter]));
  return [...new Set(codes)].filter((code) => code !== functional).sort();
}

/** The source that publishes each market, as spot rates and as closing rates. */
export const source = 'fred';

/** Books in which customers convert to and fro after each market, and banks cover some of it. */
export function dealingBooks(house: House): RecordedBooks {
  const { deals, functional, markets } = house;
  const foreign = foreignIn(house);
  const books = booksInMemory();
  for (const { code, decimals } of house.registered) books.perform(currency(code, decimals));
  for (const path of ['customers:ann', 'customers:ben']) books.perform(opened(path, 'liability'));
  books.perform(opened('bank'));
  books.perform({
    type: 'DeclareExchange',
    mode: 'functional',
    functional,
    rateType: 'spot',
    sources: [source],
    maxAge: '999999999',
    positions: foreign.map(pairOf),
    results: {
      realised: 'income:fx:realised',
      spread: 'income:fx:spread',
      unrealised: 'income:fx:unrealised',
    },
  });
  const dealer = new Dealer([functional, ...foreign], house);
  for (const { day, rates } of markets) {
    for (const rateType of ['spot', 'closing'] as const)
      books.perform({ type: 'PublishRates', source, rateType, observedAt: `${day}T17:00:00.000Z`, rates });
    for (let deal = 0; deal < deals; deal += 1)
      performIfSome(books, { ...dealer.next(), effectiveAt: `${day}T18:00:00.000Z` });
  }
  return books;
}

/** What comes to nothing is refused. */
function performIfSome(books: RecordedBooks, deal: Convert): void {
  try {
    books.perform(deal);
  } catch (error) {
    if (!(error instanceof Refusal && error.code === 'AmountIsZero')) throw error;
  }
}

/** Makes up deals, always the same ones. */
class Dealer {
  private readonly random = seeded(3);

  constructor(
    private readonly codes: readonly string[],
    private readonly house: House,
  ) {}

  next(): Convert {
    const from = this.pick(this.codes);
    const to = this.pick(this.codes.filter((code) => code !== from));
    const isDebitFixed = this.random() < 0.5;
    const account = this.pick(['customers:ann', 'customers:ben', 'bank']);
    const how =
      account === 'bank'
        ? { cover: true as const, price: { base: from, counter: to, value: this.pick(['0.5', '1', '7.25']) } }
        : { spreadBps: this.pick(['0', '35', '250']) };
    return {
      type: 'Convert',
      debit: { account, currency: from, ...(isDebitFixed && { amount: this.amount(from) }) },
      credit: { account, currency: to, ...(!isDebitFixed && { amount: this.amount(to) }) },
      ...how,
    };
  }

  private pick<T>(all: readonly T[]): T {
    return all[Math.floor(this.random() * all.length)]!;
  }

  /** Of up to seven digits before the point, all decimals behind it. */
  private amount(code: string): string {
    const decimals = this.decimalsOf(code);
    const digits = Array.from({ length: decimals + 1 + Math.floor(this.random() * 6) }, () =>
      Math.floor(this.random() * 10),
    );
    return formatUnits(BigInt(digits.join('')), decimals);
  }

  private decimalsOf(code: string): number {
    const known = this.house.registered.find((each) => each.code === code);
    return known?.decimals ?? isoCurrencies.get(code)!.decimals;
  }
}
