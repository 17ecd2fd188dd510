import type { QueryRunner } from 'typeorm';
import { GetBalances, GetBalancesHandler } from '@read-models/balances/balances.queries';
import { DatedBlocks1764200000000 } from '@read-models/schema/migrations/1764200000000-dated-blocks';
import { blockSizes } from '@read-models/statements/dated-blocks';
import { credit, debit, opened, openLedger, post } from '../support/given';
import { NaivePast } from '../support/naive-past';
import { withClient } from '../support/projecting';
import { queriedBooks } from '../support/queried-books';
import { seeded } from '../support/seeded';

const ledger = queriedBooks();
const [small, middle, large] = blockSizes;

/** Seqs of transactions, each with the count of lines that every account has by then. */
const linesBy = new Map<number, number>();

/**
 * So many lines on each account, all with effective times of their own, which `order` gives in seconds. Several to a
 * transaction, but one where a block ends, so that every count of lines around an end comes up.
 */
async function live(count: number, order: (n: number) => number): Promise<void> {
  const { books } = ledger.now;
  for (const command of [openLedger(), opened('bank'), opened('ann', 'liability')]) books.perform(command);
  linesBy.clear();
  for (let n = 0; n < count;) {
    const missing = small - (n % small);
    const lines = missing <= 8 || n % small < 8 ? 1 : Math.min(8, missing - 8);
    const amounts = Array.from({ length: lines }, (_, i) => `${1 + ((n + i) % 7)}.01`);
    const sides = n % 3 === 0 ? [credit, debit] : [debit, credit];
    const postings = amounts.flatMap((amount) => [sides[0]!('bank', amount), sides[1]!('ann', amount)]);
    n += lines;
    const entry = books.perform({ ...post(...postings), effectiveAt: at(order(n)) });
    linesBy.set(Number(entry.seq), n);
  }
  await ledger.now.applied();
}

/** The balances of `ann` as of some pasts, each beside what the naive model says. */
async function compare(pasts: readonly { knownSeq: number; effectiveAt: string }[]): Promise<void> {
  const naive = new NaivePast(ledger.now.books.entries);
  const query = new GetBalancesHandler(ledger.now.tables);
  for (const { knownSeq, effectiveAt } of pasts) {
    const asOf = { knownAtSeq: BigInt(knownSeq), effectiveAt };
    const { items } = await query.execute(new GetBalances('acme', 'ann', asOf));
    expect(items).toEqual(naive.balances('ann', { knownSeq, effectiveAt }));
  }
}

const at = (place: number) => new Date(Date.UTC(2025, 0, 1) + Math.floor(place) * 1_000).toISOString();

/** Seq of the last transaction by which the accounts had at most so many lines. */
function seqBy(lines: number): number {
  return [...linesBy].findLast(([, by]) => by <= lines)![0];
}

it('the blocks of dated lines say the same as the lines, where they begin, end and lie between', async () => {
  const random = seeded(1);
  const count = large + middle + 2 * small + 100;
  await live(count, () => random() * 5_000);
  const ends = [
    0,
    small,
    2 * small,
    middle,
    middle + small,
    large - small,
    large,
    large + small,
    large + middle,
  ];
  const counts = ends.flatMap((end) => [end - 1, end, end + 1]).filter((lines) => lines > 0);
  const pasts = counts.flatMap((lines) =>
    [0, 1_700, 5_000].map((place) => ({ knownSeq: seqBy(lines), effectiveAt: at(place) })),
  );
  for (let i = 0; i < 30; i += 1)
    pasts.push({ knownSeq: seqBy(1 + random() * count), effectiveAt: at(random() * 5_000) });
  await compare(pasts);
  const sizes = await withClient(ledger.now.databaseUrl, (client) =>
    client.query<{ size: number; blocks: string }>(
      'select size, count(distinct (account, block)) as blocks from dated_sums group by size order by size',
    ),
  );
  // Of both accounts.
  expect(sizes.rows).toEqual([
    { size: small, blocks: String(2 * Math.floor(count / small)) },
    { size: middle, blocks: String(2 * Math.floor(count / middle)) },
    { size: large, blocks: '2' },
  ]);
});

it.each([
  ['backwards', (n: number) => 10_000 - n],
  ['in order', (n: number) => n],
  ['all at once', () => 7],
])('effective times may come %s', async (_, order) => {
  const count = 3 * small + 7;
  await live(count, order);
  const random = seeded(2);
  const pasts = Array.from({ length: 25 }, (_, i) => ({
    knownSeq: seqBy(1 + random() * count),
    effectiveAt: at(order(1 + random() * count) - (i % 2)),
  }));
  await compare(pasts);
});

it('blocks of other sizes, from an earlier release, are made again from the lines', async () => {
  const random = seeded(3);
  await live(middle + small + 20, () => random() * 5_000);
  await withClient(ledger.now.databaseUrl, async (client) => {
    const blocks = async () =>
      (await client.query('select * from dated_sums order by account, size, block, effective_at, number'))
        .rows;
    const made = await blocks();
    expect(new Set(made.map(({ size }: { size: number }) => size))).toEqual(new Set([small, middle]));
    await client.query('update dated_sums set size = 1024 where size = 512');
    await new DatedBlocks1764200000000().up({ query: (sql: string) => client.query(sql) } as QueryRunner);
    expect(await blocks()).toEqual(made);
  });
});
