import type { LedgerCommand } from '@ledger/ledger';
import { GetTree, GetTreeHandler } from '@read-models/account-tree/account-tree.queries';
import { InvalidCursor, type PageRequest } from '@read-models/queries/page';
import {
  GetStatement,
  GetStatementHandler,
  type Statement,
} from '@read-models/statements/statements.queries';
import type { StatementSpan } from '@read-models/statements/statement-balances';
import fc from 'fast-check';
import { BusyBooks } from '../support/busy-books';
import { opened, openLedger, paid } from '../support/given';
import { queriedBooks } from '../support/queried-books';
import { seeded } from '../support/seeded';

const ledger = queriedBooks();
const perform = (command: LedgerCommand) => ledger.now.books.perform(command);
const statement = (account: string, range: StatementSpan = {}, request: PageRequest = {}) =>
  new GetStatementHandler(ledger.now.tables).execute(new GetStatement('acme', account, range, request));

const eur = (posted: string) => [{ currency: 'EUR', posted }];
const reported = ({ opening, lines, closing }: Statement) => ({
  opening,
  lines: lines.map(({ side, amount, balance }) => `${side} ${amount} -> ${balance}`),
  closing,
});

describe('a statement', () => {
  /** Three payments a second apart, and one that came last but was effective between the first two. */
  const times = { second: '', backdated: '', end: '' };
  beforeEach(async () => {
    for (const command of [openLedger(), opened('bank'), opened('ann', 'liability')]) perform(command);
    const first = perform(paid('10.00', 'bank', 'ann'));
    times.second = ledger.now.books.now();
    perform(paid('4.00', 'ann', 'bank'));
    perform(paid('1.00', 'bank', 'ann'));
    times.backdated = new Date(Date.parse(first.recordedAt) + 500).toISOString();
    perform(paid('0.50', 'bank', 'ann', { effectiveAt: times.backdated }));
    times.end = ledger.now.books.now();
    await ledger.now.applied();
  });

  it('opens, moves line by line on the normal side, and closes', async () => {
    expect(reported(await statement('ann'))).toEqual({
      opening: eur('0.00'),
      lines: ['credit 10.00 -> 10.00', 'debit 4.00 -> 6.00', 'credit 1.00 -> 7.00', 'credit 0.50 -> 7.50'],
      closing: eur('7.50'),
    });
    const { lines } = reported(await statement('bank', {}, { order: 'desc' }));
    expect(lines[0]).toBe('debit 0.50 -> 7.50');
  });

  it('counts what came late by when it was effective', async () => {
    expect(reported(await statement('ann', { from: times.second }))).toEqual({
      opening: eur('10.50'),
      lines: ['debit 4.00 -> 6.50', 'credit 1.00 -> 7.50'],
      closing: eur('7.50'),
    });
    expect(reported(await statement('ann', { to: times.second }))).toEqual({
      opening: eur('0.00'),
      lines: ['credit 10.00 -> 10.00', 'credit 0.50 -> 10.50'],
      closing: eur('10.50'),
    });
  });

  it('counts by when it was recorded if asked to', async () => {
    expect(reported(await statement('ann', { from: times.second, to: times.end, by: 'recorded' }))).toEqual({
      opening: eur('10.00'),
      lines: ['debit 4.00 -> 6.00', 'credit 1.00 -> 7.00', 'credit 0.50 -> 7.50'],
      closing: eur('7.50'),
    });
  });

  it.each(['asc', 'desc'] as const)('carries the running balance from page to page: %s', async (order) => {
    const whole = await statement('ann', { to: times.end }, { order });
    const lines: unknown[] = [];
    for (let cursor: string | null | undefined; cursor !== null;) {
      const part: Statement = await statement(
        'ann',
        { to: times.end },
        { limit: 1, order, ...(cursor !== undefined && { cursor }) },
      );
      expect([part.opening, part.closing, part.seq]).toEqual([whole.opening, whole.closing, whole.seq]);
      lines.push(...part.lines);
      cursor = part.next;
      perform(paid('3.00', 'bank', 'ann', { effectiveAt: times.backdated }));
      await ledger.now.applied();
    }
    expect(lines).toEqual(whole.lines);
    expect(lines).toHaveLength(4);
  });

  it('is refused for a node that is no account, and for another account’s cursor', async () => {
    perform(opened('shops:one'));
    await ledger.now.applied();
    await expect(statement('shops')).rejects.toMatchObject({ code: 'AccountNotFound' });
    const { next } = await statement('ann', {}, { limit: 1 });
    await expect(statement('bank', {}, { cursor: next! })).rejects.toBeInstanceOf(InvalidCursor);
  });
});

/** Sums of decimal text, exactly: all texts of one currency have the same number of decimals. */
function total(texts: readonly string[]): bigint {
  return texts.reduce((sum, text) => sum + BigInt(text.replace('.', '')), 0n);
}

describe('whatever a ledger lives through', () => {
  it('every node’s roll-up is the sum of the accounts at and below it, and the books balance', async () => {
    let histories = 0;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 1_000_000 }), async (seed) => {
        // Every history continues the same ledger: the law holds at each point of it.
        if (histories === 0) new BusyBooks(ledger.now.books, seeded(seed)).live(60);
        else new BusyBooks(ledger.now.books, seeded(seed), 'begun').live(60);
        histories += 1;
        await ledger.now.applied();
        const { items } = await new GetTreeHandler(ledger.now.tables).execute(
          new GetTree('acme', undefined, 12),
        );
        const own = await ownFigures();
        for (const { path, balances } of items) {
          for (const { currency, debits, credits } of balances) {
            const below = own.filter((each) => each.currency === currency && isAtOrBelow(each.path, path));
            expect(total([debits])).toBe(total(below.map((each) => each.debits)));
            expect(total([credits])).toBe(total(below.map((each) => each.credits)));
          }
        }
        for (const code of new Set(own.map(({ currency }) => currency))) {
          const ofCurrency = own.filter(({ currency }) => currency === code);
          expect(total(ofCurrency.map(({ debits }) => debits))).toBe(
            total(ofCurrency.map(({ credits }) => credits)),
          );
        }
      }),
      { numRuns: 8 },
    );
  });

  it('every account’s statement ends at its balance', async () => {
    new BusyBooks(ledger.now.books, seeded(11)).live(150);
    await ledger.now.applied();
    const { items } = await new GetTreeHandler(ledger.now.tables).execute(
      new GetTree('acme', 'customers', 12),
    );
    for (const { path, type } of items.filter(({ type: each }) => each !== null)) {
      const own = (await ownFigures()).filter((each) => each.path === path);
      for (const range of [{}, { to: '2100-01-01T00:00:00.000Z' }]) {
        const { closing, lines } = await statement(path, range, { limit: 1_000 });
        for (const { currency, posted } of closing) {
          const { debits, credits } = own.find((each) => each.currency === currency)!;
          expect(total([posted])).toBe(total([credits]) - total([debits]));
          expect(lines.findLast((line) => line.currency === currency)?.balance).toBe(posted);
        }
      }
      expect(type).toBe('liability');
    }
  });
});

function isAtOrBelow(path: string, node: string): boolean {
  return path === node || path.startsWith(`${node}:`);
}

interface OwnFigures {
  readonly path: string;
  readonly currency: string;
  readonly debits: string;
  readonly credits: string;
}

async function ownFigures(): Promise<OwnFigures[]> {
  return ledger.now.tables.composed<OwnFigures>(
    `select n.path, c.code as currency, b.debits, b.credits from balances b
     join nodes n on n.ledger = b.ledger and n.node = b.account
     join currencies c on c.ledger = b.ledger and c.currency = b.currency`,
    [],
  );
}
