import { proposing } from '@commands/approval/propose';
import { MemoryStore, MemoryStream } from '../support/memory-stream';
import { BusyBooks } from '../support/busy-books';
import { opened, paid } from '../support/given';
import { held } from '../support/given-holds';
import { startTestPostgres, type TestPostgres } from '../support/postgres';
import { ObservedProjector, rowsOfAll, withClient } from '../support/projecting';
import { RecordedBooks } from '../support/recorded-books';
import { schemaText } from '../support/schema-text';
import { seeded } from '../support/seeded';
import { GetBalances, GetBalancesHandler } from '@read-models/balances/balances.queries';
import { migrate } from '@read-models/schema/migrate';
import { readModelNames, rebuild, type RebuildProgress } from '@read-models/projection/rebuild';
import { blockSizes } from '@read-models/statements/dated-blocks';
import { Tables } from '@read-models/queries/tables';

let postgres: TestPostgres;
beforeAll(async () => {
  postgres = await startTestPostgres(migrate);
});
afterAll(() => postgres.stop());

/** Two ledgers that lived, and a projector that has applied them. */
async function liveBooks() {
  const databaseUrl = await postgres.createDatabase();
  const stream = new MemoryStream(new MemoryStore());
  const ledgers = ['acme', 'other'].map(
    (ledger, i) => new BusyBooks(new RecordedBooks(stream, ledger, i * 1_000_000), seeded(7 + i)),
  );
  for (const { books } of ledgers.map((each) => each.live(400))) {
    fillBlock(books);
    spendByCard(books);
    publishRate(books);
    closeMonth(books);
    proposeFreeze(books);
    await books.store();
  }
  const projector = new ObservedProjector(databaseUrl, stream).start();
  const tables = await Tables.open(databaseUrl, { connectionsMax: 4 });
  for (const { books } of ledgers)
    await tables.waitFor(books.ledger, { after: lastOf(books), waitMs: 30_000 });
  const stop = async () => {
    await projector.stop();
    await tables.close();
  };
  return { databaseUrl, stream, ledgers, projector, tables, stop };
}

/** So many transactions with an effective time of their own on one account that a block of them is full. */
function fillBlock(books: RecordedBooks): void {
  books.perform(opened('late:one'));
  books.perform(opened('late:two', 'income'));
  for (let i = 0; i < blockSizes[0] + 8; i += 1) {
    const effectiveAt = new Date(Date.UTC(2025, 0, 1) + ((i * 7_919) % 1_000) * 1_000).toISOString();
    books.perform(paid('1.25', 'late:one', 'late:two', { effectiveAt }));
  }
}

/** Holds of every fate but expiry. */
function spendByCard(books: RecordedBooks): void {
  books.perform(opened('card', 'liability'));
  books.perform(opened('shop', 'liability'));
  books.perform(paid('100.00', 'late:one', 'card'));
  const holdOf = (amount: string) => books.perform(held(amount, 'card', 'shop', { tags: ['card'] })).id;
  const [captured, voided] = [holdOf('30.00'), holdOf('20.00'), holdOf('10.00')];
  books.perform({ type: 'IncrementHold', hold: captured, amount: '5.00' });
  books.perform({ type: 'CaptureHold', hold: captured, amount: '12.00' });
  books.perform({ type: 'VoidHold', hold: voided, reason: 'not needed' });
}

function publishRate(books: RecordedBooks): void {
  const rates = [{ base: 'USD', counter: 'EUR', mid: '0.9' }];
  const observedAt = '2025-12-01T15:00:00.000Z';
  books.perform({ type: 'PublishRates', observedAt, source: 'ecb', rateType: 'reference', rates });
}

function closeMonth(books: RecordedBooks): void {
  const december = { from: '2025-12-01T00:00:00.000Z', to: '2026-01-01T00:00:00.000Z', period: '2025-12' };
  books.perform({ type: 'ClosePeriod', ...december, kind: 'soft' });
  books.perform({ type: 'ReopenPeriod', period: '2025-12', reason: 'a correction' });
  books.perform({ type: 'ClosePeriod', ...december, kind: 'hard' });
  books.perform({ type: 'IssueStatement', path: 'card', description: 'December' });
}

/** A proposal that one of two persons has approved. */
function proposeFreeze(books: RecordedBooks): void {
  const rule = { approvals: '2', commands: ['FreezeAccount' as const], name: 'freezes' };
  books.perform({ type: 'SetApprovalRules', rules: [rule] });
  const command = proposing({ type: 'FreezeAccount', path: 'late:one', reason: 'Asked for' });
  const { id: proposal } = books.perform(command);
  const by = { at: '1', grant: '1', sub: 'emma' };
  const seen = { hash: command.hash, proposal, original: undefined };
  books.perform({ type: 'ApproveProposal', ...seen, by, maker: () => undefined });
}

function lastOf(books: RecordedBooks): bigint {
  return BigInt(books.entries.length - 1);
}

it('comes out row for row as it was, each read model and all of them', async () => {
  const { databaseUrl, stream, stop } = await liveBooks();
  const before = await rowsOfAll(databaseUrl);
  for (const rows of Object.values(before)) expect(rows.length).toBeGreaterThan(0);
  for (const readModels of [...readModelNames.map((name) => [name]), 'all' as const]) {
    await rebuild({ databaseUrl, stream, readModels, onProgress: () => undefined });
    expect(await rowsOfAll(databaseUrl)).toEqual(before);
  }
  await stop();
});

it('brings back what was lost', async () => {
  const { databaseUrl, stream, stop } = await liveBooks();
  const before = await rowsOfAll(databaseUrl);
  await withClient(databaseUrl, (client) => client.query('truncate balances, statement_lines, node_sums'));
  const readModels = ['balances', 'statements', 'account-tree'];
  await rebuild({ databaseUrl, stream, readModels, onProgress: () => undefined });
  expect(await rowsOfAll(databaseUrl)).toEqual(before);
  await stop();
});

it('leaves keys, indexes and storage parameters as the migrations made them', async () => {
  const { databaseUrl, stream, stop } = await liveBooks();
  const before = await schemaText(databaseUrl);
  await rebuild({ databaseUrl, stream, readModels: 'all', onProgress: () => undefined });
  expect(await schemaText(databaseUrl)).toBe(before);
  await stop();
});

it('lets the projector go on afterwards, which stood by meanwhile', async () => {
  const { databaseUrl, stream, ledgers, projector, tables, stop } = await liveBooks();
  const progress: RebuildProgress[] = [];
  await rebuild({ databaseUrl, stream, readModels: 'all', onProgress: (each) => progress.push(each) });
  expect(progress.at(-1)).toMatchObject({ step: 'done', entries: progress.at(-1)!.of });
  const { books } = ledgers[0]!.live(50);
  const seq = await books.store();
  await tables.waitFor('acme', { after: seq, waitMs: 30_000 });
  expect(projector.failures).toEqual([]);
  expect(projector.states.slice(-2)).toEqual(['standing by', 'projecting']);
  await stop();
});

it('answers queries while it works', async () => {
  const { databaseUrl, stream, tables, stop } = await liveBooks();
  const balances = new GetBalancesHandler(tables);
  const before = await balances.execute(new GetBalances('acme', 'bank'));
  const answers: unknown[] = [];
  await rebuild({
    databaseUrl,
    stream,
    readModels: 'all',
    onProgress: () =>
      void balances.execute(new GetBalances('acme', 'bank')).then((answer) => answers.push(answer)),
  });
  answers.push(await balances.execute(new GetBalances('acme', 'bank')));
  expect(answers.length).toBeGreaterThan(1);
  for (const answer of answers) expect(answer).toEqual(before);
  await stop();
});

it('changes nothing when the journal does not reach what was applied', async () => {
  const { databaseUrl, stream, stop } = await liveBooks();
  const before = await rowsOfAll(databaseUrl);
  const short = { read: (name: string, from: number) => stream.read(name, from, 100) };
  const options = { databaseUrl, stream: short, readModels: ['balances'], onProgress: () => undefined };
  await expect(rebuild(options)).rejects.toThrow('has no entry 100');
  expect(await rowsOfAll(databaseUrl)).toEqual(before);
  await stop();
});

it('refuses a read model that does not exist, naming those that do', async () => {
  const options = {
    databaseUrl: 'postgres://nowhere',
    stream: new MemoryStream(),
    onProgress: () => undefined,
  };
  await expect(rebuild({ ...options, readModels: ['sums'] })).rejects.toThrow(
    'There is no read model sums; there are: ledgers,',
  );
});
