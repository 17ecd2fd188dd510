import { CaptureHold } from './capture-hold';
import { parseCaptureHolds } from './capture-holds';
import { IncrementHold } from './increment-hold';
import { PlaceHold } from './place-hold';
import { ReverseTransaction } from '../transactions/reverse-transaction';
import { VoidHold } from './void-hold';
import { flawsOf } from '../../../../test/support/flaws-of';

const id = '019aab5e-3a4f-7c11-9d2e-5f0c6b8a7d21';
const postings = [
  { account: 'wallet', side: 'debit', amount: '60.00', currency: 'EUR' },
  { account: 'visa', side: 'credit', amount: '60.00', currency: 'EUR' },
];

describe('a hold as it is accepted', () => {
  it('has its expiry in UTC, and a tolerance of one kind', () => {
    const expiresAt = '2026-12-01T00:00:00+01:00';

    expect(PlaceHold.read({ postings, expiresAt, tolerance: { percent: '20' } })).toEqual({
      type: 'PlaceHold',
      postings,
      expiresAt: '2026-11-30T23:00:00.000Z',
      tolerance: { percent: '20' },
    });
    const tolerance = { amounts: [{ amount: '5.00', currency: 'EUR' }] };
    expect(PlaceHold.read({ postings, tolerance }).tolerance).toEqual(tolerance);
  });

  it.each(['0.0001', '0.5', '20', '99999.9999', '100000', '100000.0'])(
    'may be exceeded by %s per cent',
    (percent) => {
      expect(PlaceHold.read({ postings, tolerance: { percent } }).tolerance).toEqual({ percent });
    },
  );

  it.each([
    '0',
    '0.0',
    '00',
    '020',
    '.5',
    '5.',
    '-5',
    '+5',
    '1e2',
    '0.00001',
    '100000.1',
    '100001',
    '20%',
    '',
  ])('is not exceeded by %j per cent', (percent) => {
    expect(flawsOf(() => PlaceHold.read({ postings, tolerance: { percent } }))).toEqual([
      'BadFormat /tolerance/percent',
    ]);
  });

  it.each([
    ['no postings', { postings: undefined }, 'Missing /postings'],
    ['one posting', { postings: [postings[0]] }, 'TooShort /postings'],
    ['an effective time', { effectiveAt: '2026-11-22T00:00:00Z' }, 'UnknownField /effectiveAt'],
    ['an expiry that is a day', { expiresAt: '2026-12-01' }, 'BadFormat /expiresAt'],
    ['a tolerance of nothing', { tolerance: {} }, 'Missing /tolerance'],
    [
      'a tolerance of two kinds',
      { tolerance: { percent: '5', amounts: [{ amount: '5.00', currency: 'EUR' }] } },
      'Repeated /tolerance/amounts',
    ],
    ['a tolerance that is a number', { tolerance: { percent: 20 } }, 'WrongType /tolerance/percent'],
    ['a tolerance of no amounts', { tolerance: { amounts: [] } }, 'TooShort /tolerance/amounts'],
    [
      'two tolerances in one currency',
      {
        tolerance: {
          amounts: [
            { amount: '5.00', currency: 'EUR' },
            { amount: '6.00', currency: 'EUR' },
          ],
        },
      },
      'Repeated /tolerance/amounts/1',
    ],
    [
      'a negative tolerance',
      { tolerance: { amounts: [{ amount: '-5.00', currency: 'EUR' }] } },
      'AmountHasSign /tolerance/amounts/0/amount',
    ],
  ])('is not accepted with %s', (_what, more, flaw) => {
    expect(flawsOf(() => PlaceHold.read({ postings, ...more }))).toEqual([flaw]);
  });
});

describe('what is accepted for a hold that stands', () => {
  it('is, of a capture, nothing at all: then all that remains is meant', () => {
    expect(CaptureHold.read({}, id)).toEqual({ type: 'CaptureHold', hold: id });
  });

  it.each([
    ['both amount and postings', { amount: '1.00', postings }, 'Repeated /postings'],
    ['a final that is a word', { final: 'true' }, 'WrongType /final'],
    ['one posting', { postings: [postings[0]] }, 'TooShort /postings'],
    ['a late reason of nothing', { lateReason: '' }, 'TooShort /lateReason'],
    ['an expiry', { expiresAt: '2026-12-01T00:00:00Z' }, 'UnknownField /expiresAt'],
  ])('is, of a capture, not %s', (_what, input, flaw) => {
    expect(flawsOf(() => CaptureHold.read(input, id))).toEqual([flaw]);
  });

  it('is, of an increment, more, another expiry, or both', () => {
    const expiresAt = '2026-12-01T00:00:00.000Z';

    expect(IncrementHold.read({ expiresAt }, id)).toEqual({ type: 'IncrementHold', hold: id, expiresAt });
    expect(IncrementHold.read({ amount: '1.00' }, id)).toEqual({
      type: 'IncrementHold',
      hold: id,
      amount: '1.00',
    });
    expect(flawsOf(() => IncrementHold.read({}, id))).toEqual(['Missing ']);
    const version = [{ account: 'wallet', currency: 'EUR', version: '1' }];
    expect(flawsOf(() => IncrementHold.read({ conditions: version }, id))).toEqual(['Missing ']);
    expect(flawsOf(() => IncrementHold.read({ amount: '1.00', postings }, id))).toEqual([
      'Repeated /postings',
    ]);
  });

  it('is voided for a reason only', () => {
    expect(flawsOf(() => VoidHold.read({}, id))).toEqual(['Missing /reason']);
  });
});

describe('a settlement file as it is accepted', () => {
  const item = { idempotencyKey: 'k1', hold: id };

  it('is one capture for each item, under its key', () => {
    expect(parseCaptureHolds({ items: [{ ...item, amount: '1.00', final: true }] })).toEqual([
      { key: 'k1', command: { type: 'CaptureHold', hold: id, amount: '1.00', final: true } },
    ]);
  });

  it('shows the flaws of all items, each at its place', () => {
    const items = [
      { ...item, amount: 1 },
      item,
      { hold: 'h1', idempotencyKey: '' },
      { ...item, amount: '1.00', postings },
    ];

    expect(flawsOf(() => parseCaptureHolds({ items }))).toEqual([
      'WrongType /items/0/amount',
      'BadFormat /items/2/idempotencyKey',
      'BadFormat /items/2/hold',
      'Repeated /items/3/postings',
    ]);
  });

  it('has 1 to 10,000 items', () => {
    expect(flawsOf(() => parseCaptureHolds({ items: [] }))).toEqual(['TooShort /items']);
    expect(flawsOf(() => parseCaptureHolds({ items: new Array(10_001).fill(item) }))).toEqual([
      'TooLong /items',
    ]);
    expect(parseCaptureHolds({ items: new Array(10_000).fill(item) })).toHaveLength(10_000);
  });
});

describe('a reversal as it is accepted', () => {
  it('is of all that remains, of an amount, or of postings', () => {
    const reverse = (more: object) => ReverseTransaction.read({ reason: 'Returned', ...more }, id);

    expect(reverse({})).toEqual({ type: 'ReverseTransaction', transaction: id, reason: 'Returned' });
    expect(reverse({ amount: '1.00' }).amount).toBe('1.00');
    expect(reverse({ postings }).postings).toEqual(postings);
    expect(flawsOf(() => reverse({ amount: '1.00', postings }))).toEqual(['Repeated /postings']);
  });
});
