import type { KnownAt } from '@read-models/queries/as-of';
import type { Page } from '@read-models/queries/page';
import { rebuild } from '@read-models/projection/rebuild';
import {
  GetProposal,
  GetProposalHandler,
  ListProposals,
  ListProposalsHandler,
  type ProposalFilter,
  type ProposalItem,
} from '@read-models/proposals/proposals.queries';
import { migrate } from '@read-models/schema/migrate';
import { Tables } from '@read-models/queries/tables';
import { journalOf } from '@streams/stream';
import { MemoryStore, MemoryStream } from '../support/memory-stream';
import { recordPayoutDesk } from '../support/payout-desk';
import { startTestPostgres, type TestPostgres } from '../support/postgres';
import { ObservedProjector, rowsOfAll } from '../support/projecting';
import { RecordedJournal } from '../support/recorded-journal';

const ledger = 'payouts';
const journal = new RecordedJournal(ledger);
recordPayoutDesk(journal);
const entries = journal.entries();
const lastSeq = BigInt(entries.length - 1);
const idAt = (seq: number) => entries[seq]!.id;

let postgres: TestPostgres;
let databaseUrl: string;
let stream: MemoryStream;
let tables: Tables;
beforeAll(async () => {
  postgres = await startTestPostgres(migrate);
  databaseUrl = await postgres.createDatabase();
  stream = new MemoryStream(new MemoryStore());
  await stream.append(journalOf(ledger), 'no_stream', journal.events);
  const projector = new ObservedProjector(databaseUrl, stream).start();
  tables = await Tables.open(databaseUrl, { connectionsMax: 4 });
  await tables.waitFor(ledger, { after: lastSeq, waitMs: 30_000 });
  await projector.stop();
});
afterAll(async () => {
  await tables?.close();
  await postgres?.stop();
});

/** As of the last entry: what is open by the present clock depends on the day of the test. */
const list = (
  filter: ProposalFilter,
  request = {},
  asOf: KnownAt = { knownAtSeq: lastSeq },
): Promise<Page<ProposalItem>> =>
  new ListProposalsHandler(tables).execute(
    new ListProposals(ledger, filter, { order: 'asc', ...request }, asOf),
  );
const seqsOf = async (filter: ProposalFilter, asOf?: KnownAt) =>
  (await list(filter, {}, asOf)).items.map(({ seq }) => seq);
const proposal = async (seq: number, asOf = {}) =>
  (await new GetProposalHandler(tables).execute(new GetProposal(ledger, idAt(seq), asOf))).proposal;

describe('the proposals of a ledger', () => {
  it('are listed with what became of each', async () => {
    const { items, seq } = await list({});
    expect(seq).toBe(String(lastSeq));
    expect(items.map((item) => [item.seq, item.status, item.end?.seq ?? null])).toEqual([
      ['7', 'approved', '11'],
      ['12', 'approved', '14'],
      ['15', 'approved', '17'],
      ['18', 'rejected', '19'],
      ['20', 'retracted', '21'],
      ['22', 'approved', '24'],
      ['25', 'expired', '26'],
      ['27', 'open', null],
    ]);
  });

  it.each<[string, ProposalFilter, string[]]>([
    ['status', { status: 'open' }, ['27']],
    ['status that many have', { status: 'approved' }, ['7', '12', '15', '22']],
    ['account that the command names', { account: 'partners:mills:payable' }, ['7']],
    ['type of command', { command: 'SetApprovalRules' }, ['20', '22']],
    ['maker', { maker: 'admin' }, ['15', '20', '22']],
    ['rule', { rule: 'payouts' }, ['7', '18']],
    ['several of these', { rule: 'payouts', status: 'rejected' }, ['18']],
  ])('are found by %s', async (_, filter, expected) => {
    expect(await seqsOf(filter)).toEqual(expected);
  });

  it('come page by page, the latest first unless asked otherwise', async () => {
    const first = await list({ maker: 'wallets' }, { order: 'desc', limit: 3 });
    expect(first.items.map(({ seq }) => seq)).toEqual(['27', '25', '18']);
    const rest = await list({ maker: 'wallets' }, { order: undefined, limit: 3, cursor: first.next! });
    expect([rest.items.map(({ seq }) => seq), rest.next]).toEqual([['12', '7'], null]);
  });

  it('are shown as they were at an earlier entry', async () => {
    expect(await seqsOf({ status: 'open' }, { knownAtSeq: 8n })).toEqual(['7']);
    expect(await seqsOf({}, { knownAtSeq: 8n })).toEqual(['7']);
    expect(await proposal(7, { knownAtSeq: 8n })).toMatchObject({ status: 'open', end: null });
    expect((await proposal(7, { knownAtSeq: 8n })).approvedBy).toHaveLength(1);
  });

  it('count as expired from that instant on, before the entry that says so', async () => {
    const { expiresAt } = await proposal(25);
    const knownAt = { knownAt: expiresAt };
    expect(await proposal(25, knownAt)).toMatchObject({ status: 'expired', end: null });
    expect(await seqsOf({ status: 'open' }, knownAt)).toEqual([]);
    expect(await seqsOf({ status: 'expired' }, knownAt)).toEqual(['25']);
  });
});

describe('a proposal', () => {
  it('that was approved names who approved it, and the entry that carried it out', async () => {
    const [made, one, two, posted] = [7, 8, 9, 11].map((seq) => entries[seq]!);
    if (made?.type !== 'ProposalMade') throw new Error('entry 7 is a proposal');
    expect(await proposal(7)).toEqual({
      id: made.id,
      ledger,
      seq: '7',
      status: 'approved',
      rule: 'payouts',
      maker: 'wallets',
      madeAt: made.recordedAt,
      expiresAt: made.body.expiresAt,
      command: made.body.command,
      hash: made.body.hash,
      approvals: '2',
      approvedBy: [
        { principal: 'emma', seq: '8', approvedAt: one!.recordedAt },
        { principal: 'ida', seq: '9', approvedAt: two!.recordedAt },
      ],
      end: {
        id: posted!.id,
        seq: '11',
        type: 'TransactionPosted',
        by: 'wallets',
        endedAt: posted!.recordedAt,
        reason: null,
      },
    });
  });

  it.each([
    [19, 18, { by: 'emma', reason: 'The invoice is not ours', type: 'ProposalRejected' }],
    [21, 20, { by: 'admin', reason: 'Too early', type: 'ProposalRetracted' }],
    [26, 25, { by: 'system', reason: null, type: 'ProposalExpired' }],
  ])('that ended at seq %i names the entry that says so', async (seq, made, expected) => {
    const { id, recordedAt } = entries[seq]!;
    expect((await proposal(made)).end).toEqual({ ...expected, id, seq: String(seq), endedAt: recordedAt });
  });

  it('that was never made is not there', async () => {
    await expect(proposal(8)).rejects.toMatchObject({ code: 'ProposalNotFound' });
    await expect(proposal(27, { knownAtSeq: 26n })).rejects.toMatchObject({ code: 'ProposalNotFound' });
  });
});

it('are the same rows where each entry is a batch of its own, and rebuilt', async () => {
  const before = await rowsOfAll(databaseUrl);
  await rebuild({ databaseUrl, stream, readModels: ['proposals'], onProgress: () => undefined });
  expect(await rowsOfAll(databaseUrl)).toEqual(before);

  const slowly = await postgres.createDatabase();
  const growing = new MemoryStream(new MemoryStore());
  const projector = new ObservedProjector(slowly, growing).start();
  for (const [i, event] of journal.events.entries()) {
    await growing.append(journalOf(ledger), i === 0 ? 'no_stream' : i - 1, [event]);
    await projector.until(() => projector.entries === i + 1);
  }
  await projector.stop();
  expect(await rowsOfAll(slowly)).toEqual(before);
});
