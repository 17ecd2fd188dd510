import { GetBalances, GetBalancesHandler } from '@read-models/balances/balances.queries';
import { blockSizes } from '@read-models/statements/dated-blocks';
import { opened, openLedger, paid } from '../support/given';
import { NaivePast } from '../support/naive-past';
import { withClient } from '../support/projecting';
import { queriedBooks } from '../support/queried-books';
import { seeded } from '../support/seeded';

jest.setTimeout(120_000);

const ledger = queriedBooks();
const [small, large] = blockSizes;

/** So many transactions of which each has an effective time of its own; `order` places the nth on a line of time. */
async function live(count: number, order: (n: number) => number): Promise<void> {
  const { books } = ledger.now;
  for (const command of [openLedger(), opened('bank'), opened('ann', 'liability')]) books.perform(command);
  for (let n = 0; n < count; n += 1) {
    const effectiveAt = new Date(Date.UTC(2025, 0, 1) + order(n) * 1_000).toISOString();
    const [debited, credited] = n % 3 ? ['bank', 'ann'] : ['ann', 'bank'];
    books.perform(paid(`${1 + (n % 7)}.01`, debited, credited, { effectiveAt }));
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

const at = (place: number) => new Date(Date.UTC(2025, 0, 1) + place * 1_000).toISOString();
/** Seq of the transaction that has so many before it: three entries come before the first. */
const seqOf = (n: number) => n + 3;

it('the blocks of dated lines say the same as the lines, where they begin, end and lie between', async () => {
  const random = seeded(1);
  const count = large + 2 * small + 100;
  await live(count, () => Math.floor(random() * 5_000));
  const edges = [
    0,
    1,
    small - 1,
    small,
    small + 1,
    2 * small,
    large - 1,
    large,
    large + 1,
    large + small,
    count - 1,
  ];
  const pasts = edges.flatMap((n) =>
    [0, 1_700, 5_000].map((place) => ({ knownSeq: seqOf(n), effectiveAt: at(place) })),
  );
  await compare([
    ...pasts,
    ...Array.from({ length: 40 }, () => ({
      knownSeq: seqOf(Math.floor(random() * count)),
      effectiveAt: at(random() * 5_000),
    })),
  ]);
  const sizes = await withClient(ledger.now.databaseUrl, (client) =>
    client.query<{ size: number; blocks: string }>(
      'select size, count(distinct (account, block)) as blocks from dated_sums group by size order by size',
    ),
  );
  // Of both accounts.
  expect(sizes.rows).toEqual([
    { size: small, blocks: String(2 * (large / small + 2)) },
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
  const places = Array.from({ length: 25 }, () => order(Math.floor(random() * count)));
  await compare(
    places.map((place, i) => ({ knownSeq: seqOf((i * 67) % count), effectiveAt: at(place - (i % 2)) })),
  );
});
