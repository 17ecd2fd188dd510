import { noon, opened, openLedger, paid, TestLedger } from '../../../test/support/given';
import { decide } from './ledger';

const within = '2026-11-23T12:00:05.000Z';
const beyond = '2026-11-23T12:00:05.001Z';

function ledger(takesFuture = false): TestLedger {
  const books = new TestLedger();
  const opening = takesFuture ? openLedger({ takesFuture: true }) : openLedger();
  for (const command of [opening, opened('cash'), opened('sales', 'income')]) books.perform(command);
  return books;
}
const posted = (effectiveAt: string, { state } = ledger()) =>
  [...decide(state, paid('1.00', 'cash', 'sales', { effectiveAt }), noon, 5_000)].at(-1)!.body;
const closed = (to: string) => {
  const from = '2026-01-01T00:00:00.000Z';
  const command = { type: 'ClosePeriod', period: '2026', from, to, kind: 'hard' } as const;
  return [...decide(ledger().state, command, noon, 5_000)][0]!.body;
};

describe('a clock of a caller that is ahead', () => {
  it('by no more than it may be, has its effective time taken as now', () => {
    expect(posted(within)).toMatchObject({ effectiveAt: noon });
    expect(() => posted(beyond)).toThrow('must not be later than now');
  });

  it('changes no time that has passed, and none of a ledger that takes the future', () => {
    expect(posted('2026-11-23T11:59:59.999Z')).toMatchObject({ effectiveAt: '2026-11-23T11:59:59.999Z' });
    expect(posted(within, ledger(true))).toMatchObject({ effectiveAt: within });
  });

  it('may close a period that is over by it, up to the end that it was given', () => {
    expect(closed(within)).toMatchObject({ to: within });
    expect(() => closed(beyond)).toThrow('which is later than now');
  });
});
