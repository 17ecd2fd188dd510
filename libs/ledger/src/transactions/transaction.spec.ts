import { debit, credit, given, noon, opened, paid } from '../../../../test/support/given';

const accounts = [opened('cash'), opened('sales', 'income')];

describe('a transaction', () => {
  it('says what the caller said, in canonical order', () => {
    const details = {
      tags: ['card'],
      reference: 'psp-1',
      metadata: { device: 'pos-7' },
      effectiveAt: '2026-11-22T00:00:00.000Z',
      description: 'Coffee',
      category: 'sale.pos',
    };
    given(...accounts)
      .when(paid('1.00', 'cash', 'sales', details))
      .then({
        type: 'TransactionPosted',
        body: {
          ...details,
          postings: [
            { ...debit('cash', '1.00'), available: '1.00', line: '1', posted: '1.00', version: '1' },
            { ...credit('sales', '1.00'), available: '1.00', line: '1', posted: '1.00', version: '1' },
          ],
        },
      });
  });

  it('has a reference of its own', () => {
    given(...accounts, paid('1.00', 'cash', 'sales', { reference: 'r1' }))
      .when(paid('2.00', 'cash', 'sales', { reference: 'r1' }))
      .refused('ReferenceAlreadyUsed', { reference: 'r1', seq: '4' });
    given(...accounts, paid('1.00', 'cash', 'sales', { reference: 'r1' }))
      .when(paid('2.00', 'cash', 'sales', { reference: 'R1' }))
      .leaves({ cash: '3.00' });
  });

  it('may be effective in the past and now', () => {
    for (const effectiveAt of ['1970-01-01T00:00:00.000Z', noon])
      given(...accounts)
        .when(paid('1.00', 'cash', 'sales', { effectiveAt }))
        .leaves({ cash: '1.00' });
  });

  it('is never effective in the future, not by a millisecond', () => {
    const effectiveAt = '2026-11-23T12:00:00.001Z';
    given(...accounts)
      .when(paid('1.00', 'cash', 'sales', { effectiveAt }))
      .refused('EffectiveAtInFuture', { effectiveAt, now: noon });
  });
});
