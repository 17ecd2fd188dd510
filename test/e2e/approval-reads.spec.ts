import { canonicalText } from '@entries/canonical';
import { sha256Text } from '@entries/fingerprints';
import { AccessDesk, type CredentialClient } from '../support/access-desk';
import { topUp, type Problem, type Receipt } from '../support/api';
import { runCommand } from '../support/ledger-command';
import { startServices, type Services } from '../support/services';

interface Proposed {
  readonly id: string;
  readonly hash: string;
  readonly expiresAt: string;
}

const payouts = {
  name: 'payouts',
  commands: ['PostTransaction'],
  accounts: ['bank'],
  above: [{ amount: '100.00', currency: 'EUR' }],
  approvals: '1',
};

let services: Services;
let desk: AccessDesk;
let maker: CredentialClient;
let approver: CredentialClient;
let ledger: string;

beforeAll(async () => {
  services = await startServices({ withPersonal: true });
  ledger = await services.api.openLedger();
  desk = await AccessDesk.opened(services);
  maker = await desk.caller('payouts', { grants: [{ role: 'poster' }] });
  approver = await desk.caller('ben', { grants: [{ role: 'approver' }] });
  const admin = await desk.caller('chief', { grants: [{ role: 'admin' }] });
  await admin.put(`${ledger}/approval-rules`, { rules: [payouts] });
});
afterAll(async () => {
  await desk?.close();
  await services?.stop();
});

async function propose(): Promise<Proposed & { readonly seq: string }> {
  const path = `${ledger}/transactions?propose=true`;
  const { body } = await maker.post<{ seq: string; proposal: Proposed }>(path, topUp('eve', '700.00'));
  return { ...body.proposal, seq: body.seq };
}

const list = (query = '', by = approver) =>
  by.get<{ items: { id: string }[]; next: string | null; seq: string } & Problem>(
    `${ledger}/proposals${query}`,
  );
const get = (id: string, by = approver, query = '') =>
  by.get<{ proposal: { status: string } } & Problem>(`${ledger}/proposals/${id}${query}`);

describe('what waits for approval', () => {
  it('is listed with what an approver needs, and after its end with what became of it', async () => {
    const { id, hash, expiresAt, seq } = await propose();
    const open = await list(`?status=open&after=${seq}`);
    const command = { type: 'PostTransaction', ...topUp('eve', '700.00') };
    const proposal = {
      id,
      ledger: ledger.slice('/v1/ledgers/'.length),
      seq,
      status: 'open',
      rule: 'payouts',
      maker: 'payouts',
      madeAt: expect.any(String) as string,
      expiresAt,
      command,
      hash,
      approvals: '1',
      approvedBy: [],
      end: null,
    };
    expect([open.status, open.body]).toEqual([200, { items: [proposal], next: null, seq }]);

    const approval = await approver.post<Receipt>(`${ledger}/proposals/${id}/approve`, { hash });
    const { id: posted, seq: last } = approval.body;
    expect((await list(`?status=open&after=${last}`)).body.items).toEqual([]);
    expect((await list(`?status=approved&account=bank:cash&after=${last}`)).body.items).toMatchObject([
      { id },
    ]);
    expect((await get(id)).body.proposal).toMatchObject({
      status: 'approved',
      approvedBy: [{ principal: 'ben', seq: String(Number(last) - 2) }],
      end: { id: posted, seq: last, type: 'TransactionPosted', by: 'payouts' },
    });
    expect((await get(id, approver, `?knownAtSeq=${seq}`)).body.proposal).toEqual(proposal);
  });

  it('has the hash of what is shown', async () => {
    const { hash, id, seq } = await propose();
    const { body } = await approver.get<{ proposal: { command: object } }>(
      `${ledger}/proposals/${id}?after=${seq}`,
    );
    expect(sha256Text(canonicalText(body.proposal.command))).toBe(hash);
  });

  it('is shown to its maker, and to readers of one of its accounts; others get the 404 of one that is not there', async () => {
    const { id, seq } = await propose();
    const narrow = await desk.caller('nora', { grants: [{ role: 'approver', accounts: ['customers:eve'] }] });
    const other = await desk.caller('otto', { grants: [{ role: 'approver', accounts: ['customers:ann'] }] });
    const chief = await desk.caller('boss', { grants: [{ role: 'admin' }] });
    const seen = async (by: CredentialClient) => (await get(id, by, `?after=${seq}`)).body.code ?? 'shown';
    expect([await seen(narrow), await seen(maker)]).toEqual(['shown', 'shown']);
    const absent = await other.get<Problem>(`${ledger}/proposals/${id}`);
    const never = await other.get<Problem>(`${ledger}/proposals/${id.replace(/.$/, '0')}`);
    const without = ({ text }: { text: string }) =>
      text.replaceAll(id.slice(0, -1), '').replace(/"requestId":"[^"]*"/, '');
    expect([absent.status, absent.body.code]).toEqual([404, 'ProposalNotFound']);
    expect(without(absent).length).toBe(without(never).length);
    expect(await seen(chief)).toBe('ProposalNotFound');

    const all = await list('', narrow);
    expect([all.status, all.body.code]).toEqual([403, 'OutOfScope']);
    const own = await list('?status=open&account=customers:eve:wallet', narrow);
    expect(own.body.items.map((item) => item.id)).toContain(id);
    expect((await list('?account=customers:eve:wallet', other)).body.code).toBe('OutOfScope');
  });

  it('keeps personal text as a cipher, which the hash covers, and shows the text to its readers alone', async () => {
    const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
    const reader = await desk.caller('rita', {
      grants: [{ role: 'poster', ledger: ledger.slice('/v1/ledgers/'.length), personal: true, expiresAt }],
    });
    const fields = { iban: 'DE89370400440532013000' };
    const body = { ...topUp('eve', '700.00'), personal: [{ subject: 'customer-9', fields }] };
    const made = await maker.post<{ proposal: Proposed } & Receipt>(
      `${ledger}/transactions?propose=true`,
      body,
    );
    const { hash, id } = made.body.proposal;
    const plain = await get(id, approver, `?after=${made.body.seq}`);
    const key = expect.stringMatching(/^[0-9a-f]{16}$/) as string;
    const cipher = expect.any(String) as string;
    expect(plain.body.proposal).toMatchObject({
      command: { personal: [{ cipher, key }] },
      personal: [{ key }],
    });
    expect(plain.text).not.toContain(fields.iban);
    const { command } = plain.body.proposal as unknown as { command: object };
    expect(sha256Text(canonicalText(command))).toBe(hash);

    expect((await get(id, approver, '?personal=true&reason=Check')).body.code).toBe('OutOfScope');
    const shown = await get(id, reader, '?personal=true&reason=Check');
    expect(shown.body.proposal).toMatchObject({ personal: [{ subject: 'customer-9', fields }] });

    const approval = await approver.post<Receipt>(`${ledger}/proposals/${id}/approve`, { hash });
    const path = `${ledger}/transactions/${approval.body.id}?after=${approval.body.seq}&personal=true&reason=Check`;
    expect((await reader.get(path)).body).toMatchObject({ transaction: { personal: [{ fields }] } });
  });

  it('is approved and rejected by a grant that covers what it names', async () => {
    const { hash, id } = await propose();
    const by = async (name: string, ...accounts: string[]) =>
      desk.caller(name, { grants: [{ role: 'approver', accounts }] });
    const none = await by('none', 'customers:ann');
    const part = await by('part', 'customers:eve');
    const both = await by('both', 'customers:eve', 'bank');
    const decided = async (who: CredentialClient, how: 'approve' | 'reject', body: object) => {
      const answer = await who.post<Problem>(`${ledger}/proposals/${id}/${how}`, body);
      return [answer.status, answer.body.code];
    };
    const why = { reason: 'Not ours' };
    expect(await decided(none, 'approve', { hash })).toEqual([404, 'ProposalNotFound']);
    expect(await decided(none, 'reject', why)).toEqual([404, 'ProposalNotFound']);
    expect(await decided(part, 'approve', { hash })).toEqual([403, 'OutOfScope']);
    expect(await decided(part, 'reject', why)).toEqual([403, 'OutOfScope']);
    expect(await decided(both, 'approve', { hash })).toEqual([201, undefined]);
  });

  it('is not there, open or ended, for whoever may read none of its accounts, whatever he asks', async () => {
    const accounts = ['customers:nobody'];
    const stranger = await desk.caller('sam', { grants: [{ role: 'approver', accounts }] });
    const reader = await desk.caller('rose', { grants: [{ role: 'analyst', accounts }] });
    const [open, ended] = [await propose(), await propose()];
    const why = { reason: 'Not ours' };
    expect((await maker.post(`${ledger}/proposals/${ended.id}/retract`, why)).status).toBe(201);
    const never = { id: open.id.replace(/.{4}$/, 'ffff'), hash: open.hash };
    const answers = async ({ id, hash }: Pick<Proposed, 'id' | 'hash'>) => {
      const asked = [
        await stranger.post(`${ledger}/proposals/${id}/approve`, { hash }),
        await stranger.post(`${ledger}/proposals/${id}/reject`, why),
        await stranger.post(`${ledger}/proposals/${id}/retract`, why),
        await reader.post(`${ledger}/proposals/${id}/retract`, why),
        await reader.post(`${ledger}/proposals/${id}/retract?dryRun=true`, why),
      ];
      return asked.map(({ status, text }) => [
        status,
        text.replaceAll(id, '{id}').replace(/"requestId":"[^"]*"/, ''),
      ]);
    };
    const absent = await answers(never);
    for (const [status, text] of absent)
      expect([status, text]).toEqual([404, expect.stringContaining('"code":"ProposalNotFound"')]);
    expect(await answers(open)).toEqual(absent);
    expect(await answers(ended)).toEqual(absent);
    for (const by of [maker, approver])
      expect((await by.post<Problem>(`${ledger}/proposals/${ended.id}/retract`, why)).body.code).toBe(
        'ProposalNotOpen',
      );
    expect((await approver.post<Problem>(`${ledger}/proposals/${open.id}/retract`, why)).body.code).toBe(
      'NotMaker',
    );
  });

  it('is found where its command points to a transaction, by the accounts of that', async () => {
    const admin = await desk.caller('head', { grants: [{ role: 'admin' }] });
    await admin.put(`${ledger}/approval-rules`, {
      rules: [payouts, { name: 'back', commands: ['ReverseTransaction'], approvals: '1' }],
    });
    const posted = await maker.post<Receipt>(`${ledger}/transactions`, topUp('eve', '7.00'));
    const path = `${ledger}/transactions/${posted.body.id}/reversal?propose=true`;
    const { body } = await maker.post<{ proposal: Proposed }>(path, { reason: 'Twice' });
    const { id } = body.proposal;
    const query = `?after=${(body as unknown as Receipt).seq}`;
    const fay = await desk.caller('fay', { grants: [{ role: 'approver', accounts: ['customers:fay'] }] });
    const eva = await desk.caller('eva', { grants: [{ role: 'approver', accounts: ['customers:eve'] }] });
    expect((await get(id, eva, query)).status).toBe(200);
    expect((await get(id, fay, query)).body.code).toBe('ProposalNotFound');
  });

  it('waits by rules that can be read', async () => {
    const { status, body } = await approver.get<{ rules: object[] }>(`${ledger}/approval-rules`);
    expect([status, body.rules]).toEqual([200, expect.arrayContaining([payouts])]);
  });
});

describe('the command line', () => {
  it('rejects as the approver of the sandbox, and retracts as its poster', async () => {
    const name = ledger.slice('/v1/ledgers/'.length);
    const words = ['--ledger', name, '--reason', 'Not ours'];
    const { id } = await propose();
    const rejected = await runCommand(services, 'proposals', 'reject', id, ...words);
    expect([rejected.code, rejected.stderr]).toEqual([0, '']);
    const shown = await runCommand(services, 'proposals', 'show', id, '--ledger', name);
    expect(shown.report).toMatchObject({ status: 'rejected', end: { by: 'approver', reason: 'Not ours' } });

    const made = await services.api.post<{ proposal: Proposed }>(
      `${ledger}/transactions?propose=true`,
      topUp('eve', '700.00'),
    );
    const own = made.body.proposal.id;
    const retracted = await runCommand(services, 'proposals', 'retract', own, ...words);
    expect([retracted.code, retracted.stderr]).toEqual([0, '']);
    const { proposal } = (await get(own, approver, `?after=${String(retracted.report['seq'])}`)).body;
    expect(proposal.status).toBe('retracted');
  });
});

describe('the verifier', () => {
  it('finds every actor permitted, those of approvals and of what these brought about too', async () => {
    const { id, hash } = await propose();
    await approver.post(`${ledger}/proposals/${id}/approve`, { hash });
    await propose();
    const name = ledger.slice('/v1/ledgers/'.length);
    const { code, report } = await runCommand(services, 'verify', '--ledger', name);
    expect([code, report]).toMatchObject([0, { verdict: 'ok' }]);
  });
});
