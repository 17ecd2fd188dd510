import { exchangeEvents } from '@entries/events/exchange-events';
import type { ExchangeDeclaration } from '@ledger/exchange/exchange-declaration';
import type { AccountType } from '@ledger/state';
import { Books } from '../books';

const types: Record<string, AccountType> = {
  'customers:alice': 'liability',
  'equity:fx:usd:equivalent': 'equity',
  'equity:fx:usd:position': 'equity',
  'income:fx:realised': 'income',
  'income:fx:spread': 'income',
  'income:fx:unrealised': 'income',
};

/** In euros, with a position in US dollars. */
const functional: ExchangeDeclaration = exchangeEvents.ExchangeDeclared.example;

describe('history that was imported', () => {
  const ended = (equivalent: string) => {
    const books = new Books();
    books.take(0, { type: 'LedgerOpened', body: { importing: true, name: 'Books', root: 'root' } });
    Object.entries(types).forEach(([path, type], at) =>
      books.take(at + 1, { type: 'AccountOpened', body: { path, type } }),
    );
    books.take(18, { type: 'ExchangeDeclared', body: functional });
    const figure = (
      account: string,
      side: 'debit' | 'credit',
      [amount, posted]: [string, string],
      currency: string,
    ) => {
      const [line, version] = [account === 'customers:alice' && currency === 'EUR' ? '2' : '1', '1'];
      return { account, amount, available: posted, currency, line, posted, side, version };
    };
    const imported = { effectiveAt: '2026-01-01T00:00:00.000Z', imported: true } as const;
    const postings = [
      figure('equity:fx:usd:position', 'credit', ['100.00', '100.00'], 'USD'),
      figure('customers:alice', 'debit', ['100.00', '-100.00'], 'USD'),
      figure(
        'equity:fx:usd:equivalent',
        'debit',
        [equivalent, equivalent === '0.00' ? '0.00' : `-${equivalent}`],
        'EUR',
      ),
      figure('customers:alice', 'credit', [equivalent, equivalent], 'EUR'),
    ];
    books.take(19, { type: 'TransactionPosted', body: { ...imported, postings } });
    return () => books.take(20, { type: 'ImportEnded', body: { reason: 'done' } });
  };

  it('left a position at a cost of its sign', () => {
    expect(ended('90.00')).not.toThrow();
    expect(ended('0.00')).toThrow('At the end of the import');
  });
});
