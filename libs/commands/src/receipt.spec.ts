import type { Entry } from '@entries/entry';
import { caller } from '../../../test/support/caller';
import { CloseAccount } from './accounts/close-account';
import { RegisterCurrency } from './ledgers/register-currency';
import { PostTransaction } from './transactions/post-transaction';

const about = {
  actor: caller,
  id: '019aab5e-3a4f-7c11-9d2e-5f0c6b8a7d21',
  idem: 'k',
  ledger: 'acme',
  prev: '',
  recordedAt: '2026-11-22T05:57:37.123Z',
  seq: '7',
  v: 1,
};
const receipt = { id: about.id, ledger: 'acme', seq: '7', recordedAt: about.recordedAt };

const posting = (account: string, currency: string, posted: string, version: string) =>
  ({
    account,
    amount: '1.00',
    available: posted,
    currency,
    line: version,
    posted,
    side: 'debit',
    version,
  }) as const;

describe('a receipt', () => {
  it('has the last figures of each account and currency, in the order in which they came first', () => {
    const entry: Entry = {
      ...about,
      type: 'TransactionPosted',
      body: {
        postings: [
          posting('b', 'EUR', '1.00', '1'),
          posting('a', 'EUR', '2.00', '1'),
          posting('b', 'USD', '3.00', '1'),
          posting('b', 'EUR', '4.00', '2'),
        ],
      },
    };

    expect(PostTransaction.receiptOf(entry)).toEqual({
      ...receipt,
      balances: [
        { account: 'b', currency: 'EUR', posted: '4.00', available: '4.00', version: '2' },
        { account: 'a', currency: 'EUR', posted: '2.00', available: '2.00', version: '1' },
        { account: 'b', currency: 'USD', posted: '3.00', available: '3.00', version: '1' },
      ],
    });
  });

  it('names the account or the currency it is about', () => {
    const closed: Entry = { ...about, type: 'AccountClosed', body: { path: 'bank', reason: 'Moved' } };
    const registered: Entry = {
      ...about,
      type: 'CurrencyRegistered',
      body: { code: 'PTS', decimals: '0', name: 'Points' },
    };

    expect(CloseAccount.receiptOf(closed)).toEqual({ ...receipt, path: 'bank' });
    expect(RegisterCurrency.receiptOf(registered)).toEqual({ ...receipt, currency: 'PTS', decimals: 0 });
  });
});
