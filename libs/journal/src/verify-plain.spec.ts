import type { LedgerEvent } from '@ledger/ledger';
import { credit, debit } from '../../../test/support/given';
import { ledger, opening, written } from '../../../test/support/written-journal';
import { JournalVerifier, type JournalEvent } from './verify';
import { JournalFault } from './verify-fault';

const figures = (posted: string, version: string, available = posted) => ({ available, posted, version });
const accounts: LedgerEvent[] = ['bank', 'alice', 'bob'].map((path) => ({
  type: 'AccountOpened',
  body: { path, type: path === 'bank' ? 'asset' : 'liability' },
}));

/** Transactions of every kind that is read quickly, and of some that are not. */
const transactions: LedgerEvent[] = [
  {
    type: 'TransactionPosted',
    body: {
      category: 'wallet.top_up',
      description: 'braces } ] in a "text" \\',
      metadata: { note: '"postings":[', psp: 'x' },
      postings: [
        { ...debit('bank', '10.00'), ...figures('10.00', '1') },
        { ...credit('alice', '10.00'), ...figures('10.00', '1') },
      ],
      reference: 'p2p-1',
      tags: ['card', 'eu'],
    },
  },
  {
    type: 'TransactionPosted',
    body: {
      postings: [
        { ...debit('alice', '12.34'), ...figures('-2.34', '2') },
        { ...credit('bob', '12.00'), ...figures('12.00', '1') },
        { ...credit('bob', '0.34'), ...figures('12.34', '2') },
      ],
    },
  },
  {
    type: 'TransactionPosted',
    body: {
      postings: [
        { ...debit('bank', '5', 'JPY'), ...figures('5', '1') },
        { ...credit('alice', '5', 'JPY'), ...figures('5', '1') },
        { ...debit('bank', '1.00'), ...figures('11.00', '2') },
        { ...credit('alice', '1.00'), ...figures('-1.34', '3') },
      ],
    },
  },
  {
    type: 'TransactionPosted',
    body: {
      postings: [
        { ...debit('bank', '99999999999999999999.99'), ...figures('100000000000000000010.99', '3') },
        { ...credit('bob', '99999999999999999999.99'), ...figures('100000000000000000012.33', '3') },
      ],
    },
  },
  {
    type: 'TransactionPosted',
    body: {
      postings: [
        { ...debit('bank', '0.01'), ...figures('100000000000000000011.00', '4') },
        { ...credit('bob', '0.01'), ...figures('100000000000000000012.34', '4') },
      ],
    },
  },
];
const events = written([opening, accounts, ...transactions.map((event) => [event])]);
const first = opening.length + accounts.length;

/** What the walk makes of the events: the books, or the fault; quickly where it can, or thoroughly throughout. */
function walked(journal: readonly Pick<JournalEvent, 'data' | 'metadata'>[], isQuick: boolean) {
  const verifier = new JournalVerifier({ ledger });
  let quick = 0;
  try {
    for (const { data, metadata } of journal) {
      if (isQuick && verifier.takeQuickly(Buffer.from(data), metadata)) quick += 1;
      else verifier.takeBytes(data, metadata);
    }
  } catch (error) {
    if (error instanceof JournalFault) return { fault: [error.faultClass, error.seq, error.message], quick };
    throw error;
  }
  const { accounts: books, postings, transactions: count } = verifier.books;
  const balances = [...books.values()].map(({ path, balances: of }) => [
    path,
    of.map(({ currency, debits, credits, version, postedSum }) => [
      currency.code,
      debits,
      credits,
      version,
      postedSum,
    ]),
  ]);
  const { trustedTo, lastRecordedAt } = verifier;
  return {
    balances,
    postings,
    count,
    trustedTo,
    lastRecordedAt,
    head: verifier.headHash.toString('hex'),
    quick,
  };
}

it('plain transactions are read quickly, the others thoroughly, with the same outcome', () => {
  const { quick, ...outcome } = walked(events, true);
  const { quick: none, ...expected } = walked(events, false);
  expect(outcome).toEqual(expected);
  expect(outcome).toMatchObject({ count: 5, trustedTo: events.length });
  expect([quick, none]).toEqual([2, 0]);
});

it('whatever one byte of a transaction is changed to, both say the same', () => {
  let read = 0;
  const metadata = Buffer.alloc(0);
  const unsealed = events.map(({ data }) => ({ data, metadata }));
  for (const [at, { data }] of unsealed.slice(first, first + 2).entries()) {
    const before = unsealed.slice(0, first + at);
    for (let i = 0; i < data.length; i += 1) {
      const bytes = Buffer.from(data);
      bytes[i]! ^= i % 2 === 0 ? 0x01 : 0x10;
      const changed = [...before, { data: bytes, metadata }];
      const { quick, ...outcome } = walked(changed, true);
      const { quick: _, ...expected } = walked(changed, false);
      expect(outcome).toEqual(expected);
      read += quick;
    }
  }
  expect(read).toBeGreaterThan(0);
});
