import type { Convert } from '@ledger/exchange/convert';
import type { DeclaredPosition, Measurement } from '@ledger/exchange/exchange-declaration';
import { opened } from './given';
import type { RecordedJournal } from './recorded-journal';

/** A ledger that exchanges over one account, at rates crossed over the euro. */
export function recordExchangeOffice(journal: RecordedJournal): void {
  journal.append(journal.opening({ name: 'Exchange office' }));
  journal.append({
    type: 'DeclareExchange',
    mode: 'isolated',
    rateType: 'spot',
    sources: ['desk', 'ecb'],
    maxAge: '86400',
    band: '10',
    pivots: ['EUR', 'USD'],
    liquidity: 'liquidity',
    results: { spread: 'income:exchange' },
  });
  const rates = (mid: string) => ({
    type: 'PublishRates' as const,
    source: 'ecb',
    rateType: 'spot' as const,
    observedAt: '2026-11-23T12:00:00.000Z',
    rates: [{ ask: '0.9002', base: 'USD', bid: '0.8', counter: 'EUR', mid }],
  });
  journal.append(rates('0.9'));
  journal.append({ ...rates('0.81'), confirmed: true });
  journal.append(opened('customers:alice', 'liability'), opened('nostro'));
  journal.append(deal('EUR', '100.00 USD', { spreadBps: '100', category: 'exchange.wallet' }));
  journal.append(
    deal('50.00 USD', 'EUR', { from: 'side' }),
    deal('40.00 EUR', '50.00 USD', { promotional: true }),
  );
  journal.append(deal('25.00 USD', '20.00 EUR', { cover: true }, 'nostro'));
}

/** A ledger with positions in three currencies, whose functional currency is the euro. */
export function recordTreasury(journal: RecordedJournal): void {
  const position = (code: string, measurement: Measurement) => ({
    currency: code,
    position: `equity:fx:${code.toLowerCase()}:position`,
    equivalent: `equity:fx:${code.toLowerCase()}:equivalent`,
    measurement,
  });
  journal.append(journal.opening({ name: 'Treasury' }));
  journal.append({ type: 'RegisterCurrency', code: 'ETH', decimals: 18, name: 'Ether' });
  const declared = (...positions: readonly DeclaredPosition[]) => ({
    type: 'DeclareExchange' as const,
    mode: 'functional' as const,
    functional: 'EUR',
    rateType: 'spot' as const,
    sources: ['ecb'],
    maxAge: '86400',
    positions,
    results: {
      realised: 'income:fx:realised',
      spread: 'income:fx:spread',
      unrealised: 'income:fx:unrealised',
    },
  });
  journal.append(declared(position('USD', 'monetary')));
  const all = declared(
    position('USD', 'monetary'),
    position('ETH', 'fair-value'),
    position('JPY', 'historical'),
  );
  journal.append({ ...all, results: { ...all.results, fairValue: 'income:fx:fair-value' } });
  journal.append({
    type: 'PublishRates',
    source: 'ecb',
    rateType: 'spot',
    observedAt: '2026-11-23T12:00:00.000Z',
    rates: [
      { base: 'USD', counter: 'EUR', mid: '0.9' },
      { base: 'ETH', counter: 'EUR', mid: '2345.678901234567' },
      { base: 'EUR', counter: 'JPY', mid: '163.27' },
    ],
  });
  journal.append(opened('customers:alice', 'liability'), opened('nostro'));
  journal.append(
    deal('EUR', '100.00 USD', { spreadBps: '100' }),
    deal('10000 JPY', 'EUR', { spreadBps: '100' }),
  );
  journal.append(deal('210.00 USD', '189.73 EUR', { cover: true }, 'nostro'));
  journal.append(
    deal('150.40 EUR', '160.00 USD'),
    deal('0.123456789012345678 ETH', 'USD', { spreadBps: '50' }),
  );
}

/** A conversion; a side without an amount comes out of the price. */
function deal(
  debit: string,
  credit: string,
  more: Partial<Convert> = {},
  account = 'customers:alice',
): Convert {
  const side = (text: string) => {
    const [currency, amount] = text.split(' ').reverse() as [string, string?];
    return { account, ...(amount !== undefined && { amount }), currency };
  };
  return { ...more, type: 'Convert', debit: side(debit), credit: side(credit) };
}
