import type { RecordedJournal } from './recorded-journal';
import { changed, chart, closed, credit, debit, frozen, opened, paid, post, unfrozen } from './given';

/** A month of a corner shop: every type of event, every field of every body, at least once. */
export function recordSmallLedger(journal: RecordedJournal): void {
  journal.append(
    journal.opening({
      name: 'Corner shop – Ωmega 北京 😀',
      metadata: { region: 'eu', sort_code: '"quoted" \\ slash / <tag>' },
      currencies: [{ code: 'ETH', decimals: 18, name: 'Ether' }],
    }),
  );
  journal.append(
    chart(
      {
        pattern: 'customers:*:wallet',
        type: 'liability',
        currencies: ['ETH', 'EUR'],
        limits: [{ currency: 'EUR', minimum: '0.00', maximum: '100000.00' }],
      },
      { pattern: 'fees:*', type: 'income' },
    ),
    opened('bank', {
      accountType: 'asset',
      currencies: ['EUR', 'ETH', 'JPY'],
      limits: [{ currency: 'EUR', minimum: '-500.00' }],
      metadata: { 'iban.masked': 'DE89…3000', purpose: '' },
      personal: journal.personalAt(2),
      tags: ['cash', 'main'],
    }),
    { type: 'RegisterCurrency', code: 'PTS', decimals: 0, name: 'Bonus points' },
    opened('bank:till', {}),
    opened('points', 'equity'),
  );
  journal.append({
    ...post(debit('bank', '50.00'), credit('customers:alice:wallet', '49.50'), credit('fees:card', '0.50')),
    category: 'wallet.top_up',
    description: 'Café «Crème» — 5 € … \u2028 end',
    effectiveAt: '2026-11-01T00:00:00.000Z',
    metadata: { device: 'pos-7', 'x.y-z': '😀' },
    personal: journal.personalAt(1),
    reference: 'psp-1',
    tags: ['card', 'web'],
  });
  journal.append(paid('12.34', 'customers:alice:wallet', 'customers:bob:wallet', { reference: 'p2p-1' }));
  journal.append(
    post(
      debit('bank', '0.000000000000000001', 'ETH'),
      credit('customers:bob:wallet', '0.000000000000000001', 'ETH'),
    ),
    post(
      debit('bank', '99999999999999999999999999999999999999', 'JPY'),
      credit('bank', '99999999999999999999999999999999999999', 'JPY'),
    ),
    post(debit('points', '7', 'PTS'), credit('points', '7', 'PTS')),
  );
  journal.append(
    journal.reversalOf('p2p-1', { category: 'correction', reference: 'p2p-1-back', tags: ['support'] }),
  );
  journal.append(frozen('customers:bob:wallet', 'debit'), { ...frozen('bank:till'), exceptHolds: true });
  journal.append(unfrozen('bank:till'), unfrozen('customers:bob:wallet', 'debit'));
  journal.append(
    changed('bank', {
      currencies: null,
      limits: [{ currency: 'EUR', maximum: '1000000.00', minimum: '-1000.00' }],
      metadata: { 'iban.masked': null, purpose: 'settlement' },
      tags: ['cash'],
    }),
  );
  journal.append(closed('bank:till'), paid('0.00', 'bank', 'customers:bob:wallet'));
}
