import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const file = join(__dirname, '../../examples/data/exchange-rates/monthly.csv');

/** Currency of each country of the file that is one of ISO 4217 today; the countries of the euro had others before. */
const currencyOf: Readonly<Record<string, string>> = {
  Australia: 'AUD',
  Canada: 'CAD',
  China: 'CNY',
  Denmark: 'DKK',
  Euro: 'EUR',
  'Hong Kong': 'HKD',
  India: 'INR',
  Japan: 'JPY',
  Malaysia: 'MYR',
  'New Zealand': 'NZD',
  Norway: 'NOK',
  Singapore: 'SGD',
  'South Africa': 'ZAR',
  'South Korea': 'KRW',
  'Sri Lanka': 'LKR',
  Sweden: 'SEK',
  Switzerland: 'CHF',
  Taiwan: 'TWD',
  Thailand: 'THB',
  'United Kingdom': 'GBP',
};

/** What one US dollar costs in the currency in a month. */
export interface MonthlyRate {
  /** First day of the month. */
  readonly day: string;
  readonly counter: string;
  readonly mid: string;
}

/** The rates of a month, in the order of the file, months ascending. */
export function monthlyRates(): Map<string, MonthlyRate[]> {
  const months = new Map<string, MonthlyRate[]>();
  for (const line of readFileSync(file, 'utf8').trim().split(/\r?\n/).slice(1)) {
    const [day = '', country = '', rate = ''] = line.split(',');
    const counter = currencyOf[country];
    if (counter === undefined || rate === '') continue;
    const mid = rate.replace(/\.?0+$/, '');
    months.set(day, [...(months.get(day) ?? []), { day, counter, mid }]);
  }
  return new Map([...months].sort(([a], [b]) => (a < b ? -1 : 1)));
}
