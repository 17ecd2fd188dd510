import fc from 'fast-check';
import type { LedgerEvent } from '@ledger/ledger';
import { Refusal } from '@ledger/refusal';
import { availableOf, postedOf } from '@ledger/transactions/figures';
import { formatUnits } from '@ledger/money/amount';
import {
  credit,
  debit,
  idAt,
  noon,
  opened,
  openLedger,
  paid,
  TestLedger,
  type Wish,
} from '../../../../test/support/given';
import { captured, expired, held, incremented, voided } from '../../../../test/support/given-holds';
import { Books } from './books';
import { JournalFault } from './fault';

const beginning: Wish[] = [
  openLedger(),
  opened('bank', 'asset'),
  opened('shop', 'liability'),
  opened('alice', 'liability'),
  paid('100.00', 'bank', 'alice'),
];

/** A ledger in which these commands were performed, each a second after the one before; what is refused is left out. */
function lived(...wishes: readonly Wish[]): TestLedger {
  const ledger = new TestLedger();
  [...beginning, ...wishes].forEach((wish, i) => {
    const now = new Date(Date.parse(noon) + i * 1_000).toISOString();
    expired(ledger, now);
    try {
      ledger.perform(wish, now);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
  });
  return ledger;
}

function booksOf(events: readonly LedgerEvent[]): Books {
  const books = new Books();
  events.forEach((event, seq) => books.take(seq, { ...event, id: idAt(seq) }));
  return books;
}

const later = new Date(Date.parse(noon) + 10_000).toISOString();

describe('the books of a verifier follow every hold', () => {
  it.each<[string, Wish[]]>([
    ['captured at once', [held('30.00', 'alice', 'shop'), captured()]],
    ['captured in parts', [held('30.00', 'alice', 'shop'), captured({ amount: '10.00' }), captured()]],
    [
      'captured for less, finally',
      [held('30.00', 'alice', 'shop'), captured({ amount: '10.00', final: true })],
    ],
    [
      'captured for more',
      [held('30.00', 'alice', 'shop', { tolerance: { percent: '20' } }), captured({ amount: '36.00' })],
    ],
    ['incremented and voided', [held('30.00', 'alice', 'shop'), incremented({ amount: '5.00' }), voided()]],
    [
      'captured in part and voided',
      [held('30.00', 'alice', 'shop'), captured({ amount: '10.00' }), voided()],
    ],
    [
      'expired',
      [
        held('30.00', 'alice', 'shop', { expiresAt: later }),
        ...Array<Wish>(9).fill(paid('1.00', 'bank', 'alice')),
      ],
    ],
    [
      'on several lines of one account',
      [
        {
          type: 'PlaceHold',
          postings: [debit('alice', '5.00'), debit('alice', '7.00'), credit('shop', '12.00')],
        },
        captured({ amount: '6.00' }),
        captured(),
      ],
    ],
  ])('%s', (_, wishes) => {
    const { events, state } = lived(...wishes);
    expect(events.some(({ type }) => type === 'HoldPlaced')).toBe(true);
    const books = booksOf(events);
    for (const [path, account] of state.accounts) {
      const expected = account.balances.map((balance) => availableOf(account, balance));
      const found = books.accounts.get(path)!.balances.map((balance) => {
        const isDebit = path === 'bank';
        const posted = isDebit ? balance.debits - balance.credits : balance.credits - balance.debits;
        return posted - (isDebit ? balance.heldCredits : balance.heldDebits);
      });
      expect([path, found]).toEqual([path, expected]);
    }
  });

  it('whatever order they come in', () => {
    const amount = fc.integer({ min: 1, max: 4_000 }).map((units) => formatUnits(BigInt(units), 2));
    const wish: fc.Arbitrary<Wish> = fc.oneof(
      amount.map((units) => paid(units, 'bank', 'alice')),
      fc
        .record({ units: amount, percent: fc.constantFrom('0', '10', '33.3') })
        .map(({ units, percent }) => held(units, 'alice', 'shop', { tolerance: { percent } })),
      amount.map((units) => incremented({ amount: units })),
      fc
        .record({ units: amount, final: fc.boolean() })
        .map(({ units, final }) => captured({ amount: units, final })),
      fc.constantFrom<Wish>(captured(), voided()),
    );
    const property = fc.property(fc.array(wish, { maxLength: 20 }), (wishes) => {
      const { events, state } = lived(held('1.00', 'alice', 'shop'), ...wishes);
      const { accounts } = booksOf(events);
      const alice = state.accounts.get('alice')!;
      expect(accounts.get('alice')!.balances[0]!.credits - accounts.get('alice')!.balances[0]!.debits).toBe(
        postedOf(alice, alice.balances[0]!),
      );
    });
    fc.assert(property, { seed: 1, numRuns: 150 });
  });
});

describe('the books of a verifier find', () => {
  const life = [held('30.00', 'alice', 'shop'), captured({ amount: '10.00' }), voided()];
  const at = beginning.length + 1;
  /** The life of a hold with one event changed: placed, captured or voided. */
  function found(which: number, change: (body: never) => object): string {
    const { events } = lived(...life);
    const event = events[at + which]!;
    events[at + which] = { ...event, body: change(structuredClone(event.body) as never) } as LedgerEvent;
    try {
      booksOf(events);
      return 'nothing';
    } catch (error) {
      if (error instanceof JournalFault) return `${error.faultClass} ${error.seq - at}`;
      throw error;
    }
  }
  type Body = { postings: object[]; captures: object; hold: object };
  const posting = (i: number, changes: object) => (body: Body) => ({
    ...body,
    postings: body.postings.with(i, { ...body.postings[i], ...changes }),
  });
  it.each<[string, number, (body: Body) => object, string]>([
    ['nothing in a life that is in order', 0, (body) => body, 'nothing'],
    ['more available than a hold leaves', 0, posting(0, { available: '100.00' }), 'FiguresDiffer 0'],
    [
      'a hold whose sides differ',
      0,
      posting(0, { amount: '31.00', available: '69.00' }),
      'PostingsDoNotBalance 0',
    ],
    [
      'a capture that leaves all that was held',
      1,
      (body) => ({ ...body, captures: { ...body.captures, remaining: ['30.00', '30.00'] } }),
      'FiguresDiffer 1',
    ],
    [
      'a capture that leaves less than it should',
      1,
      (body) => ({ ...body, captures: { ...body.captures, remaining: ['19.00', '19.00'] } }),
      'FiguresDiffer 1',
    ],
    ['a hold that was posted', 0, posting(0, { posted: '70.00' }), 'FiguresDiffer 0'],
    [
      'a capture that leaves more than there was',
      1,
      (body) => ({ ...body, captures: { ...body.captures, remaining: ['31.00', '31.00'] } }),
      'FiguresDiffer 1',
    ],
    [
      'a capture that leaves other than its figures say',
      1,
      (body) => ({ ...body, captures: { ...body.captures, remaining: ['21.00', '20.00'] } }),
      'FiguresDiffer 1',
    ],
    [
      'a capture that leaves less than its hold has lines',
      1,
      (body) => ({ ...body, captures: { ...body.captures, remaining: ['20.00'] } }),
      'NotAllowedByBooks 1',
    ],
    [
      'a capture of a hold that there is not',
      1,
      (body) => ({ ...body, captures: { ...body.captures, id: idAt(1) } }),
      'NotAllowedByBooks 1',
    ],
    ['a capture that is none', 1, ({ captures: _, ...body }) => body, 'FiguresDiffer 1'],
    [
      'a hold that ends with something left',
      2,
      posting(0, { amount: '19.00', available: '89.00' }),
      'NotAllowedByBooks 2',
    ],
    ['a release of more than is held', 2, posting(0, { amount: '21.00' }), 'NotAllowedByBooks 2'],
    [
      'a release from an account that holds nothing',
      2,
      posting(0, { account: 'bank' }),
      'NotAllowedByBooks 2',
    ],
    [
      'an end of a hold placed by another entry',
      2,
      (body) => ({ ...body, hold: { ...body.hold, seq: '1' } }),
      'NotAllowedByBooks 2',
    ],
  ])('%s', (_, which, change, expected) => {
    expect(found(which, change)).toBe(expected);
  });
});
