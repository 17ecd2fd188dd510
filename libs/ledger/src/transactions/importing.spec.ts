import {
  given,
  noon,
  opened,
  openLedger,
  paid,
  reversed,
  TestLedger,
  type Wish,
} from '../../../../test/support/given';
import { held } from '../../../../test/support/given-holds';
import { Refusal } from '../refusal';

const wallet = opened('wallet', { accountType: 'liability', limits: [{ currency: 'EUR', minimum: '0.00' }] });
const ending: Wish = { type: 'EndImport', reason: 'History is complete' };
const on = (day: string) => ({ effectiveAt: `2025-${day}T00:00:00.000Z` });

/** A ledger into which history is being moved, and what becomes of the last of these wishes. */
function importing(...wishes: readonly Wish[]) {
  const ledger = new TestLedger();
  for (const wish of [openLedger({ importing: true }), opened('bank'), wallet, ...wishes.slice(0, -1)])
    ledger.perform(wish);
  try {
    return { ledger, events: ledger.perform(wishes.at(-1)!) };
  } catch (error) {
    if (error instanceof Refusal) return { ledger, code: error.code, facts: error.facts };
    throw error;
  }
}

describe('while history is moved in', () => {
  it('every transaction is marked, and keeps its own time', () => {
    const { events } = importing(paid('5.00', 'bank', 'wallet', on('03-01')));
    expect(events).toMatchObject([{ body: { imported: true, effectiveAt: '2025-03-01T00:00:00.000Z' } }]);
  });

  it('a transaction without a time of its own is refused', () => {
    expect(importing(paid('5.00', 'bank', 'wallet'))).toMatchObject({ code: 'EffectiveAtMissing' });
  });

  it('transactions come in the order of their times; two may have the same', () => {
    const first = paid('5.00', 'bank', 'wallet', on('03-02'));
    expect(importing(first, paid('1.00', 'bank', 'wallet', on('03-02'))).events).toHaveLength(1);
    expect(importing(first, paid('1.00', 'bank', 'wallet', on('03-01')))).toMatchObject({
      code: 'ImportOutOfOrder',
      facts: { effectiveAt: '2025-03-01T00:00:00.000Z', importedTo: '2025-03-02T00:00:00.000Z' },
    });
  });

  it('what was refused does not move the time on', () => {
    const first = paid('5.00', 'bank', 'wallet', on('03-01'));
    const tooMuch = paid('5.01', 'wallet', 'bank', on('12-01'));
    const { ledger, code } = importing(first, tooMuch);
    expect(code).toBe('BalanceBelowMinimum');
    expect(ledger.perform(paid('1.00', 'bank', 'wallet', on('03-02')))).toHaveLength(1);
  });

  it('reversals are history too', () => {
    const first = paid('5.00', 'bank', 'wallet', on('03-01'));
    expect(importing(first, reversed(0))).toMatchObject({ code: 'EffectiveAtMissing' });
    expect(importing(first, reversed(0, on('03-01'))).events).toMatchObject([{ body: { imported: true } }]);
  });

  it('there are no holds, which are of the present', () => {
    const first = paid('5.00', 'bank', 'wallet', on('03-01'));
    expect(importing(first, held('1.00', 'wallet', 'bank'))).toMatchObject({ code: 'LedgerIsImporting' });
  });

  it('velocity limits count nothing, and stop nothing', () => {
    const limit = {
      count: '1',
      name: 'few',
      per: 'account',
      side: 'credit',
      window: { seconds: '9' },
    } as const;
    const few: Wish = { type: 'SetVelocityLimits', path: 'wallet', limits: [limit] };
    const history = ['03-01', '03-02'].map((day) => paid('5.00', 'bank', 'wallet', on(day)));
    const { ledger } = importing(few, ...history, ending);
    expect(ledger.perform(paid('5.00', 'bank', 'wallet'))).toHaveLength(1);
  });
});

describe('the switch-over', () => {
  it('makes the ledger live: transactions need no time, and holds are taken', () => {
    const { ledger, events } = importing(paid('5.00', 'bank', 'wallet', on('03-01')), ending);
    expect(events).toEqual([{ type: 'ImportEnded', body: { reason: 'History is complete' } }]);
    const [posted] = ledger.perform(paid('1.00', 'bank', 'wallet'));
    expect(posted!.body).not.toHaveProperty('imported');
    expect(ledger.perform(held('6.00', 'wallet', 'bank'))).toHaveLength(1);
  });

  it('lets transactions be effective before what was moved in', () => {
    const { ledger } = importing(paid('5.00', 'bank', 'wallet', on('03-02')), ending);
    expect(ledger.perform(paid('1.00', 'bank', 'wallet', on('03-01')), noon)).toHaveLength(1);
  });

  it('happens once, and only where history was moved in', () => {
    expect(importing(ending, ending)).toMatchObject({ code: 'LedgerIsLive' });
    given(opened('bank')).when(ending).refused('LedgerIsLive');
  });
});
