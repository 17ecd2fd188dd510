import { canonicalText } from '@entries/canonical';
import { noHash } from '@entries/entry';
import { PlainTransaction } from './plain-transaction';

const figures = { available: '1.00', line: '1', posted: '1.00', version: '1' };
const plain = {
  postings: [
    { account: 'bank', amount: '1.00', currency: 'EUR', side: 'debit', ...figures },
    { account: 'capital', amount: '1.00', currency: 'EUR', side: 'credit', ...figures },
  ],
};

/** Whether a transaction with this body, to accounts that are open, is read quickly. */
function isRead(body: object): boolean {
  const entry = {
    actor: { at: '4', grant: '4', sub: 'wallets' },
    body,
    id: '019a0000-0000-7000-8000-000000000001',
    ledger: 'books',
    prev: noHash.toString('base64url'),
    recordedAt: '2026-11-22T15:00:00.000Z',
    seq: '7',
    type: 'TransactionPosted',
    v: 1,
  };
  const transaction = new PlainTransaction('books', (path) => ({ path }));
  return transaction.read(Buffer.from(canonicalText(entry)), { seq: 7, prev: noHash });
}

it('a plain transaction is read quickly', () => {
  expect(isRead(plain)).toBe(true);
  expect(isRead({ ...plain, category: 'fee', reference: 'r-1' })).toBe(true);
});

it.each(['exchange', 'captures', 'reverses', 'personal', 'unknown'])(
  'one with %s is left to what judges it',
  (field) => {
    expect(isRead({ ...plain, [field]: {} })).toBe(false);
    expect(isRead({ ...plain, [field]: true })).toBe(false);
  },
);
