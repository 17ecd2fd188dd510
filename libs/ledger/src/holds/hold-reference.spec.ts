import {
  credit,
  debit,
  given,
  opened,
  openLedger,
  paid,
  TestLedger,
  type Wish,
} from '../../../../test/support/given';
import { captured, expired, held, voided } from '../../../../test/support/given-holds';
import type { Details } from '../transactions/transaction';

const books = [
  opened('bank'),
  opened('wallet', 'liability'),
  opened('visa', 'liability'),
  paid('100.00', 'bank', 'wallet'),
];
const at = (minute: number) => `2026-11-23T13:0${minute}:00.000Z`;

function lived(...wishes: readonly Wish[]): TestLedger {
  const ledger = new TestLedger();
  for (const wish of [openLedger(), ...books, ...wishes]) ledger.perform(wish);
  return ledger;
}

describe('the reference of a hold', () => {
  const order = (amount = '10.00') => held(amount, 'wallet', 'visa', { reference: 'order-43' });
  const posted = paid('1.00', 'bank', 'wallet', { reference: 'order-43' });

  it('is free again once the hold was voided, for a hold and for a transaction', () => {
    for (const wish of [order(), posted])
      given(...books, order(), voided())
        .when(wish)
        .leaves({ visa: '0.00' });
    given(...books, order(), voided(), order())
      .when(posted)
      .refused('ReferenceAlreadyUsed', { reference: 'order-43', seq: '8' });
  });

  it('is free again once the hold has expired', () => {
    const ledger = lived({ ...order(), expiresAt: at(1) });
    expired(ledger, at(1));
    ledger.perform(order(), at(1));
    expect(ledger.state.holds.size).toBe(1);
  });

  it.each<[string, Wish]>([
    ['in part', captured({ amount: '1.00' })],
    ['under another reference', captured({ amount: '1.00', reference: 'clearing-1' })],
    ['over nothing', captured({ postings: [debit('wallet', '0.00'), credit('visa', '0.00')] })],
  ])('stays used where the hold was captured %s', (_how, capture) => {
    for (const end of [voided(), captured()])
      given(...books, order(), capture, end)
        .when(order())
        .refused('ReferenceAlreadyUsed', { reference: 'order-43', seq: '6' });
  });

  it('is not that of another hold', () => {
    given(...books, order(), held('1.00', 'wallet', 'visa'))
      .when(captured({ reference: 'order-43' }))
      .refused('ReferenceAlreadyUsed', { reference: 'order-43', seq: '6' });
  });

  it('is that of its captures, where they give none or the same', () => {
    const captures = [captured({ amount: '1.00' }), captured({ amount: '2.00', reference: 'order-43' })];
    const ledger = lived(order(), ...captures, captured({ reference: 'clearing-1' }));
    const references = ledger.events.map(({ body }) => ('postings' in body ? body : {})) as Details[];
    expect(references.slice(-4).map(({ reference }) => reference)).toEqual([
      'order-43',
      'order-43',
      'order-43',
      'clearing-1',
    ]);
  });

  it('that is freed is used again once that is taken back', () => {
    const ledger = lived(order());
    ledger.state.undo.restart();
    ledger.perform(voided());
    ledger.perform(order());
    ledger.state.undo.backTo(0);
    expect(ledger.state.references.get('order-43')).toBe(6);
  });
});
