import type { GiveQuote } from '@ledger/exchange/quotes/give-quote';
import { opened } from './given';
import type { RecordedJournal } from './recorded-journal';

const soon = '2026-11-23T12:30:00.000Z';

/** A ledger with positions that quotes deals: one of each kind, used, withdrawn and left to expire. */
export function recordQuoteDesk(journal: RecordedJournal): void {
  const position = (code: string) => ({
    currency: code,
    position: `equity:fx:${code.toLowerCase()}:position`,
    equivalent: `equity:fx:${code.toLowerCase()}:equivalent`,
    measurement: 'monetary' as const,
  });
  const rates = (...mids: readonly string[]) =>
    journal.append({
      type: 'PublishRates',
      source: 'ecb',
      rateType: 'spot',
      observedAt: '2026-11-23T12:00:00.000Z',
      rates: [
        { base: 'USD', counter: 'EUR', bid: '0.8', mid: mids[0]!, ask: '1' },
        { base: 'EUR', counter: 'JPY', mid: mids[1]! },
      ],
    });
  const given = (debit: string, credit: string, more: Partial<GiveQuote> = {}) => {
    const side = (text: string) => {
      const [currency, amount] = text.split(' ').reverse() as [string, string?];
      return { ...(amount !== undefined && { amount }), currency };
    };
    const deal = { debit: side(debit), credit: side(credit) };
    journal.append({ type: 'GiveQuote', expiresAt: soon, ...deal, ...more });
    return journal.entries().at(-1)!.id;
  };
  const [debit, credit] = [{ account: 'customers:alice:wallet' }, { account: 'payouts' }];
  journal.append(journal.opening({ name: 'Quote desk' }));
  journal.append({
    type: 'DeclareExchange',
    mode: 'functional',
    functional: 'EUR',
    rateType: 'spot',
    sources: ['ecb'],
    maxAge: '86400',
    positions: [position('USD'), position('JPY')],
    results: {
      realised: 'income:fx:realised',
      spread: 'income:fx:spread',
      unrealised: 'income:fx:unrealised',
    },
  });
  rates('0.9', '163.27');
  journal.append(opened('customers:alice:wallet', 'liability'), opened('payouts', 'liability'));
  const first = given('EUR', '100.00 USD', { account: 'customers:alice', spreadBps: '100' });
  rates('0.95', '150');
  journal.append({ type: 'Convert', quote: first, debit, credit, category: 'payout.foreign' });
  const second = given('10000 JPY', 'USD', { account: 'customers:alice' });
  journal.append({ type: 'WithdrawQuote', quote: second, reason: 'the market moved' });
  const third = given('50.00 USD', '60.00 EUR', { promotional: true });
  journal.append({ type: 'Convert', quote: third, debit, credit });
  given('EUR', '10.00 USD', { from: 'side' });
  given('EUR', '10.00 USD', { price: { base: 'USD', counter: 'EUR', value: '1.1' } });
}
