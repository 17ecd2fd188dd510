import { ChangeAccount } from './change-account';
import { DeclareChart } from '../ledgers/declare-chart';
import { FreezeAccount } from './freeze-account';
import { OpenAccount } from './open-account';
import { parseOpenLedger } from '../ledgers/open-ledger';
import { RegisterCurrency } from '../ledgers/register-currency';
import { flawsOf } from '../../../../test/support/flaws-of';

describe('what is accepted of ledgers and accounts', () => {
  it('calls the type of an account by another name than the type of the command', () => {
    expect(OpenAccount.read({ path: 'bank', type: 'asset' })).toEqual({
      type: 'OpenAccount',
      path: 'bank',
      accountType: 'asset',
    });
  });

  it('lets null take a key from the metadata and a list from the currencies', () => {
    const command = ChangeAccount.read({ currencies: null, metadata: { a: null } }, 'bank');

    expect(command).toEqual({ type: 'ChangeAccount', path: 'bank', currencies: null, metadata: { a: null } });
  });

  it('takes no change that changes nothing', () => {
    expect(flawsOf(() => ChangeAccount.read({}, 'bank'))).toEqual(['Missing ']);
  });

  it('freezes both sides unless one is named', () => {
    expect(FreezeAccount.read({ reason: 'Audit' }, 'bank')).toEqual({
      type: 'FreezeAccount',
      path: 'bank',
      reason: 'Audit',
    });
    expect(flawsOf(() => FreezeAccount.read({ side: 'debit' }, 'bank'))).toEqual(['Missing /reason']);
  });

  it.each([
    [{ currency: 'EUR' }, 'Missing /limits/0'],
    [{ currency: 'EUR', minimum: '-0.00' }, 'AmountHasSign /limits/0/minimum'],
    [{ currency: 'EUR', minimum: '+1.00' }, 'AmountHasSign /limits/0/minimum'],
    [{ currency: 'EUR', minimum: 0 }, 'WrongType /limits/0/minimum'],
    [{ currency: 'EUR', minimum: '-01.00' }, 'AmountHasLeadingZero /limits/0/minimum'],
    [{ currency: 'EUR', max: '1.00', minimum: '-1.00' }, 'UnknownField /limits/0/max'],
  ])('refuses the limit %j', (limit, flaw) => {
    expect(flawsOf(() => OpenAccount.read({ path: 'bank', limits: [limit] }))).toEqual([flaw]);
  });

  it('takes one limit for each currency', () => {
    const limits = [
      { currency: 'EUR', minimum: '-500.00' },
      { currency: 'EUR', maximum: '0.00' },
    ];

    expect(flawsOf(() => OpenAccount.read({ path: 'bank', limits }))).toEqual(['Repeated /limits/1']);
  });

  it.each(['a', 'A', '9a', 'acme_main', 'acme.main', `a${'b'.repeat(63)}`, '$all', 'acme/../x'])(
    'takes %j for no id of a ledger',
    (id) => {
      expect(flawsOf(() => parseOpenLedger({ id, name: 'x' }))).toEqual(['BadFormat /id']);
    },
  );

  it.each([-1, 19, 1.5, '2'])('takes %j for no number of decimals', (decimals) => {
    expect(flawsOf(() => RegisterCurrency.read({ code: 'PTS', decimals, name: 'Points' }))).toHaveLength(1);
  });

  it.each([
    '',
    ':',
    'a:',
    ':a',
    '_a',
    'a b',
    'a:*',
    'a::b',
    '-a',
    Array.from({ length: 13 }, () => 'a').join(':'),
    'a'.repeat(64),
  ])('takes %j for no account path', (path) => {
    expect(flawsOf(() => OpenAccount.read({ path }))).toEqual(['BadFormat /path']);
  });

  it('takes a star for a whole segment of a pattern only', () => {
    const chart = (pattern: string) => () => DeclareChart.read({ patterns: [{ pattern, type: 'asset' }] });

    expect(flawsOf(chart('a:*:b'))).toEqual([]);
    expect(flawsOf(chart('a:b*'))).toEqual(['BadFormat /patterns/0/pattern']);
  });
});
