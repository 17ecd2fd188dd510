import { accountTypes } from '../state';
import { isDebitNormal, postedBalance, setAside } from './normal-side';

describe('the normal side', () => {
  it('is debit for assets and expenses, credit for liabilities, equity and income', () => {
    expect(accountTypes.filter(isDebitNormal)).toEqual(['asset', 'expense']);
  });

  it.each([
    [true, 'debits less credits', 7n],
    [false, 'credits less debits', -7n],
  ])('debit-normal %p: the posted balance is %s', (isOnDebit, _, posted) => {
    expect(postedBalance(isOnDebit, 10n, 3n)).toBe(posted);
  });

  it('loses to holds what they would take out, and gains nothing that they would bring', () => {
    expect([setAside(true, 10n, 3n), setAside(false, 10n, 3n)]).toEqual([3n, 10n]);
  });
});
