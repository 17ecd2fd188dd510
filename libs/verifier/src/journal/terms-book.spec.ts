import type { LedgerEvent } from '@ledger/ledger';
import type { Entry } from '@entries/entry';
import {
  idAt,
  noon,
  opened,
  openLedger,
  paid,
  reversed,
  TestLedger,
  type Wish,
} from '../../../../test/support/given';
import { Books } from './books';
import { JournalFault } from './fault';

const later = (i: number) => new Date(Date.parse(noon) + i * 1_000).toISOString();

/** The events of these commands, after the opening of a ledger with a bank and two customers. */
function eventsOf(...wishes: readonly Wish[]): LedgerEvent[] {
  const ledger = new TestLedger();
  const accounts = [opened('bank', 'asset'), opened('alice', 'liability'), opened('bob', 'liability')];
  [openLedger(), ...accounts, ...wishes].forEach((wish, i) => void ledger.perform(wish, later(i)));
  return [...ledger.events];
}

/** What the books find in the events: nothing, or the class and the seq. */
function found(events: readonly LedgerEvent[]): string {
  const entryAt = (seq: number) =>
    Buffer.from(JSON.stringify({ ...events[seq], id: idAt(seq), seq: String(seq) }));
  const books = new Books((seq) => (seq < events.length ? canonical(entryAt(seq)) : undefined));
  try {
    events.forEach((event, seq) => books.take(seq, { ...event, id: idAt(seq), recordedAt: later(1_000) }));
    return 'nothing';
  } catch (error) {
    if (error instanceof JournalFault) return `${error.faultClass} ${error.seq}`;
    throw error;
  }
}

function canonical(bytes: Buffer): Buffer {
  const entry = JSON.parse(bytes.toString()) as Record<string, unknown>;
  return Buffer.from(JSON.stringify(sorted(entry)));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, each]) => [key, sorted(each)]),
  );
}

/** The events with the body of the last of this type changed. */
function withLast(events: readonly LedgerEvent[], type: Entry['type'], change: (body: never) => object) {
  const at = events.findLastIndex((event) => event.type === type);
  const event = events[at]!;
  const body = change(structuredClone(event.body) as never);
  return { events: events.with(at, { ...event, body } as LedgerEvent), at };
}

const registration: Wish = { type: 'RegisterCurrency', code: 'PTS', decimals: 0, name: 'Points' };
const chart: Wish = {
  type: 'DeclareChart',
  patterns: [{ pattern: 'shops:*', type: 'liability', currencies: ['EUR', 'PTS'] }],
};
const statement: Wish = { type: 'IssueStatement', path: 'alice' };
const life = eventsOf(
  registration,
  chart,
  paid('5.00', 'bank', 'alice'),
  paid('1.00', 'alice', 'shops:one'),
  statement,
  paid('2.00', 'bank', 'alice'),
  statement,
  {
    type: 'ClosePeriod',
    period: 'then',
    from: '2020-01-01T00:00:00.000Z',
    to: '2020-02-01T00:00:00.000Z',
    kind: 'soft',
  },
  { type: 'ReopenPeriod', period: 'then', reason: 'late invoice' },
  { type: 'ChangeAccount', path: 'bob', limits: [{ currency: 'EUR', minimum: '-5.00' }] },
  {
    type: 'SetVelocityLimits',
    path: 'alice',
    limits: [
      { name: 'daily', per: 'node', side: 'debit', currency: 'PTS', maximum: '9', window: { seconds: '60' } },
    ],
  },
);

describe('the terms of a journal are in order', () => {
  it('where the rules have written them', () => {
    expect(found(life)).toBe('nothing');
  });

  type Body = Record<string, never> & { limits: object[]; patterns: object[] };
  it.each<[string, Entry['type'], (body: Body) => object, string]>([
    [
      'a statement that opens with another balance',
      'StatementIssued',
      (body) => ({ ...body, opening: [] }),
      'FiguresDiffer',
    ],
    [
      'a statement that skips a number',
      'StatementIssued',
      (body) => ({ ...body, number: '3' }),
      'FiguresDiffer',
    ],
    [
      'a statement that begins later',
      'StatementIssued',
      (body) => ({ ...body, fromSeq: '11' }),
      'FiguresDiffer',
    ],
    [
      'a statement that ends earlier',
      'StatementIssued',
      (body) => ({ ...body, toSeq: '1' }),
      'FiguresDiffer',
    ],
    [
      'an account of a line that the chart has not',
      'AccountOpened',
      (body) => ({ ...body, pattern: 'shops:two' }),
      'NotAllowedByBooks',
    ],
    [
      'an account of another type than its line',
      'AccountOpened',
      (body) => ({ ...body, type: 'asset' }),
      'NotAllowedByBooks',
    ],
    [
      'an account in a currency that there is not',
      'AccountChanged',
      (body) => ({ ...body, currencies: ['QQQ'] }),
      'NotAllowedByBooks',
    ],
    [
      'a limit of other decimals',
      'AccountChanged',
      (body) => ({ ...body, limits: [{ currency: 'EUR', minimum: '-5.0' }] }),
      'MalformedEntry',
    ],
    [
      'a velocity limit of other decimals',
      'VelocityLimitsSet',
      (body) => ({ ...body, limits: [{ ...body.limits[0], maximum: '9.00' }] }),
      'MalformedEntry',
    ],
    [
      'a chart in a currency that there is not',
      'ChartDeclared',
      (body) => ({ patterns: [{ ...body.patterns[0], currencies: ['QQQ'] }] }),
      'NotAllowedByBooks',
    ],
    [
      'a period reopened that was not closed',
      'PeriodReopened',
      (body) => ({ ...body, period: 'now' }),
      'NotAllowedByBooks',
    ],
    [
      'a transaction moved in, where the ledger is live',
      'TransactionPosted',
      (body) => ({ ...body, imported: true }),
      'NotAllowedByBooks',
    ],
  ])('but not with %s', (_, type, change, expected) => {
    const { events, at } = withLast(life, type, change);
    expect(found(events)).toBe(`${expected} ${at}`);
  });

  it('but not where an import ends that never began', () => {
    expect(found([...life, { type: 'ImportEnded', body: { reason: 'x' } }])).toBe(
      `NotAllowedByBooks ${life.length}`,
    );
  });
});

describe('a reversal in a journal is in order', () => {
  const events = eventsOf(
    paid('5.00', 'bank', 'alice'),
    reversed(0, { amount: '2.00' }),
    reversed(0, { amount: '1.00' }),
    reversed(0),
  );

  it('where the rules have written it, in parts and to the end', () => {
    expect(found(events)).toBe('nothing');
  });

  /** The original; its reversals follow it. */
  const original = events.findIndex(({ type }) => type === 'TransactionPosted');
  type Body = { reverses: object };
  const reverses = (changes: object) => (body: Body) => ({
    ...body,
    reverses: { ...body.reverses, ...changes },
  });
  it.each<[string, number, (body: Body) => object, string]>([
    ['that points to no transaction', 1, reverses({ seq: '1' }), 'NotAllowedByBooks'],
    ['that points to another transaction', 1, reverses({ id: idAt(original + 1) }), 'NotAllowedByBooks'],
    ['that points ahead', 1, reverses({ seq: String(original + 2) }), 'NotAllowedByBooks'],
    ['after which as much remains as before', 1, reverses({ remaining: ['5.00', '5.00'] }), 'FiguresDiffer'],
    ['after which too little remains', 2, reverses({ remaining: ['1.00', '1.00'] }), 'FiguresDiffer'],
    [
      'after which nothing remains, too early',
      2,
      (body) => ({ ...body, reverses: { id: idAt(original), seq: String(original) } }),
      'FiguresDiffer',
    ],
    ['with another number of postings', 1, reverses({ remaining: ['3.00'] }), 'NotAllowedByBooks'],
  ])('but not one %s', (_, nth, change, expected) => {
    const at = original + nth;
    const event = events[at]!;
    const changed = { ...event, body: change(structuredClone(event.body) as never) } as LedgerEvent;
    expect(found(events.with(at, changed))).toBe(`${expected} ${at}`);
  });
});
