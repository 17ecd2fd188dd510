import { comparable } from '../../../test/support/comparable';
import {
  chart,
  changed,
  closed,
  currency,
  frozen,
  opened,
  openLedger,
  paid,
  reversed,
} from '../../../test/support/given';
import { caller } from '../../../test/support/caller';
import { TestLedger, noon, type Wish } from '../../../test/support/given';
import { evolve } from './ledger';
import { sharedTerms } from './state';

const limits = [{ currency: 'EUR', minimum: '0.00' }];
const history: readonly [event: string, wish: Wish][] = [
  ['LedgerOpened', openLedger()],
  ['CurrencyRegistered', currency('PTS', 0)],
  ['ChartDeclared', chart({ pattern: 'wallets:*', type: 'liability', limits })],
  ['AccountOpened', opened('cash')],
  ['AccountOpened by chart and TransactionPosted', paid('1.00', 'cash', 'wallets:a', { reference: 'r1' })],
  ['AccountChanged', changed('cash', { limits })],
  ['AccountFrozen', frozen('cash', 'debit')],
  ['TransactionPosted as a reversal', reversed(0)],
  ['AccountClosed', closed('cash')],
];

describe('taking events back', () => {
  it.each(history.map(([event], index) => [event, index] as const))(
    'leaves no trace of %s',
    (_event, index) => {
      const ledger = new TestLedger();
      for (const [, wish] of history.slice(0, index)) ledger.perform(wish);
      const before = comparable(ledger.state);
      ledger.state.undo.restart();
      ledger.perform(history[index]![1]);
      expect(comparable(ledger.state)).not.toBe(before);
      ledger.state.undo.backTo(0);
      expect(comparable(ledger.state)).toBe(before);
    },
  );

  it('forgets an idempotency key with the entry that answered it', () => {
    const { state } = new TestLedger();
    state.undo.restart();
    const opening = { type: 'LedgerOpened', body: { name: 'Books', root: '' } } as const;
    evolve(state, opening, { actor: caller, seq: 0, id: 'a', recordedAt: noon });
    state.idempotencyKeys.set('k1', 0);
    expect(state.idempotencyKeys.get('k1')).toBe(0);
    state.undo.backTo(0);
    expect([state.idempotencyKeys.get('k1'), state.isOpened]).toEqual([undefined, false]);
  });

  it('goes back to a mark, not further', () => {
    const ledger = new TestLedger();
    ledger.perform(openLedger());
    ledger.state.undo.restart();
    ledger.perform(opened('a'));
    const mark = ledger.state.undo.mark;
    const marked = comparable(ledger.state);
    ledger.perform(opened('b'));
    ledger.perform(paid('1.00', 'a', 'b'));
    ledger.state.undo.backTo(mark);
    expect(comparable(ledger.state)).toBe(marked);
  });
});

describe('terms', () => {
  it('are one object for all accounts that have equal ones', () => {
    const ledger = new TestLedger();
    const terms = { accountType: 'asset', limits } as const;
    for (const wish of [openLedger(), opened('a', terms), opened('b', terms), opened('c')])
      ledger.perform(wish);
    const [a, b, c] = ['a', 'b', 'c'].map((path) => ledger.state.accounts.get(path)!.terms);
    expect(a).toBe(b);
    expect(a).not.toBe(c);
    expect(sharedTerms(ledger.state, { ...a! })).toBe(a);
    expect(ledger.state.terms.size).toBe(2);
  });
});
