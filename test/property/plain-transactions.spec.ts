import type { LedgerEvent } from '@ledger/ledger';
import fc from 'fast-check';
import { credit, debit } from '../support/given';
import { ledger, opening, written } from '../support/written-journal';
import { canonicalText, parseThoroughly, type Canonical } from '@entries/canonical';
import { isPlainlyCanonical } from '@entries/canonical-scan';
import { leafHash } from '@entries/entry';
import { shapeFlawOf } from '@entries/entry-shape';
import { JournalVerifier } from '@verifier/journal/journal-verifier';
import type { JournalEvent } from '@verifier/journal/stored-entry';
import { JournalFault, JournalIncomplete } from '@verifier/journal/fault';
import { PlainTransaction } from '@verifier/journal/fast/plain-transaction';

const figures = (posted: string, version: string, { available = posted, line = version } = {}) => ({
  available,
  line,
  posted,
  version,
});
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
        { ...debit('bank', '5', 'JPY'), ...figures('5', '1', { line: '2' }) },
        { ...credit('alice', '5', 'JPY'), ...figures('5', '1', { line: '3' }) },
        { ...debit('bank', '1.00'), ...figures('11.00', '2', { line: '3' }) },
        { ...credit('alice', '1.00'), ...figures('-1.34', '3', { line: '4' }) },
      ],
    },
  },
  {
    type: 'TransactionPosted',
    body: {
      postings: [
        {
          ...debit('bank', '99999999999999999999.99'),
          ...figures('100000000000000000010.99', '3', { line: '4' }),
        },
        { ...credit('bob', '99999999999999999999.99'), ...figures('100000000000000000012.33', '3') },
      ],
    },
  },
  {
    type: 'TransactionPosted',
    body: {
      postings: [
        { ...debit('bank', '0.01'), ...figures('100000000000000000011.00', '4', { line: '5' }) },
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
    verifier.settle();
  } catch (error) {
    if (error instanceof JournalFault) return { fault: [error.faultClass, error.seq, error.message], quick };
    if (error instanceof JournalIncomplete) return { incomplete: error.message, quick };
    throw error;
  }
  const { accounts: books, postings, transactions: count } = verifier.books;
  const balances = [...books.values()].map(({ path, balances: of }) => [
    path,
    of.map(({ currency, debits, credits, version }) => [currency.code, debits, credits, version]),
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

describe('a transaction that is read quickly', () => {
  const open = ['bank', 'alice', 'bob'].map((path) => ({ path }));
  const place = { seq: first, prev: leafHash(events[first - 1]!.data) };
  const data = Buffer.from(events[first]!.data);
  const plainOf = (name: string) =>
    new PlainTransaction(name, (path) => open.find((each) => each.path === path));
  const plain = plainOf(ledger);
  const reads = (bytes: Buffer) => plain.read(bytes, place);

  it('is canonical, whatever byte is changed, left out or put in', () => {
    const notCanonical: string[] = [];
    let read = 0;
    const judge = (bytes: Buffer) => {
      if (!reads(bytes)) return;
      if (!isPlainlyCanonical(bytes)) notCanonical.push(bytes.toString('latin1'));
      read += 1;
    };
    for (let at = 0; at < data.length; at += 1) {
      const [before, after] = [data.subarray(0, at), data.subarray(at + 1)];
      judge(Buffer.concat([before, after]));
      for (const byte of Buffer.from('"\\,:{}[]09-. zé\n'))
        judge(Buffer.concat([before, Buffer.of(byte), data.subarray(at)]));
      const changed = Buffer.from(data);
      for (let byte = 0; byte < 256; byte += 1) {
        changed[at] = byte;
        judge(changed);
      }
    }
    expect(notCanonical).toEqual([]);
    expect(read).toBeGreaterThan(1_000);
  });

  it('is what the shape of an entry allows, whatever else its body holds and however its keys are ordered', () => {
    const anyText = fc.oneof(fc.string({ unit: 'binary-ascii', maxLength: 6 }), fc.string({ maxLength: 4 }));
    const anything = fc.oneof(anyText, fc.constantFrom<Canonical>(true, false, null, 1, [], {}, ['x'], [1]));
    const textsByKey = fc.dictionary(key, fc.oneof({ weight: 9, arbitrary: anyText }, anything), {
      maxKeys: 3,
    });
    const time = fc.constantFrom('2026-11-23T12:00:00.000Z', '2026-02-30T12:00:00.000Z', 'yesterday');
    const right = {
      category: anyText,
      description: anyText,
      effectiveAt: time,
      imported: fc.constantFrom(true, false),
      lateReason: anyText,
      metadata: textsByKey,
      reason: anyText,
      reference: anyText,
      tags: fc.array(anyText, { maxLength: 3 }),
      reverses: anything,
      unheardOf: anyText,
    };
    const orWrong = <Value>(value: fc.Arbitrary<Value>) =>
      fc.oneof<fc.MaybeWeightedArbitrary<unknown>[]>({ weight: 9, arbitrary: value }, anything);
    const more = fc.record(
      Object.fromEntries(Object.entries(right).map(([name, value]) => [name, orWrong(value)])),
      { requiredKeys: [] },
    );
    const few = more.map((all) => Object.fromEntries(Object.entries(all).filter((_, at) => at % 3 === 0)));
    const entry = JSON.parse(data.toString()) as { body: object };
    const [taken, refused] = [new Set<string>(), new Set<string>()];
    const property = fc.property(few, fc.boolean(), (fields, isSorted) => {
      const { postings } = entry.body as { postings: Canonical };
      const all = { ...entry, body: isSorted ? { ...fields, postings } : { postings, ...fields } };
      const text = isSorted ? canonicalText(all) : JSON.stringify(all);
      const isRead = reads(Buffer.from(text));
      (isRead ? taken : refused).add(text);
      if (isRead) expect(shapeFlawOf(parseThoroughly(Buffer.from(text)))).toBeUndefined();
    });
    fc.assert(property, { seed: 1, numRuns: 2_000 });
    expect(Math.min(taken.size, refused.size)).toBeGreaterThan(100);
  });

  it.each(['1st', '_x', '.x', '-x'])(
    'gives up at a key of metadata that begins with no letter: %s',
    (key) => {
      expect(reads(Buffer.from(data.toString().replace('"note":', `"${key}":`)))).toBe(false);
    },
  );

  it.each(['captures', 'reverses', 'unheardOf'])('gives up at a field it does not know: %s', (name) => {
    expect(reads(Buffer.from(data.toString().replace('"category":"wallet.top_up"', `"${name}":"x"`)))).toBe(
      false,
    );
  });

  it.each([
    ['another seq', { ...place, seq: first + 1 }],
    ['another prev', { ...place, prev: leafHash(data) }],
  ])('stands in its place: not with %s', (_, elsewhere) => {
    expect(reads(data)).toBe(true);
    expect(plain.read(data, elsewhere)).toBe(false);
  });

  it('belongs to its ledger, whose name is ASCII', () => {
    expect(plainOf('acm').read(data, place)).toBe(false);
    for (const name of ['acmé', 'a"b', 'a\\b', 'a\u007fb', 'a\u0001b']) {
      const bytes = Buffer.from(
        data.toString().replace('"ledger":"acme"', `"ledger":${JSON.stringify(name)}`),
      );
      const isRead = plainOf(name).read(bytes, place);
      expect([name, isRead]).toEqual([name, isPlainlyCanonical(bytes)]);
      expect(plainOf(name).read(Buffer.from(bytes.toString(), 'latin1'), place)).toBe(isRead);
    }
  });

  it('is between accounts that are open', () => {
    expect(reads(data)).toBe(true);
    expect(plain.postings.slice(0, plain.count).map(({ account }) => account)).toEqual(open.slice(0, 2));
    expect(reads(Buffer.from(data.toString().replace('"account":"alice"', '"account":"carol"')))).toBe(false);
  });

  it('was recorded at a time', () => {
    for (const time of ['', '2026-11-23', '2026-11-23T12:00:00.000z', '2026-11-23T12:00:00.000+'])
      expect(reads(Buffer.from(data.toString().replace(/("recordedAt":")[^"]*/, `$1${time}`)))).toBe(false);
  });
});

const key = fc.oneof(
  fc.stringMatching(/^[a-z][a-z.-]{0,5}$/),
  fc.constantFrom('', '1', 'pos', 'postings', 'postings2', 'captures', 'capture', 'a b', 'a"', '\u00e9'),
);
