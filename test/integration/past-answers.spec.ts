import { GetAccount, GetAccountHandler } from '@read-models/accounts/accounts.queries';
import { KnownAtOutOfRange, type AsOf } from '@read-models/queries/as-of';
import { GetBalances, GetBalancesHandler } from '@read-models/balances/balances.queries';
import { InvalidCursor, type PageRequest } from '@read-models/queries/page';
import { ListChanges, ListChangesHandler } from '@read-models/transactions/changes.queries';
import { GetTransaction, GetTransactionHandler } from '@read-models/transactions/transactions.queries';
import { ReadModelBehind } from '@read-models/queries/applied-seqs';
import { originalOf } from '@ledger/transactions/reversal';
import { changed, frozen, idAt, opened, paid } from '../support/given';
import { customerBooks } from '../support/queried-books';

const { ledger, perform, applied } = customerBooks();
const wallet = (customer: string) => `customers:${customer}:wallet`;

const balances = (account: string, asOf: AsOf = {}) =>
  new GetBalancesHandler(ledger.now.tables).execute(new GetBalances('acme', account, asOf));
const account = (path: string, asOf: AsOf) =>
  new GetAccountHandler(ledger.now.tables).execute(new GetAccount('acme', path, asOf));
const changes = (since: AsOf, request: PageRequest = {}) =>
  new ListChangesHandler(ledger.now.tables).execute(new ListChanges('acme', since, request));
const transaction = (id: string, asOf: AsOf) =>
  new GetTransactionHandler(ledger.now.tables).execute(new GetTransaction('acme', id, asOf));

describe('an answer of the past', () => {
  it('can be asked for again by the seq it names', async () => {
    const first = perform(paid('1.00', 'bank', wallet('ann')));
    perform(paid('2.00', 'bank', wallet('ann')));
    await applied();
    const answer = await balances(wallet('ann'), { knownAt: first.recordedAt });
    expect(answer.seq).toBe(first.seq);
    expect(await balances(wallet('ann'), { knownAtSeq: BigInt(answer.seq) })).toEqual(answer);
  });

  it('waits for the entry that it is to know', async () => {
    await applied();
    const seq = BigInt(ledger.now.books.entries.length) + 1n;
    const waiting = balances(wallet('ann'), { knownAtSeq: seq, waitMs: 30_000 });
    perform(paid('1.00', 'bank', wallet('ann')));
    perform(paid('2.00', 'bank', wallet('ann')));
    await ledger.now.books.store();
    expect(await waiting).toMatchObject({ seq: String(seq), items: [{ posted: '1.00' }] });
    const behind = balances('bank', { knownAtSeq: seq + 10n, waitMs: 20 });
    await expect(behind).rejects.toBeInstanceOf(ReadModelBehind);
  });

  it('is of a time that has passed', async () => {
    await applied();
    await expect(balances('bank', { knownAt: '2999-01-01T00:00:00.000Z' })).rejects.toBeInstanceOf(
      KnownAtOutOfRange,
    );
    const everything = await balances('bank', { effectiveAt: '9999-12-31T23:59:59.999Z' });
    expect(everything.seq).toBe(String(ledger.now.books.entries.length - 1));
  });

  it('is of a time since the ledger was opened', async () => {
    await applied();
    const before = { knownAt: '2020-01-01T00:00:00.000Z' };
    for (const asked of [balances('bank', before), changes(before)]) {
      await expect(asked).rejects.toMatchObject({
        name: 'KnownAtOutOfRange',
        message: expect.stringContaining('acme was opened after 2020-01-01T00:00:00.000Z') as unknown,
      });
    }
  });

  it('knows no account or transaction before it was there', async () => {
    perform(paid('1.00', 'bank', wallet('ann')));
    const { id, seq, recordedAt } = ledger.now.books.entries.at(-1)!;
    await applied();
    const before = { knownAtSeq: BigInt(seq) - 2n };
    await expect(balances(wallet('ann'), before)).rejects.toMatchObject({ code: 'AccountNotFound' });
    await expect(balances('customers', before)).rejects.toMatchObject({ code: 'AccountNotFound' });
    await expect(account(wallet('ann'), before)).rejects.toMatchObject({ code: 'AccountNotFound' });
    await expect(transaction(id, before)).rejects.toMatchObject({ code: 'TransactionNotFound' });
    expect((await transaction(id, { knownAt: recordedAt })).transaction.id).toBe(id);
  });

  it('has accounts as they were', async () => {
    perform(opened('shop', { accountType: 'asset', tags: ['new'] }));
    const then = ledger.now.books.entries.at(-1)!;
    perform(frozen('shop'));
    perform(changed('shop', { tags: ['old'] }));
    await applied();
    expect(await account('shop', { knownAt: then.recordedAt })).toMatchObject({
      status: 'open',
      tags: ['new'],
    });
    expect(await account('shop', {})).toMatchObject({ status: 'frozen', tags: ['old'] });
  });

  it('has those reversals that were known', async () => {
    const paying = perform(paid('1.50', 'bank', wallet('ann')));
    if (paying.type !== 'TransactionPosted') throw new Error('the last entry is the transaction');
    const original = originalOf(paying);
    const reversal = perform({
      type: 'ReverseTransaction',
      transaction: paying.id,
      original,
      reason: 'mistake',
    });
    await applied();
    const reversedBy = async (asOf: AsOf) => (await transaction(paying.id, asOf)).transaction.reversedBy;
    expect(await reversedBy({ knownAtSeq: BigInt(paying.seq) })).toEqual([]);
    expect(await reversedBy({})).toEqual([{ id: reversal.id, seq: reversal.seq, amounts: ['1.50', '1.50'] }]);
  });
});

describe('changes', () => {
  it('of a month that was reported before are the late ones, with the balances they moved', async () => {
    const first = perform(paid('10.00', 'bank', wallet('ann')));
    const reported = perform(paid('5.00', 'bank', wallet('ann')));
    perform(paid('1.00', 'bank', wallet('ann')));
    const late = perform(paid('0.25', wallet('ann'), 'income:fees', { effectiveAt: first.recordedAt }));
    await applied();
    const since = { knownAt: reported.recordedAt, effectiveAt: reported.recordedAt };
    expect((await balances(wallet('ann'), since)).items).toMatchObject([{ posted: '15.00' }]);
    expect(await changes(since)).toMatchObject({
      items: [
        {
          transaction: { id: late.id, effectiveAt: first.recordedAt },
          balances: [
            { account: wallet('ann'), currency: 'EUR', before: '15.00', after: '14.75' },
            { account: 'income:fees', currency: 'EUR', before: '0.00', after: '0.25' },
          ],
        },
      ],
      next: null,
      since: reported.seq,
      seq: late.seq,
    });
    const restated = await balances(wallet('ann'), { effectiveAt: reported.recordedAt });
    expect(restated.items).toMatchObject([{ posted: '14.75' }]);
  });

  it.each(['asc', 'desc'] as const)('never tear while writes go on: %s', async (order) => {
    await applied();
    const since = { knownAt: ledger.now.books.entries.at(-1)!.recordedAt };
    const expected = Array.from({ length: 5 }, () => perform(paid('1.00', 'bank', wallet('ann'))).seq);
    await applied();
    const found: string[] = [];
    for (let cursor: string | null | undefined; cursor !== null;) {
      const part = await changes(since, { limit: 2, order, ...(cursor !== undefined && { cursor }) });
      found.push(...part.items.map(({ transaction: { seq } }) => seq));
      cursor = part.next;
      perform(paid('3.00', 'bank', wallet('ann')));
      await applied();
    }
    expect(found.filter((seq, i) => found.indexOf(seq) === i)).toEqual(
      order === 'asc' ? expected : expected.reverse(),
    );
    const { next } = await changes(since, { limit: 1 });
    await expect(changes({ knownAtSeq: 1n }, { cursor: next! })).rejects.toBeInstanceOf(InvalidCursor);
  });

  it('since the ledger was opened are all its transactions', async () => {
    const { seq } = perform(paid('1.00', 'bank', wallet('ann')));
    await applied();
    const all = await changes({ knownAtSeq: 0n });
    expect(all.items.map((item) => item.transaction.seq)).toEqual([seq]);
    expect(idAt(Number(seq))).toBe(all.items[0]!.transaction.id);
  });
});
