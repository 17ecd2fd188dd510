import { changed, credit, debit, opened, paid, post } from './given';
import { held } from './given-holds';
import type { RecordedJournal } from './recorded-journal';

const alice = 'customers:alice:wallet';
const bob = 'customers:bob:wallet';
const october = { period: '2026-10', from: '2026-10-01T00:00:00.000Z', to: '2026-11-01T00:00:00.000Z' };

/** The first month of a card desk: history moved in, holds of every fate, a month closed, statements issued. */
export function recordCardDesk(journal: RecordedJournal): void {
  journal.append(
    journal.opening({
      name: 'Card desk',
      metadata: { region: 'eu' },
      importing: true,
      takesFuture: true,
      chart: [
        {
          pattern: 'customers:*:wallet',
          type: 'liability',
          limits: [
            { currency: 'EUR', minimum: '0.00' },
            { currency: 'USD', minimum: '0.00' },
          ],
        },
      ],
    }),
  );
  journal.append(opened('bank'), opened('visa', 'liability'), opened('fees', 'income'));
  moveHistoryIn(journal);
  spendByCard(journal);
  returnGoods(journal);
  closeMonth(journal);
  journal.append(changed('fees', { personal: journal.personalAt(1), tags: ['invoiced'] }));
  journal.append(changed('fees', { personal: null }));
}

function moveHistoryIn(journal: RecordedJournal): void {
  journal.append(
    paid('300.00', 'bank', alice, { effectiveAt: '2026-10-02T08:00:00.000Z', reference: 'old-1' }),
  );
  journal.append(
    {
      ...post(
        debit('bank', '50.00', 'USD'),
        credit(alice, '50.00', 'USD'),
        debit('bank', '20.00'),
        credit(bob, '20.00'),
      ),
      effectiveAt: '2026-10-02T08:00:00.000Z',
    },
    paid('5.00', bob, 'fees', { effectiveAt: '2026-10-31T23:59:59.999Z', category: 'fee.monthly' }),
  );
  journal.append({ type: 'EndImport', reason: 'History up to October is complete' });
}

function spendByCard(journal: RecordedJournal): void {
  journal.append({
    type: 'SetVelocityLimits',
    path: 'customers',
    limits: [
      {
        category: 'card',
        currency: 'EUR',
        maximum: '500.00',
        name: 'card-daily',
        per: 'account',
        side: 'debit',
        window: { calendar: 'day', timeZone: 'Europe/Berlin' },
      },
      { count: '100', name: 'bursts', per: 'node', side: 'debit', window: { seconds: '3600' } },
    ],
  });
  journal.append(
    held('60.00', alice, 'visa', {
      category: 'card.purchase',
      description: 'Fuel',
      expiresAt: '2026-11-30T00:00:00.000Z',
      metadata: { terminal: 'pump-4' },
      reference: 'auth-1',
      tags: ['card', 'fuel'],
      tolerance: { percent: '20' },
    }),
    held('10.00', bob, 'visa', { reference: 'auth-2', expiresAt: '2026-11-23T12:00:20.000Z' }),
    held('5.00', bob, 'visa', { personal: journal.personalAt(3), reference: 'auth-3' }),
    {
      type: 'PlaceHold',
      postings: [
        debit(alice, '40.00'),
        credit('visa', '40.00'),
        debit(alice, '30.00', 'USD'),
        credit('visa', '30.00', 'USD'),
      ],
      reference: 'auth-4',
      tolerance: { amounts: [{ amount: '2.50', currency: 'USD' }] },
    },
    held('25.00', alice, 'visa', { reference: 'auth-5' }),
  );
  journal.append(
    {
      type: 'IncrementHold',
      hold: journal.holdOf('auth-1'),
      amount: '10.00',
      expiresAt: '2026-12-01T00:00:00.000Z',
    },
    {
      type: 'IncrementHold',
      hold: journal.holdOf('auth-5'),
      postings: [debit(alice, '1.00'), credit('visa', '1.00')],
    },
  );
  journal.append(
    { type: 'CaptureHold', hold: journal.holdOf('auth-1'), amount: '30.00', reference: 'clr-1' },
    {
      type: 'CaptureHold',
      hold: journal.holdOf('auth-1'),
      amount: '54.00',
      category: 'card.fuel',
      final: true,
    },
    {
      type: 'CaptureHold',
      hold: journal.holdOf('auth-4'),
      postings: [debit(alice, '32.50', 'USD'), credit('visa', '32.50', 'USD')],
    },
  );
  journal.append({ type: 'CaptureHold', hold: journal.holdOf('auth-5'), amount: '6.00' });
  journal.append({ type: 'VoidHold', hold: journal.holdOf('auth-3'), reason: 'The order was cancelled' });
  journal.wait(20);
  journal.append(paid('15.00', bob, alice, { category: 'p2p', effectiveAt: '2027-01-01T00:00:00.000Z' }));
}

function returnGoods(journal: RecordedJournal): void {
  journal.append(journal.reversalOf('clr-1', { amount: '10.00' }));
  journal.append(
    journal.reversalOf('clr-1', {
      postings: [credit(alice, '20.00'), debit('visa', '20.00')],
      tags: ['returned'],
    }),
  );
}

function closeMonth(journal: RecordedJournal): void {
  journal.append({ type: 'IssueStatement', path: alice });
  journal.append({ type: 'ClosePeriod', ...october, kind: 'soft', reason: 'Month-end' });
  journal.append(
    paid('1.50', alice, 'fees', {
      effectiveAt: '2026-10-31T12:00:00.000Z',
      lateReason: 'Invoice of the terminal came late',
    }),
  );
  journal.append({ type: 'ClosePeriod', ...october, kind: 'hard' });
  journal.append({ type: 'ReopenPeriod', period: '2026-10', reason: 'Auditor asked for a correction' });
  journal.append({ type: 'ClosePeriod', ...october, kind: 'soft' });
  journal.append({ type: 'SetVelocityLimits', path: 'customers', limits: [] });
  journal.append({ type: 'IssueStatement', path: alice, description: 'November 2026' });
  journal.append({
    type: 'PublishRates',
    source: 'ecb',
    rateType: 'spot',
    observedAt: '2026-11-01T00:00:00.000Z',
    rates: [
      { ask: '0.9002', base: 'USD', bid: '0.8998', counter: 'EUR', mid: '0.9' },
      { base: 'EUR', counter: 'JPY', mid: '163.27' },
    ],
  });
  journal.append({ type: 'RegisterCurrency', code: 'MILES', decimals: 2, name: 'Miles' });
  journal.append({ type: 'CorrectCurrency', code: 'MILES', decimals: 0, name: 'Miles' });
}
