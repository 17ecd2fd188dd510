import { ClosePeriod } from './close-period';
import { EndImport } from '../ledgers/end-import';
import { IssueStatement } from '../accounts/issue-statement';
import { parseOpenLedger } from '../ledgers/open-ledger';
import { ReopenPeriod } from './reopen-period';
import { flawsOf } from '../../../../test/support/flaws-of';

const october = {
  period: '2026-10',
  from: '2026-10-01T00:00:00.000+02:00',
  to: '2026-11-01T00:00:00.000+01:00',
  kind: 'soft',
};

describe('a period as it is accepted', () => {
  it('has both its ends in UTC', () => {
    expect(ClosePeriod.read(october)).toEqual({
      type: 'ClosePeriod',
      period: '2026-10',
      from: '2026-09-30T22:00:00.000Z',
      to: '2026-10-31T23:00:00.000Z',
      kind: 'soft',
    });
  });

  it.each(['2026-10', 'q4', '0', 'fy26.h1_b', 'a'.repeat(63)])('may be called %s', (period) => {
    expect(ClosePeriod.read({ ...october, period }).period).toBe(period);
  });

  it.each(['', 'October', '-10', '.x', 'a b', 'a/b', 'a'.repeat(64)])('is not called %j', (period) => {
    expect(flawsOf(() => ClosePeriod.read({ ...october, period }))).toEqual(['BadFormat /period']);
  });

  it.each([
    ['an end before its beginning', { to: '2026-09-01T00:00:00Z' }, 'OutOfRange /to'],
    ['no length', { to: '2026-09-30T22:00:00Z' }, 'OutOfRange /to'],
    ['an end that is a day', { to: '2026-11-01' }, 'BadFormat /to'],
    ['no beginning', { from: undefined }, 'Missing /from'],
    ['no kind', { kind: undefined }, 'Missing /kind'],
    ['another kind', { kind: 'medium' }, 'NotAllowed /kind'],
  ])('is not one with %s', (_what, more, flaw) => {
    expect(flawsOf(() => ClosePeriod.read({ ...october, ...more }))).toContain(flaw);
  });

  it('is reopened for a reason only, and so an import is ended', () => {
    expect(flawsOf(() => ReopenPeriod.read({}, '2026-10'))).toEqual(['Missing /reason']);
    expect(flawsOf(() => EndImport.read({}))).toEqual(['Missing /reason']);
  });
});

describe('a ledger as it is accepted', () => {
  it('takes history or the future only if asked to', () => {
    const opening = { id: 'acme', name: 'Acme' };

    expect(parseOpenLedger({ ...opening, importing: true, takesFuture: true }).opening).toEqual({
      name: 'Acme',
      importing: true,
      takesFuture: true,
    });
    expect(flawsOf(() => parseOpenLedger({ ...opening, importing: 'yes', takesFuture: 1 }))).toEqual([
      'WrongType /importing',
      'WrongType /takesFuture',
    ]);
  });
});

describe('a statement as it is accepted', () => {
  it('has a description or none', () => {
    expect(IssueStatement.read({}, 'bank')).toEqual({ type: 'IssueStatement', path: 'bank' });
    expect(IssueStatement.read({ description: 'October' }, 'bank').description).toBe('October');
    expect(flawsOf(() => IssueStatement.read({ toSeq: '5' }, 'bank'))).toEqual(['UnknownField /toSeq']);
  });
});
