import type { DeclaredPosition, Measurement } from '@ledger/exchange/exchange-declaration';
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
}
