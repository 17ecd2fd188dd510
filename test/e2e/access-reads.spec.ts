import { AccessDesk, type CredentialClient } from '../support/access-desk';
import { credit, debit, topUp, transfer, type ApiAnswer, type Problem } from '../support/api';
import { startServices, type Services } from '../support/services';

let services: Services;
let desk: AccessDesk;
let ledger: string;
/** Of the bank, and of the wallets of Alice and Bob. */
let teller: CredentialClient;
/** Posts to everything. */
let all: CredentialClient;

beforeAll(async () => {
  services = await startServices();
  ledger = await services.api.openLedger();
  desk = await AccessDesk.opened(services);
  const id = ledger.split('/').at(-1)!;
  const accounts = ['bank:cash', 'customers:alice', 'customers:bob:wallet'];
  teller = await desk.caller('teller', { grants: [{ role: 'poster', ledger: id, accounts }] });
  all = await desk.caller('anyposter', { grants: [{ role: 'poster', ledger: id }] });
  await all.accepted(`${ledger}/transactions`, topUp('carol', '50.00'));
  const { seq } = await all.accepted(`${ledger}/transactions`, topUp('alice', '50.00'));
  await all.get(`${ledger}?after=${seq}&wait=30s`);
});
afterAll(async () => {
  await desk?.close();
  await services?.stop();
});

const problem = ({ body }: ApiAnswer<unknown>) => body as Problem;
const absentId = '019aab5e-3a4f-7c11-9d2e-5f0c6b8a7d21';

/** The same bytes but for the id that was asked for. */
function expectAsAbsent(there: ApiAnswer<unknown>, absent: ApiAnswer<unknown>, id: string): void {
  expect([there.status, there.text.replaceAll(id, absentId)]).toEqual([absent.status, absent.text]);
  expect(there.status).toBe(404);
}

describe('a read', () => {
  it('of what a grant does not cover is refused the same, whether it is there or not', async () => {
    const balances = (path: string) => teller.get(`${ledger}/accounts/${path}/balances`);
    const [there, not] = [
      await balances('customers:carol:wallet'),
      await balances('customers:nobody:wallet'),
    ];
    expect([there.status, problem(there).code]).toEqual([403, 'OutOfScope']);
    expect(there.text.replaceAll('carol', 'nobody')).toBe(not.text);
  });

  it('that names a node above those of the grant is refused', async () => {
    const under = (node: string) => teller.get(`${ledger}/transactions?under=${node}`);
    expect(problem(await under('customers')).code).toBe('OutOfScope');
    expect((await under('customers:alice')).status).toBe(200);
  });

  it('that is malformed is said to be so first', async () => {
    expect(problem(await teller.get(`${ledger}/accounts?limit=0`)).code).toBe('RequestMalformed');
    expect(problem(await teller.get(`${ledger}/accounts/Bank:::/balances`)).code).toBe('RequestMalformed');
  });
});

describe('a transaction or hold that touches a covered account', () => {
  const wallet = (name: string) => `customers:${name}:wallet`;

  it('is shown without the figures of accounts outside; one that touches none is not there', async () => {
    const { id, seq } = await all.accepted(`${ledger}/transactions`, transfer('carol', 'bob', '1.00'));
    const hidden = await all.accepted(`${ledger}/transactions`, transfer('carol', 'dave', '1.00'));
    const fresh = `after=${hidden.seq}&wait=30s`;
    const { body } = await teller.get<{ transaction: { postings: Record<string, string>[] } }>(
      `${ledger}/transactions/${id}?${fresh}`,
    );
    const [outside, inside] = body.transaction.postings;
    expect(outside).toEqual({ account: wallet('carol'), side: 'debit', amount: '1.00', currency: 'EUR' });
    expect(inside).toMatchObject({ account: wallet('bob'), posted: expect.any(String) });
    const listed = await teller.get(`${ledger}/transactions?account=${wallet('bob')}&${fresh}`);
    expect(listed.text).toContain(`"seq":"${seq}"`);
    expect(listed.text).toContain(JSON.stringify(outside));
    const get = (wanted: string) => teller.get(`${ledger}/transactions/${wanted}?${fresh}`);
    expectAsAbsent(await get(hidden.id), await get(absentId), hidden.id);
    expect((await all.get(`${ledger}/transactions/${hidden.id}`)).status).toBe(200);
  });

  it('as a hold is shown without what is left outside', async () => {
    const { id } = await all.accepted(`${ledger}/holds`, transfer('carol', 'bob', '2.00'));
    const hidden = await all.accepted(`${ledger}/holds`, transfer('carol', 'dave', '2.00'));
    const get = (wanted: string) =>
      teller.get<{ hold: { lines: object[]; steps: object[] } }>(
        `${ledger}/holds/${wanted}?after=${hidden.seq}&wait=30s`,
      );
    const { hold } = (await get(id)).body;
    const figures = ['held', 'captured', 'remaining'];
    const shown = hold.lines.map((line) => figures.filter((figure) => figure in line));
    expect(shown).toEqual([[], figures]);
    expect(hold.steps.map((step) => 'remaining' in step || 'amounts' in step)).toEqual([false]);
    expectAsAbsent(await get(hidden.id), await get(absentId), hidden.id);
  });
});

describe('a grant of some currencies', () => {
  it('shows no figures of others: balances, tree, statements, postings, lines of holds', async () => {
    const id = ledger.split('/').at(-1)!;
    const scope = { ledger: id, accounts: ['bank'], currencies: ['USD'] };
    const reader = await desk.caller('dollars', { grants: [{ role: 'auditor', ...scope }] });
    const poster = await desk.caller('dollarposter', { grants: [{ role: 'poster', ...scope }] });
    const moved = (currency: string) => ({
      postings: [debit('bank:cash', '3.00', currency), credit('bank:vault', '3.00', currency)],
    });
    await services.api.accepted(`${ledger}/accounts`, { path: 'bank:vault', type: 'asset' });
    await all.accepted(`${ledger}/transactions`, moved('EUR'));
    await all.accepted(`${ledger}/transactions`, moved('USD'));
    const hold = await all.accepted(`${ledger}/holds`, moved('EUR'));
    await services.api.accepted(`${ledger}/accounts/bank:cash/statements`, {});
    const { seq } = await all.accepted(`${ledger}/transactions`, moved('USD'));
    const fresh = `after=${seq}&wait=30s`;
    const textOf = async (client: CredentialClient, path: string) => {
      const { status, text } = await client.get(`${ledger}/${path}`);
      return status === 200 ? text : `${path} answered ${status}: ${text}`;
    };
    for (const path of [
      `accounts/bank:cash/balances?${fresh}`,
      `accounts?under=bank&balances=true&${fresh}`,
      `tree?root=bank&${fresh}`,
      `accounts/bank:cash/statement?${fresh}`,
      `accounts/bank:cash/statement?format=csv&${fresh}`,
      `accounts/bank:cash/statements?${fresh}`,
      `accounts/bank:cash/statements/1?${fresh}`,
    ]) {
      const shown = await textOf(reader, path);
      expect([path, shown.includes('USD'), shown.includes('EUR')]).toEqual([path, true, false]);
      expect(await textOf(all, path)).toContain('EUR');
    }
    const listed = await reader.get<{ items: { postings: Record<string, string>[] }[] }>(
      `${ledger}/transactions?account=bank:vault&${fresh}`,
    );
    const postings = listed.body.items.flatMap((item) => item.postings);
    expect(new Set(postings.map((posting) => `${posting['currency']} ${'posted' in posting}`))).toEqual(
      new Set(['EUR false', 'USD true']),
    );
    const held = await reader.get<{ hold: { lines: object[] } }>(`${ledger}/holds/${hold.id}?${fresh}`);
    expect(held.body.hold.lines.map((line) => 'held' in line)).toEqual([false, false]);
    const asking = {
      ...moved('USD'),
      conditions: [{ account: 'bank:cash', currency: 'EUR', availableAtLeast: '0.00' }],
    };
    const asked = await poster.post<Problem>(`${ledger}/transactions`, asking);
    expect(asked.body).toMatchObject({ code: 'OutOfScope', currency: 'EUR' });
  });
});

describe('the list of ledgers', () => {
  it('has those that a grant of the caller reaches, and no other', async () => {
    const other = await services.api.openLedger();
    const idsFor = async (client: CredentialClient) => {
      const { body } = await client.get<{ items: { id: string }[] }>('/v1/ledgers?limit=1000');
      return body.items.map(({ id }) => id);
    };
    const [own, foreign] = [ledger, other].map((path) => path.split('/').at(-1)!);
    const auditor = await desk.caller('allseeing', { grants: [{ role: 'auditor' }] });
    while ((await idsFor(auditor)).length < 2) await new Promise((resolve) => setTimeout(resolve, 20));
    expect((await idsFor(auditor)).sort()).toEqual([own, foreign].sort());
    expect(await idsFor(teller)).toEqual([own]);
  });
});

describe('a read of a journal', () => {
  it('is recorded in the access journal before it is answered', async () => {
    const id = ledger.split('/').at(-1)!;
    const reader = await desk.caller('reader', { grants: [{ role: 'auditor' }] });
    await reader.get(`${ledger}/entries?limit=1`);
    await reader.get(`${ledger}/entries/0`);
    await reader.get(`${ledger}/accounts/bank:cash/export`);
    await reader.get(`${ledger}/accounts/bank:cash/balances`);
    const { text } = await reader.get('/v1/access/entries');
    const recorded = text
      .trim()
      .split('\n')
      .map(
        (line) =>
          (JSON.parse(line) as { entry: { type: string; actor: { sub: string }; body: object } }).entry,
      )
      .filter(({ type, actor }) => type === 'ReadRecorded' && actor.sub === 'reader');
    expect(recorded.map(({ body }) => body)).toEqual([
      { ledger: id, what: 'journal' },
      { ledger: id, what: 'journal' },
      { account: 'bank:cash', ledger: id, what: 'account' },
    ]);
  });
});
