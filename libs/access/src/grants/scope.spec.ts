import { covers } from '@ledger/accounts/path';
import { outsideOf, type CoveredPosting, type Scope } from './scope';

const debit: CoveredPosting = { account: 'bank', amount: '60.00', currency: 'EUR', side: 'debit' };
const credit: CoveredPosting = { ...debit, account: 'customers:alice:wallet', side: 'credit' };

describe('a path of a scope', () => {
  it.each([
    ['customers', 'customers', true],
    ['customers', 'customers:alice', true],
    ['customers', 'customersx', false],
    ['customers', 'customer', false],
    ['customers:alice', 'customers', false],
    ['customers:*:wallet', 'customers:alice:wallet', true],
    ['customers:*:wallet', 'customers:alice:wallet:eur', true],
    ['customers:*:wallet', 'customers:alice', false],
    ['customers:*:wallet', 'customers:alice:walletx', false],
    ['customers:*:wallet', 'customers:alice:pending', false],
    ['*', 'bank', true],
    ['*:fees', 'bank:fees', true],
    ['*:fees', 'fees', false],
    ['customers:*', 'customers', false],
  ])('%s of %s: %s', (pattern, path, isCovered) => {
    expect(covers(pattern, path)).toBe(isCovered);
  });
});

describe('a scope', () => {
  const narrow: Scope = { ledger: 'acme', accounts: ['bank', 'customers:*:wallet'] };

  it('without a narrowing covers all of its ledger', () => {
    expect(outsideOf({ ledger: '*' }, { isWhole: true, nodes: ['bank'], postings: [debit, credit] })).toBe(
      undefined,
    );
  });

  it.each([
    ['all of the ledger', narrow, { isWhole: true }, {}],
    [
      'figures of another currency',
      { ...narrow, currencies: ['EUR'] },
      { nodes: ['bank'], currencies: ['EUR', 'USD'] },
      { currency: 'USD' },
    ],
    ['a node above its paths', narrow, { nodes: ['customers'] }, { account: 'customers' }],
    [
      'a posting to another account',
      narrow,
      { postings: [debit, { ...credit, account: 'fees' }] },
      { account: 'fees', posting: 1, side: 'credit' },
    ],
    [
      'a debit of what may only be credited',
      { ...narrow, debits: ['bank'] },
      { postings: [{ ...credit, side: 'debit' as const }] },
      { account: credit.account, posting: 0, side: 'debit' },
    ],
    [
      'a credit of what may only be debited',
      { ...narrow, credits: ['customers'] },
      { postings: [credit, { ...debit, side: 'credit' as const }] },
      { account: 'bank', posting: 1, side: 'credit' },
    ],
    [
      'another currency',
      { ...narrow, currencies: ['USD'] },
      { postings: [debit] },
      { currency: 'EUR', posting: 0 },
    ],
    ['a late transaction', narrow, { isLate: true }, { needs: 'late' }],
    ['personal text', narrow, { isPersonal: true }, { needs: 'personal' }],
  ])('names what it does not cover: %s', (_, scope, reach, outside) => {
    expect(outsideOf(scope, reach)).toEqual(outside);
  });

  it('bounds what the debits of one command add up to, whatever their decimals', () => {
    const scope: Scope = { ledger: '*', maximum: [{ amount: '120', currency: 'EUR' }] };
    const twice = [debit, credit, debit, credit];
    expect(outsideOf(scope, { postings: twice })).toBe(undefined);
    const more = [...twice, { ...debit, amount: '0.000000000000000001' }];
    expect(outsideOf(scope, { postings: more })).toEqual({ currency: 'EUR', needs: 'maximum', posting: 4 });
  });

  it('with a maximum has no other currency in it', () => {
    const scope: Scope = { ledger: '*', maximum: [{ amount: '100.00', currency: 'USD' }] };
    expect(outsideOf(scope, { postings: [credit] })).toEqual({
      currency: 'EUR',
      needs: 'maximum',
      posting: 0,
    });
  });
});

describe('postings that follow from what the ledger declares', () => {
  const named: CoveredPosting = { account: 'customers:ann', amount: '9.00', currency: 'EUR', side: 'debit' };
  const implied: CoveredPosting[] = [
    { account: 'liquidity', amount: '9.00', currency: 'EUR', side: 'credit' },
  ];
  const reach = { postings: [named], implied };

  it('are covered by a scope that covers their accounts, or that names the command', () => {
    expect(outsideOf({ ledger: '*' }, reach)).toBe(undefined);
    expect(outsideOf({ ledger: '*', accounts: ['customers', 'liquidity'] }, reach)).toBe(undefined);
    expect(outsideOf({ ledger: '*', accounts: ['customers'], commands: ['Convert'] }, reach)).toBe(undefined);
    expect(outsideOf({ ledger: '*', accounts: ['customers'] }, reach)).toEqual({ needs: 'commands' });
  });

  it('count in no maximum', () => {
    const maximum = [{ amount: '9.00', currency: 'EUR' }];
    expect(outsideOf({ ledger: '*', maximum }, { ...reach, implied: [named, ...implied] })).toBe(undefined);
  });
});
