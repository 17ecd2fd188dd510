import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { amlsimFolder, amlsimOutcome, cents, linesOf } from '../support/amlsim';
import { untilKnown } from '../support/import-desk';
import { runCommand, startCommand } from '../support/ledger-command';
import { startServices, type Services } from '../support/services';

const usd = { type: 'liability', currencies: ['USD'] };
const limited = { ...usd, limits: [{ currency: 'USD', minimum: '0.00' }] };

let services: Services;
let folder: string;
beforeAll(async () => {
  services = await startServices();
  folder = mkdtempSync(join(tmpdir(), 'ledger-import-'));
});
afterAll(async () => {
  await services?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** A new ledger in which accounts open by the chart; its id. */
async function newLedger(customers: object = limited): Promise<string> {
  const chart = [
    { pattern: 'bank:*', type: 'asset' },
    { pattern: 'customers:*', ...customers },
  ];
  const path = await services.api.openLedger({ chart });
  await untilKnown(services, `${path}?after=3`);
  return path.slice('/v1/ledgers/'.length);
}

function fileOf(name: string, ...lines: string[]): string {
  const file = join(folder, name);
  writeFileSync(file, lines.join('\n'));
  return file;
}

/** Posted balances of the customers, by node. */
async function balancesIn(ledger: string, after: unknown): Promise<Map<string, bigint>> {
  await untilKnown(services, `/v1/ledgers/${ledger}?after=${String(after)}`);
  interface Node {
    path: string;
    balances: { posted: string }[];
  }
  const answer = await services.api.get<{ items: Node[] }>(
    `/v1/ledgers/${ledger}/tree?root=customers&depth=1&after=${String(after)}&wait=30s`,
  );
  const customers = answer.body.items.slice(1);
  return new Map(
    customers.map(({ path, balances }) => [path.slice(10), BigInt(balances[0]!.posted.replace('.', ''))]),
  );
}

const moving = [
  '--debit',
  'customers:{from}',
  '--credit',
  'customers:{to}',
  '--amount',
  '{value}',
  '--currency',
  'USD',
];
const funding = [
  '--debit',
  'bank:funding',
  '--credit',
  'customers:{to}',
  '--amount',
  '{value}',
  '--currency',
  'USD',
];

const transfers = 3_000;
const expected = amlsimOutcome(transfers);

/** What the transfers come to where nothing limits them, in cents by node. */
function unlimitedBalances(): Map<string, bigint> {
  const balances = new Map(linesOf('nodes.csv').map(([node, , amount]) => [node!, cents(amount!)]));
  const add = (node: string, amount: bigint) => balances.set(node, balances.get(node)! + amount);
  for (const [source, target, value] of linesOf('transactions.csv').slice(0, transfers)) {
    add(source!, -cents(value!));
    add(target!, cents(value!));
  }
  return balances;
}

/** A ledger with the opening balances of AMLSim; its id and the last seq. */
async function fundedLedger(customers = limited as object): Promise<{ ledger: string; seq: number }> {
  const ledger = await newLedger(customers);
  const nodes = join(amlsimFolder, 'nodes.csv');
  const opening = ['--debit', 'bank:funding', '--credit', 'customers:{nodeid}', '--amount', '{init_balance}'];
  const words = ['import', nodes, '--ledger', ledger, ...opening, '--currency', 'USD'];
  const { report } = await runCommand(services, ...words);
  expect(report).toMatchObject({ rows: 20_000, accepted: 20_000, refused: {}, unreadable: 0 });
  return { ledger, seq: Number(report['lastSeq']) };
}

/** The words that import the transfers, in small requests, so that there are many moments to be interrupted at. */
function transfersInto(ledger: string): string[] {
  return [
    'import',
    join(amlsimFolder, 'transactions.csv'),
    ...['--ledger', ledger, '--rows', String(transfers), '--batch', '40'],
    ...['--debit', 'customers:{sourceNodeId}', '--credit', 'customers:{targetNodeId}'],
    ...['--amount', '{value}', '--currency', 'USD', '--category', 'bank.transfer'],
  ];
}

/** Resolves when the read model has applied 500 more entries. */
async function underWay(ledger: string, seq: number): Promise<void> {
  await untilKnown(services, `/v1/ledgers/${ledger}?after=${seq + 500}`);
}

describe('an import that is killed in the middle', () => {
  let ledger: string;
  beforeAll(async () => {
    const funded = await fundedLedger(usd);
    ledger = funded.ledger;
    const killed = startCommand(services, ...transfersInto(ledger));
    await underWay(ledger, funded.seq);
    killed.kill('SIGKILL');
    expect((await killed.exit).code).toBeNull();
  });

  it('ends as one that was not, once it is run again', async () => {
    const { code, report } = await runCommand(services, ...transfersInto(ledger));
    expect(code).toBe(0);
    expect(report['rows']).toBe(transfers);
    expect(report['alreadyPosted']).toBeGreaterThanOrEqual(500);
    expect(await balancesIn(ledger, report['lastSeq'])).toEqual(unlimitedBalances());
  });

  it('changes nothing when it is run once more', async () => {
    const { code, report } = await runCommand(services, ...transfersInto(ledger));
    expect({ code, report }).toMatchObject({
      code: 0,
      report: { rows: transfers, accepted: 0, alreadyPosted: transfers },
    });
    expect(await balancesIn(ledger, report['lastSeq'])).toEqual(unlimitedBalances());
  });

  it('posted each row once', async () => {
    let count = 0;
    for (let cursor: string | null = ''; cursor !== null;) {
      const more: string = cursor && `&cursor=${encodeURIComponent(cursor)}`;
      const page = await services.api.get<{ items: object[]; next: string | null }>(
        `/v1/ledgers/${ledger}/transactions?category=bank.transfer&limit=1000${more}`,
      );
      count += page.body.items.length;
      cursor = page.body.next;
    }
    expect(count).toBe(transfers);
  });
});

it('goes on where the API is killed and started again meanwhile, and decides each row once, in its turn', async () => {
  const { ledger, seq } = await fundedLedger();
  const running = startCommand(services, ...transfersInto(ledger), '--json');
  await underWay(ledger, seq);
  await services.restartApi('SIGKILL');
  const { code, stdout, stderr } = await running.exit;
  expect({ code, stderr }).toEqual({ code: 2, stderr: '' });
  const report = JSON.parse(stdout) as { accepted: number; refused: Record<string, number>; lastSeq: string };
  const refused = Object.values(report.refused).reduce((sum, count) => sum + count, 0);
  expect({ accepted: report.accepted, refused }).toEqual({
    accepted: expected.accepted,
    refused: expected.refused,
  });
  expect(await balancesIn(ledger, report.lastSeq)).toEqual(expected.balances);
});

it('reports what was refused, by code, and what could not be read, by row', async () => {
  const ledger = await newLedger();
  const start = fileOf('start.csv', 'to,value', '1,100', '2,5.5');
  await runCommand(services, 'import', start, '--ledger', ledger, ...funding);
  const rows = fileOf(
    'rows.ndjson',
    '{"from":1,"to":2,"value":30.1}',
    '{"from":2,"to":1,"value":1000}',
    '{"from":2,"to":1,"value":0.001}',
    '{"from":2,"to":"NO SUCH PATH","value":1}',
    '{"from":2,"to":3,"value":35.60}',
  );
  const { code, report } = await runCommand(services, 'import', rows, '--ledger', ledger, ...moving);
  expect(code).toBe(2);
  expect(report).toMatchObject({
    rows: 5,
    accepted: 2,
    refused: { BalanceBelowMinimum: 1, RequestMalformed: 1 },
    unreadable: 1,
    problems: [{ row: 2 }, { row: 3, code: 'Unreadable' }, { row: 4 }],
  });
  const balances = await balancesIn(ledger, report['lastSeq']);
  expect([...balances]).toEqual([
    ['1', 6990n],
    ['2', 0n],
    ['3', 3560n],
  ]);
});

it('opens accounts with their terms, and posts their opening balances', async () => {
  const ledger = await newLedger();
  const file = fileOf('accounts.csv', 'name,value', 'ann,10', 'bob,20');
  const terms = ['--open', 'shops:{name}', '--type', 'liability', '--accepts', 'USD', '--minimum', '-5.00'];
  const opening = [
    '--debit',
    'bank:funding',
    '--credit',
    'shops:{name}',
    '--amount',
    '{value}',
    '--currency',
    'USD',
  ];
  const first = await runCommand(services, 'import', file, '--ledger', ledger, ...terms, ...opening);
  expect(first.report).toMatchObject({ rows: 2, accountsOpened: 2, accepted: 2 });
  const account = await services.api.get(
    `/v1/ledgers/${ledger}/accounts/shops:ann?after=${String(first.report['lastSeq'])}`,
  );
  expect(account.body).toMatchObject({
    type: 'liability',
    currencies: ['USD'],
    limits: [{ currency: 'USD', minimum: '-5.00' }],
  });
  const again = await runCommand(services, 'import', file, '--ledger', ledger, ...terms, ...opening);
  expect(again.report).toMatchObject({ rows: 2, alreadyPosted: 2, accountsOpened: 0, accepted: 0 });
});

it.each<[string, string[]]>([
  ['no file', ['import', '/nowhere.csv', '--ledger', 'acme', ...moving]],
  ['no ledger', ['import', __filename, '--format', 'csv', ...moving]],
  ['no mapping', ['import', __filename, '--format', 'csv', '--ledger', 'acme']],
  ['half a mapping', ['import', __filename, '--format', 'csv', '--ledger', 'acme', '--debit', 'a']],
  ['no format', ['import', __filename, '--ledger', 'acme', ...moving]],
  [
    'a batch of nothing',
    ['import', __filename, '--format', 'csv', '--ledger', 'acme', ...moving, '--batch', '0'],
  ],
])('ends with exit code 3 after a usage error: %s', async (_, words) => {
  const { code, stderr } = await startCommand(services, ...words).exit;
  expect({ code, lines: stderr.trim().split('\n').length }).toEqual({ code: 3, lines: 1 });
});

it('says by exit code 1, in one sentence, that the ledger does not exist', async () => {
  const file = fileOf('one.csv', 'from,to,value', '1,2,3');
  const { code, stderr } = await startCommand(services, 'import', file, '--ledger', 'nowhere', ...moving)
    .exit;
  expect(code).toBe(1);
  expect(stderr).toContain('nowhere');
  expect(stderr.trim().split('\n')).toHaveLength(1);
});
