import { given, noon, opened, openLedger, paid, TestLedger, type Wish } from '../../../../test/support/given';
import type { ClosePeriod } from './period';

const books = [opened('rent', 'expense'), opened('bank')];
const january = { period: '2026-01', from: '2026-01-01T00:00:00.000Z', to: '2026-02-01T00:00:00.000Z' };
const closing = (kind: 'soft' | 'hard', more: Partial<ClosePeriod> = {}): ClosePeriod => ({
  type: 'ClosePeriod',
  ...january,
  kind,
  ...more,
});
const reopening: Wish = { type: 'ReopenPeriod', period: '2026-01', reason: 'The auditor asked' };
const on = (effectiveAt: string, lateReason?: string) =>
  paid('1.00', 'rent', 'bank', { effectiveAt, ...(lateReason !== undefined && { lateReason }) });

describe('a period', () => {
  it.each([
    ['before it begins', '2025-12-31T23:59:59.999Z'],
    ['as it begins', january.from],
  ])('that would end %s gets no further than its command: the edge compares them', (_where, to) => {
    const ledger = new TestLedger();
    ledger.perform(openLedger());
    expect(() => ledger.perform(closing('soft', { to }))).toThrow(/`to` of 2026-01/);
    expect(ledger.events.map(({ type }) => type)).not.toContain('PeriodClosed');
  });
});

describe('a closed period', () => {
  it.each([
    ['its first moment', '2026-01-01T00:00:00.000Z'],
    ['its last millisecond', '2026-01-31T23:59:59.999Z'],
  ])('takes nothing at %s', (_what, effectiveAt) => {
    for (const kind of ['soft', 'hard'] as const)
      given(...books, closing(kind))
        .when(on(effectiveAt))
        .refused('PeriodIsClosed', {
          period: '2026-01',
          kind,
          from: january.from,
          to: january.to,
          effectiveAt,
        });
  });

  it.each([
    ['just before it', '2025-12-31T23:59:59.999Z'],
    ['at its end, which is not in it', '2026-02-01T00:00:00.000Z'],
    ['now', noon],
  ])('lets in what is effective %s', (_what, effectiveAt) => {
    given(...books, closing('hard'))
      .when(on(effectiveAt))
      .leaves({ rent: '1.00' });
  });

  it('takes what gives a reason where it is soft-closed, and not where it is hard-closed', () => {
    const late = on('2026-01-15T00:00:00.000Z', 'The invoice came late');
    given(...books, closing('soft'))
      .when(late)
      .leaves({ rent: '1.00' });
    given(...books, closing('hard'))
      .when(late)
      .refused('PeriodIsClosed', { kind: 'hard' });
  });

  it('that goes on until now leaves this very moment open, and nothing before it', () => {
    const untilNow = closing('hard', { from: '2026-11-01T00:00:00.000Z', to: noon });
    given(...books, untilNow)
      .when(paid('1.00', 'rent', 'bank'))
      .leaves({ rent: '1.00' });
    given(...books, untilNow)
      .when(on('2026-11-23T11:59:59.999Z'))
      .refused('PeriodIsClosed');
  });
});

describe('closing a period', () => {
  it('says what is closed, and why where a reason was given', () => {
    const { type: _, ...body } = closing('soft', { reason: 'Month end' });
    given(...books)
      .when(closing('soft', { reason: 'Month end' }))
      .then({ type: 'PeriodClosed', body });
  });

  it('is refused before the period is over, and taken from that instant on', () => {
    const november = { period: '2026-11', from: '2026-11-01T00:00:00.000Z', to: noon };
    given(...books)
      .when(closing('soft', november), '2026-11-23T11:59:59.999Z')
      .refused('PeriodNotOver', { period: '2026-11', to: noon, now: '2026-11-23T11:59:59.999Z' });
    given(...books)
      .when(closing('soft', november), noon)
      .leaves({ bank: 'none' });
  });

  it.each([
    ['soft', 'soft', 'PeriodAlreadyClosed'],
    ['hard', 'hard', 'PeriodAlreadyClosed'],
    ['hard', 'soft', 'PeriodAlreadyClosed'],
  ] as const)('that is %s-closed cannot be %s-closed again', (was, kind, code) => {
    given(...books, closing(was))
      .when(closing(kind))
      .refused(code, { period: '2026-01', kind: was });
  });

  it('closes harder what was soft-closed, with the same span', () => {
    given(...books, closing('soft'), closing('hard'))
      .when(on('2026-01-15T00:00:00.000Z', 'late'))
      .refused('PeriodIsClosed', { kind: 'hard' });
    given(...books, closing('soft'))
      .when(closing('hard', { to: '2026-01-31T00:00:00.000Z' }))
      .refused('PeriodsOverlap', { closedPeriod: '2026-01' });
  });

  it.each([
    ['that begins in it', '2026-01-31T23:59:59.999Z', '2026-03-01T00:00:00.000Z'],
    ['that ends in it', '2025-12-01T00:00:00.000Z', '2026-01-01T00:00:00.001Z'],
    ['that lies in it', '2026-01-10T00:00:00.000Z', '2026-01-11T00:00:00.000Z'],
    ['that it lies in', '2025-01-01T00:00:00.000Z', '2026-10-01T00:00:00.000Z'],
  ])('refuses another %s', (_what, from, to) => {
    given(...books, closing('soft'))
      .when(closing('soft', { period: 'other', from, to }))
      .refused('PeriodsOverlap', { period: 'other', from, to, closedPeriod: '2026-01' });
  });

  it('lets periods follow each other', () => {
    const february = { period: '2026-02', from: january.to, to: '2026-03-01T00:00:00.000Z' };
    given(...books, closing('hard', february), closing('soft'))
      .when(on('2026-02-01T00:00:00.000Z'))
      .refused('PeriodIsClosed', { period: '2026-02' });
  });
});

describe('reopening a period', () => {
  it('lets everything in again, from soft or hard', () => {
    for (const kind of ['soft', 'hard'] as const)
      given(...books, closing(kind), reopening)
        .when(on('2026-01-15T00:00:00.000Z'))
        .leaves({ rent: '1.00' });
  });

  it('needs a period of that name that is closed', () => {
    given(...books)
      .when(reopening)
      .refused('PeriodNotClosed', { period: '2026-01' });
    given(...books, closing('soft'), reopening)
      .when(reopening)
      .refused('PeriodNotClosed');
  });

  it('frees its span for others', () => {
    given(...books, closing('hard'), reopening)
      .when(closing('soft', { period: 'q1', to: '2026-04-01T00:00:00.000Z' }))
      .leaves({ bank: 'none' });
  });
});
