import { GetTree, GetTreeHandler } from '@read-models/account-tree/account-tree.queries';
import type { AsOf } from '@read-models/queries/as-of';
import { GetBalances, GetBalancesHandler } from '@read-models/balances/balances.queries';
import type { PageRequest } from '@read-models/queries/page';
import type { StatementSpan } from '@read-models/statements/statement-balances';
import { GetStatement, GetStatementHandler } from '@read-models/statements/statements.queries';
import { ListChanges, ListChangesHandler } from '@read-models/transactions/changes.queries';
import { ListTransactions, ListTransactionsHandler } from '@read-models/transactions/transactions.queries';
import { BusyBooks } from '../support/busy-books';
import { NaivePast, totals, type NaiveAsOf } from '../support/naive-past';
import { queriedBooks } from '../support/queried-books';
import { seeded } from '../support/seeded';

const ledger = queriedBooks();
const balances = (account: string, asOf: AsOf) =>
  new GetBalancesHandler(ledger.now.tables).execute(new GetBalances('acme', account, asOf));
const tree = (asOf: AsOf, root?: string, depth = 12) =>
  new GetTreeHandler(ledger.now.tables).execute(new GetTree('acme', root, depth, asOf));
const statement = (account: string, span: StatementSpan, request: PageRequest & AsOf) =>
  new GetStatementHandler(ledger.now.tables).execute(new GetStatement('acme', account, span, request));
const transactions = (asOf: AsOf, request: PageRequest = {}) =>
  new ListTransactionsHandler(ledger.now.tables).execute(new ListTransactions('acme', {}, request, asOf));
const changes = (since: AsOf, request: PageRequest = {}) =>
  new ListChangesHandler(ledger.now.tables).execute(new ListChanges('acme', since, request));

/** The nth entry; -1 is the last. */
const entry = (nth: number) => ledger.now.books.entries.at(nth)!;
const lastSeq = () => Number(entry(-1).seq);
const naive = () => new NaivePast(ledger.now.books.entries);

/** A question about the past, in the words of the naive model and in those of the queries. */
interface Question {
  readonly plain: NaiveAsOf;
  readonly asOf: AsOf;
}

/** Pairs of what is known and what is effective: at entries, between them, before the first, and left open. */
function questions(count: number, random: () => number): Question[] {
  const { entries } = ledger.now.books;
  const times = [...new Set(naive().lines.map(({ effectiveAt }) => effectiveAt)), '2030-01-01T00:00:00.000Z'];
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
  return Array.from({ length: count }, () => {
    const at = Date.parse(pick(times)) + pick([0, -1, 1, 400]);
    const effectiveAt = random() < 0.8 ? new Date(at).toISOString() : undefined;
    const known = pick(entries);
    const effective = effectiveAt === undefined ? {} : { effectiveAt };
    const dice = random();
    const [knownSeq, kept] =
      dice < 0.2
        ? [lastSeq(), {}]
        : dice < 0.6
          ? [Number(known.seq), { knownAtSeq: BigInt(known.seq) }]
          : [
              Number(known.seq),
              { knownAt: new Date(Date.parse(known.recordedAt) + pick([0, 999])).toISOString() },
            ];
    return { plain: { knownSeq, effectiveAt }, asOf: { ...effective, ...kept } };
  });
}

/** The balance on the normal side of an account, by the naive model. */
function postedOf(account: string, currency: string, asOf: NaiveAsOf): string | undefined {
  const past = naive();
  const isOf = (line: { account: string; currency: string }) =>
    line.account === account && line.currency === currency;
  return totals(past.typeOf(account, asOf), currency, past.known(asOf).filter(isOf)).posted;
}

describe('whatever a ledger lives through, of whatever past it is asked', () => {
  it.each([3, 17, 40])(
    'balances and the tree are the sums of what was known and effective: %s',
    async (seed) => {
      const random = seeded(seed);
      new BusyBooks(ledger.now.books, random).live(120);
      await ledger.now.applied();
      for (const { plain, asOf } of questions(25, random)) {
        const past = naive();
        const found = await tree(asOf);
        expect(found).toEqual({ items: past.tree(plain), next: null, seq: String(plain.knownSeq) });
        for (const path of past.nodes(plain).filter(() => random() < 0.4)) {
          const { items, type, seq } = await balances(path, asOf);
          expect({ items, type, seq }).toEqual({
            items: past.balances(path, plain),
            type: past.typeOf(path, plain) ?? null,
            seq: String(plain.knownSeq),
          });
        }
      }
    },
  );

  it('a part of the tree is a part of the whole', async () => {
    new BusyBooks(ledger.now.books, seeded(5)).live(80);
    await ledger.now.applied();
    const asOf = { knownAtSeq: BigInt(lastSeq() - 10), effectiveAt: entry(-20).recordedAt };
    const whole = (await tree(asOf)).items;
    const part = (root: string | undefined, depth: number) =>
      whole.filter(
        ({ path }) =>
          (root === undefined || path === root || path.startsWith(`${root}:`)) &&
          path.split(':').length <= (root?.split(':').length ?? 0) + depth,
      );
    for (const [root, depth] of [
      ['customers', 1],
      ['customers', 0],
      [undefined, 1],
      ['bank', 12],
    ] as const)
      expect((await tree(asOf, root, depth)).items).toEqual(part(root, depth));
  });

  it.each(['effective', 'recorded'] as const)('a statement counts by %s time what was known', async (by) => {
    const random = seeded(by.length);
    new BusyBooks(ledger.now.books, random).live(120);
    await ledger.now.applied();
    const past = naive();
    for (const { plain, asOf } of questions(30, random)) {
      const path = ['bank', 'income:fees', 'customers'][Math.floor(random() * 3)]!;
      const [from, to] = questions(2, random)
        .map((each) => each.plain.effectiveAt)
        .sort();
      if (past.typeOf(path, plain) === undefined) continue;
      const span = { by, ...(from && { from }), ...(to && { to }) };
      const found = await statement(path, span, { ...asOf, limit: 1_000 });
      const type = past.typeOf(path, plain)!;
      const lines = past.known(plain).filter(({ account }) => account === path);
      const timeOf = (line: (typeof lines)[number]) =>
        by === 'effective' ? line.effectiveAt : line.recordedAt;
      const isIn = (line: (typeof lines)[number]) =>
        (from === undefined || timeOf(line) >= from) && (to === undefined || timeOf(line) < to);
      const sums = (of: typeof lines) =>
        found.opening.map(({ currency }) => {
          const { posted } = totals(
            type,
            currency,
            of.filter((line) => line.currency === currency),
          );
          return { currency, posted };
        });
      expect(found.lines.map(({ seq }) => Number(seq))).toEqual(lines.filter(isIn).map(({ seq }) => seq));
      expect(found.opening).toEqual(sums(lines.filter((line) => from !== undefined && timeOf(line) < from)));
      expect(found.closing).toEqual(sums(lines.filter((line) => to === undefined || timeOf(line) < to)));
      for (const { currency, posted } of found.closing)
        expect(found.lines.findLast((line) => line.currency === currency)?.balance ?? posted).toBe(posted);
    }
  });

  it('lists are of the transactions that were known and effective', async () => {
    const random = seeded(8);
    new BusyBooks(ledger.now.books, random).live(120);
    await ledger.now.applied();
    for (const { plain, asOf } of questions(20, random)) {
      const { items, seq } = await transactions(asOf, { order: 'asc', limit: 1_000 });
      const expected = new Set(
        naive()
          .known(plain)
          .map((line) => line.seq),
      );
      expect([items.map((item) => Number(item.seq)), seq]).toEqual([[...expected], String(plain.knownSeq)]);
      const reversals = items.flatMap(({ reversedBy }) => reversedBy.map((each) => Number(each.seq)));
      for (const each of reversals) expect(each).toBeLessThanOrEqual(plain.knownSeq);
    }
  });

  it('changes since a past lead from its balances to the present ones', async () => {
    const random = seeded(9);
    new BusyBooks(ledger.now.books, random).live(120);
    await ledger.now.applied();
    for (const { plain, asOf } of questions(20, random)) {
      if (asOf.knownAt === undefined && asOf.knownAtSeq === undefined) continue;
      const past = naive();
      const { items, since } = await changes(asOf, { limit: 1_000 });
      const wanted = past.known({ ...plain, knownSeq: lastSeq() }).filter(({ seq }) => seq > plain.knownSeq);
      expect(items.map(({ transaction }) => Number(transaction.seq))).toEqual([
        ...new Set(wanted.map(({ seq }) => seq)),
      ]);
      expect(since).toBe(String(plain.knownSeq));
      const reported = new Map<string, string>();
      const moves = items.flatMap(({ transaction, balances: moved }) =>
        moved.map((each) => ({ ...each, seq: Number(transaction.seq) })),
      );
      for (const { seq, account, currency, before, after } of moves) {
        const at = (knownSeq: number) => postedOf(account, currency, { ...plain, knownSeq });
        expect([before, after]).toEqual([at(seq - 1), at(seq)]);
        const key = `${account} ${currency}`;
        expect(before).toBe(reported.get(key) ?? before);
        reported.set(key, after);
      }
    }
  });
});
