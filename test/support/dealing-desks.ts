import type { Convert } from '@ledger/exchange/convert';
import type { WantedSide } from '@ledger/exchange/deal';
import type { LedgerCommand } from '@ledger/ledger';
import { currency, opened } from './given';
import type { RecordedJournal } from './recorded-journal';

/** `100.00 USD` or, where the amount comes out of the price, `USD`. */
function side(account: string, text: string): WantedSide {
  const [first = '', code] = text.split(' ');
  return code === undefined ? { account, currency: first } : { account, amount: first, currency: code };
}

/** Alice gives and gets. */
function convert(debit: string, credit: string, how: Partial<Convert> = {}): Convert {
  const account = 'customers:alice';
  return { ...how, type: 'Convert', debit: side(account, debit), credit: side(account, credit) };
}

/** With a bank, which takes and gives what it says. */
function cover(debit: string, credit: string): Convert {
  return { type: 'Convert', cover: true, debit: side('bank', debit), credit: side('bank', credit) };
}

const rates = (
  observedAt: string,
  mids: Readonly<Record<string, string>>,
  source = 'ecb',
): LedgerCommand => ({
  type: 'PublishRates',
  source,
  rateType: 'spot',
  observedAt,
  rates: Object.entries(mids).map(([pair, mid]) => {
    const [base = '', counter = ''] = pair.split('/');
    return { base, counter, mid };
  }),
});

const terms = {
  type: 'DeclareExchange',
  rateType: 'spot',
  sources: ['desk', 'ecb'],
  maxAge: '86400',
} as const;

/** Appends, each of which must be accepted. */
function appending(journal: RecordedJournal) {
  return (...commands: readonly LedgerCommand[]): void => {
    const refused = journal.append(...commands).find((decision) => 'refusal' in decision);
    if (refused && 'refusal' in refused) throw refused.refusal;
  };
}

const positionIn = (code: string) => ({
  currency: code,
  position: `equity:fx:${code.toLowerCase()}:position`,
  equivalent: `equity:fx:${code.toLowerCase()}:equivalent`,
  measurement: 'monetary' as const,
});

const begin = '2026-11-23T12:00:00.000Z';

/** Conversions over positions in five currencies of 0 to 18 decimals: bought, sold, crossed, covered and closed. */
export function recordDealingRoom(journal: RecordedJournal): void {
  const append = appending(journal);
  append(journal.opening({ name: 'Dealing room' }), opened('bank'), opened('customers:alice', 'liability'));
  append(currency('ETH', 18));
  append({
    ...terms,
    mode: 'functional',
    functional: 'EUR',
    positions: ['USD', 'JPY', 'KWD', 'GBP', 'ETH'].map(positionIn),
    results: {
      realised: 'income:fx:realised',
      spread: 'income:fx:spread',
      unrealised: 'income:fx:unrealised',
    },
  });
  append(
    rates(begin, {
      'USD/EUR': '0.9',
      'EUR/JPY': '163.27',
      'EUR/KWD': '0.33345',
      'GBP/EUR': '1.1537',
      'ETH/EUR': '2345.678901234567',
    }),
  );
  append(convert('EUR', '100.00 USD', { spreadBps: '100', reference: 'fx-1', category: 'fx' }));
  append(convert('10000 JPY', 'EUR', { spreadBps: '100', description: 'Yen back' }));
  append(convert('EUR', '10.000 KWD', { spreadBps: '50', tags: ['gulf'] }));
  append(convert('0.123456789012345678 ETH', 'EUR', { spreadBps: '100', metadata: { venue: 'web' } }));
  append(cover('90.50 EUR', '100.00 USD'));
  append(cover('250.00 USD', '224.10 EUR'));
  append(rates('2026-11-23T12:00:05.000Z', { 'USD/EUR': '0.92', 'EUR/USD': '1.08' }, 'desk'));
  append(
    convert('USD', '60.00 GBP', { spreadBps: '75', from: 'side' }),
    convert('40.00 GBP', 'JPY', { price: { base: 'GBP', counter: 'JPY', value: '187.5' } }),
  );
  append(convert('160.00 USD', '147.30 EUR', { promotional: true, effectiveAt: '2026-11-23T11:00:00.000Z' }));
  append(convert('5.00 EUR', 'ETH'));
  append(cover('8000 JPY', '48.95 EUR'));
}

/** The same over one account, at rates that are crossed where nobody publishes a pair. */
export function recordBureau(journal: RecordedJournal): void {
  const append = appending(journal);
  append(journal.opening({ name: 'Bureau' }), opened('bank'), opened('customers:alice', 'liability'));
  append(currency('ETH', 18));
  append({
    ...terms,
    mode: 'isolated',
    pivots: ['EUR'],
    liquidity: 'equity:liquidity',
    results: { spread: 'income:fx:spread' },
  });
  append(rates(begin, { 'USD/EUR': '0.9', 'EUR/JPY': '163.27', 'ETH/EUR': '2345.678901234567' }));
  append(convert('EUR', '100.00 USD', { spreadBps: '100', reference: 'fx-1' }));
  append(convert('10000 JPY', 'EUR', { spreadBps: '100' }));
  append(convert('100.00 USD', 'JPY', { spreadBps: '25', from: 'side' }));
  append(convert('JPY', '0.010000000000000000 ETH', { spreadBps: '100' }));
  append(convert('20.00 EUR', 'USD', { price: { base: 'USD', counter: 'EUR', value: '0.95' } }));
  append(convert('10.00 EUR', '11.50 USD', { promotional: true }));
  append(cover('90.50 EUR', '100.00 USD'));
}
