import type { PublishRates } from '@ledger/exchange/rates/publish-rates';
import type { LedgerCommand } from '@ledger/ledger';
import { credit, debit, opened, paid, post } from '../../../test/support/given';
import { balancesOf, plainExport } from '../../../test/support/plain-export';
import { plainBalances, readPlainJournal } from '../../../test/support/plain-accounting';
import { RecordedJournal } from '../../../test/support/recorded-journal';
import { recordSmallLedger } from '../../../test/support/small-ledger';
import { recordTreasury } from '../../../test/support/exchange-desks';
import { recordCardDesk } from '../../../test/support/card-desk';
import { temporaryExportFolder } from '../../../test/support/exported';
import { UnreadableEntry } from './hledger-file';

let folder: ReturnType<typeof temporaryExportFolder>;
beforeEach(() => {
  folder = temporaryExportFolder();
});
afterEach(() => folder.remove());

/** Its events as they would come from a store. */
const stored = ({ events }: RecordedJournal) => events.map((event, revision) => ({ ...event, revision }));

const written = async (journal: RecordedJournal) =>
  readPlainJournal(await plainExport(folder.path, stored(journal)));

function smallLedger(): RecordedJournal {
  const journal = new RecordedJournal();
  recordSmallLedger(journal);
  return journal;
}

/** A ledger with two accounts, in which these were posted, each in an append of its own. */
function ledgerWith(...commands: readonly LedgerCommand[]): RecordedJournal {
  const journal = new RecordedJournal();
  journal.append(journal.opening({ name: 'Books' }), opened('cash'), opened('sales', 'income'));
  for (const command of commands) journal.append(command);
  return journal;
}

it.each([
  ['a corner shop', recordSmallLedger],
  ['a card desk with imported history, holds and partial reversals', recordCardDesk],
])('ends with the balances of the ledger, to the last digit: %s', async (_, record) => {
  const journal = new RecordedJournal();
  record(journal);
  const plain = await written(journal);
  expect(plainBalances(plain)).toEqual(balancesOf(journal.state));
  expect(plainBalances(plain).size).toBeGreaterThan(5);
});

it('asserts each of these balances once, after all that moves them', async () => {
  const journal = smallLedger();
  const closing = (await written(journal)).transactions.at(-1)!;
  const asserted = closing.postings.map(({ account, currency, asserted: balance }) => [
    `${account} ${currency}`,
    BigInt(balance!.replace('.', '')),
  ]);
  expect(new Map(asserted as [string, bigint][])).toEqual(balancesOf(journal.state));
  expect(closing.postings).toHaveLength(asserted.length);
  expect(closing.postings.every(({ amount }) => /^0(?:\.0+)?$/.test(amount))).toBe(true);
});

it('declares every account with its type, and every currency that is used with its decimals', async () => {
  const types = { a: 'asset', e: 'equity', i: 'income', l: 'liability', x: 'expense' } as const;
  const { accounts, commodities } = await written(
    ledgerWith(
      ...Object.entries(types).map(([path, type]) => opened(`of-type:${path}`, type)),
      post(debit('cash', '1.000', 'BHD'), credit('of-type:l', '1.000', 'BHD')),
      post(debit('cash', '1', 'JPY'), credit('sales', '1', 'JPY')),
    ),
  );
  expect(Object.fromEntries(accounts)).toEqual({
    cash: 'A',
    'of-type:a': 'A',
    'of-type:e': 'E',
    'of-type:i': 'R',
    'of-type:l': 'L',
    'of-type:x': 'X',
    sales: 'R',
  });
  expect(Object.fromEntries(commodities)).toEqual({ BHD: 3, JPY: 0 });
});

it('declares the accounts of positions as those of conversions', async () => {
  const journal = new RecordedJournal('treasury');
  recordTreasury(journal);
  const { accounts } = await written(journal);
  const ofPositions = [...accounts].filter(([, type]) => type === 'V').map(([path]) => path);
  const pairs = ['eth', 'jpy', 'usd'].flatMap((code) =>
    ['equivalent', 'position'].map((name) => `equity:fx:${code}:${name}`),
  );
  expect(ofPositions).toEqual(pairs);
});

it('has every transaction once, balanced in each currency', async () => {
  const journal = smallLedger();
  const { transactions } = await written(journal);
  const ids = journal.entries().flatMap(({ type, id }) => (type === 'TransactionPosted' ? [id] : []));
  const found = transactions.slice(0, -1).map(({ tags }) => Object.fromEntries(tags)['id']);
  expect([...found].sort()).toEqual(ids.sort());
  for (const transaction of transactions) {
    const sums = new Map<string, bigint>();
    for (const { amount, currency } of transaction.postings)
      sums.set(currency, (sums.get(currency) ?? 0n) + BigInt(amount.replace('.', '')));
    expect([...sums.values()].every((sum) => sum === 0n)).toBe(true);
  }
});

it('goes by the day on which a transaction counts, and on one day by seq', async () => {
  const on = (effectiveAt: string, description: string) =>
    paid('1.00', 'cash', 'sales', { effectiveAt, description });
  const journal = ledgerWith(
    on('2026-03-02T00:00:00.000Z', 'c'),
    on('2026-03-01T23:59:59.999Z', 'a'),
    on('0001-01-01T00:00:00.000Z', 'first'),
    on('2026-03-01T00:00:00.000Z', 'b'),
    on('2026-03-02T23:00:00.000Z', 'd'),
  );
  const { transactions } = await written(journal);
  expect(transactions.map(({ day, description }) => [day, description])).toEqual([
    ['0001-01-01', 'first'],
    ['2026-03-01', 'a'],
    ['2026-03-01', 'b'],
    ['2026-03-02', 'c'],
    ['2026-03-02', 'd'],
    ['2026-03-02', 'Closing balances'],
  ]);
});

it('says in tags what a transaction says beside its postings', async () => {
  const details = {
    category: 'wallet.top_up',
    description: 'Café «Crème» — 5 €',
    effectiveAt: '2026-11-01T08:00:00.000Z',
    metadata: { device: 'pos-7', purpose: '', 'x.y-z': '😀' },
    reference: 'psp-1',
    tags: ['card', 'web'],
  };
  const journal = ledgerWith(paid('1.00', 'cash', 'sales', details));
  const { seq, id, recordedAt } = journal.entries().at(-1)!;
  const [transaction] = (await written(journal)).transactions;
  expect([transaction!.code, transaction!.description]).toEqual(['psp-1', 'Café «Crème» — 5 €']);
  expect(transaction!.tags).toEqual([
    ['seq', seq],
    ['id', id],
    ['recordedAt', recordedAt],
    ['category', 'wallet.top_up'],
    ['effectiveAt', '2026-11-01T08:00:00.000Z'],
    ['reference', 'psp-1'],
    ['tag', 'card'],
    ['tag', 'web'],
    ['metadata.device', 'pos-7'],
    ['metadata.purpose', ''],
    ['metadata.x.y-z', '😀'],
  ]);
});

it('says of a reversal what it reverses, and why', async () => {
  const journal = ledgerWith(paid('1.00', 'cash', 'sales', { reference: 'sale-1' }));
  const { seq } = journal.entries().at(-1)!;
  journal.append(journal.reversalOf('sale-1'));
  const { tags } = (await written(journal)).transactions[1]!;
  expect(tags).toEqual(
    expect.arrayContaining([
      ['reverses', seq],
      ['reason', 'Sold by mistake'],
    ]),
  );
});

it('says what was imported, and which hold a transaction captures', async () => {
  const journal = new RecordedJournal();
  recordCardDesk(journal);
  const tags = (await written(journal)).transactions.flatMap((transaction) => transaction.tags);
  const valuesOf = (wanted: string) => tags.flatMap(([name, value]) => (name === wanted ? [value] : []));
  const holds = journal.entries().flatMap(({ type, seq }) => (type === 'HoldPlaced' ? [seq] : []));
  expect(valuesOf('imported')).toEqual(['true', 'true', 'true']);
  expect(valuesOf('captures').length).toBeGreaterThan(0);
  expect(holds).toEqual(expect.arrayContaining(valuesOf('captures')));
});

it.each([
  ['; date:2020-01-01', '%3B date:2020-01-01'],
  [' * (999) taken', '%20* %28999%29 taken'],
  ['a | b', 'a %7C b'],
  ['[2020-01-01=2020-02-02]', '%5B2020-01-01=2020-02-02%5D'],
  ['two  spaces and an end ', 'two%20 spaces and an end%20'],
  ['100 % \u00a0', '100 %25 %C2%A0'],
])('keeps hostile words from being taken for syntax: %j', async (words, escaped) => {
  const details = { description: words, reference: words, tags: [words], metadata: { date: words } };
  const journal = ledgerWith(paid('1.00', 'cash', 'sales', details));
  const [transaction] = (await written(journal)).transactions;
  const values = transaction!.tags.filter(([name]) => /^(?:reference|tag|metadata\.date)$/.test(name));
  expect([transaction!.code, transaction!.description]).toEqual([escaped, escaped]);
  expect(values.map(([, value]) => value)).toEqual([escaped, escaped, escaped]);
});

it('writes amounts of 38 digits, of 18 decimals and of nothing as they are', async () => {
  const journal = new RecordedJournal();
  const currencies = [{ code: 'T-0A.B', decimals: 18, name: 'Token' }];
  journal.append(journal.opening({ name: 'Books', currencies }), opened('cash'), opened('2026-01-01'));
  const most = `${'9'.repeat(20)}.${'9'.repeat(18)}`;
  journal.append(post(debit('cash', most, 'T-0A.B'), credit('2026-01-01', most, 'T-0A.B')));
  journal.append(post(debit('cash', '0', 'JPY'), credit('2026-01-01', '0', 'JPY')));
  const { transactions } = await written(journal);
  expect(transactions.slice(0, 2).flatMap(({ postings }) => postings.map(({ amount }) => amount))).toEqual([
    most,
    `-${most}`,
    '0',
    '0',
  ]);
});

it('has no closing balances where nothing was posted', async () => {
  expect((await written(ledgerWith())).transactions).toEqual([]);
});

describe('the prices', () => {
  const closing = (observedAt: string, mid: string, details: Partial<PublishRates> = {}): PublishRates => ({
    type: 'PublishRates',
    source: 'ecb',
    rateType: 'closing',
    observedAt,
    rates: [{ base: 'USD', counter: 'EUR', mid }],
    ...details,
  });

  it('are the closing mids, of one day the one observed last, of one time the one published last', async () => {
    const { prices, commodities } = await written(
      ledgerWith(
        closing('2026-01-02T16:00:00.000Z', '0.93'),
        closing('2026-01-02T17:00:00.000Z', '0.92'),
        closing('2026-01-02T15:00:00.000Z', '0.94'),
        closing('2026-01-02T17:00:00.000Z', '0.9123456789'),
        closing('2026-01-01T23:59:59.999Z', '0.95'),
        closing('2026-01-02T23:00:00.000Z', '7', { rateType: 'spot' }),
        closing('2026-01-02T17:00:00.000Z', '1', { rates: [{ base: 'EUR', counter: 'JPY', mid: '163.27' }] }),
      ),
    );
    expect(prices).toEqual([
      { day: '2026-01-01', base: 'USD', counter: 'EUR', mid: '0.95' },
      { day: '2026-01-02', base: 'EUR', counter: 'JPY', mid: '163.27' },
      { day: '2026-01-02', base: 'USD', counter: 'EUR', mid: '0.9123456789' },
    ]);
    expect(Object.fromEntries(commodities)).toEqual({ EUR: 2, JPY: 0, USD: 2 });
  });

  it('are none where nothing was closed', async () => {
    expect((await written(smallLedger())).prices).toEqual([]);
  });
});

it('refuses an entry that cannot be read', async () => {
  const events = stored(smallLedger()).map((event) =>
    event.revision === 9 ? { ...event, data: Buffer.from('{') } : event,
  );
  await expect(plainExport(folder.path, events)).rejects.toThrow(UnreadableEntry);
});
