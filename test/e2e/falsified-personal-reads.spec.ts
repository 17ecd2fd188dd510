import { AccessDesk, type CredentialClient } from '../support/access-desk';
import { topUp, type Problem } from '../support/api';
import { databaseClient } from '../support/database-client';
import { startServices, type Services } from '../support/services';

let services: Services;
let desk: AccessDesk;
let reader: CredentialClient;

beforeAll(async () => {
  services = await startServices({ withPersonal: true });
  desk = await AccessDesk.opened(services);
  const expiresAt = new Date(Date.now() + 89 * 24 * 3_600_000).toISOString();
  reader = await desk.caller('reader', {
    grants: [{ role: 'auditor', accounts: ['customers:ann'], personal: true, expiresAt }],
  });
});

afterAll(async () => {
  await desk?.close();
  await services?.stop();
});

async function change(sql: string, ...values: unknown[]): Promise<void> {
  const client = databaseClient(services.databaseUrl);
  await client.connect();
  await client.query(sql, values);
  await client.end();
}

describe('personal text, where somebody has changed the tables', () => {
  it('of a proposed reversal is judged by the transaction in the journal', async () => {
    const { api } = services;
    const ledger = await api.openLedger();
    const chief = await desk.caller('chief', { grants: [{ role: 'admin' }] });
    const rules = [{ name: 'reversals', commands: ['ReverseTransaction'], approvals: '1' }];
    await chief.put(`${ledger}/approval-rules`, { rules });
    const propose = async (name: string) => {
      const { id } = await api.accepted(`${ledger}/transactions`, topUp(name));
      const personal = [{ subject: name, fields: { name: `${name} Canary` } }];
      const path = `${ledger}/transactions/${id}/reversal?propose=true`;
      const { body } = await api.post<{ seq: string; proposal: { id: string } }>(path, {
        reason: 'Mistake',
        personal,
      });
      return { transaction: id, seq: body.seq, id: body.proposal.id };
    };
    const [ann, bob] = [await propose('ann'), await propose('bob')];
    const read = ({ id }: { id: string }) =>
      reader.get<Problem>(`${ledger}/proposals/${id}?after=${bob.seq}&personal=true&reason=x`);
    expect((await read(ann)).text).toContain('ann Canary');
    expect((await read(bob)).body.code).toBe('ProposalNotFound');

    // The transaction that is to be reversed now seems to be of an account that the grant covers.
    await change(
      `update statement_lines l set account = (select l2.account from statement_lines l2 join transactions t2
         using (ledger, seq) where t2.id = $1 and l2.posting = l.posting)
       from transactions t where t.id = $2 and (l.ledger, l.seq) = (t.ledger, t.seq)`,
      ann.transaction,
      bob.transaction,
    );
    const moved = await read(bob);
    expect(moved.body.code).toBe('OutOfScope');
    expect(moved.text).not.toContain('bob Canary');
  });

  it('is shown by the accounts and the id of its entry, so that no row leads to the text of another person', async () => {
    const { api } = services;
    const path = `${await api.openLedger()}/transactions`;
    const post = (name: string) =>
      api.accepted(path, {
        ...topUp(name),
        personal: [{ subject: name, fields: { name: `${name} Canary` } }],
      });
    const [ann, bob] = [await post('ann'), await post('bob')];
    const read = async (id: string) => {
      const answer = await reader.get<Problem & { transaction?: { personal: object[] } }>(
        `${path}/${id}?after=${bob.seq}&personal=true&reason=x`,
      );
      return { text: answer.text, status: answer.status, code: answer.body.code };
    };
    expect((await read(ann.id)).text).toContain('ann Canary');
    expect(await read(bob.id)).toMatchObject({ status: 404 });

    // The postings of the other transaction now seem to be of an account that the grant covers.
    await change(
      `update statement_lines l set account = (select l2.account from statement_lines l2 where l2.ledger = l.ledger
         and l2.seq = $1 and l2.posting = l.posting) where l.seq = $2`,
      ann.seq,
      bob.seq,
    );
    const moved = await read(bob.id);
    expect(moved).toMatchObject({ status: 403, code: 'OutOfScope' });
    // The row of the one that may be read now points to the entry of the other.
    await change('delete from transactions where seq = $1', bob.seq);
    await change('update transactions set seq = $1 where seq = $2', bob.seq, ann.seq);
    const pointed = await read(ann.id);
    expect(pointed).toMatchObject({ status: 500, code: 'InternalError' });
    expect(moved.text + pointed.text).not.toContain('bob Canary');
  });
});
