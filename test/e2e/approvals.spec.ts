import { randomUUID } from 'node:crypto';
import { AccessDesk, type CredentialClient } from '../support/access-desk';
import { credit, debit, topUp, type ApiAnswer, type Problem } from '../support/api';
import { startServices, type Services } from '../support/services';

interface Proposed {
  readonly id: string;
  readonly hash: string;
  readonly rule: string;
  readonly expiresAt: string;
}

let services: Services;
let desk: AccessDesk;
let admin: CredentialClient;
let maker: CredentialClient;
let owner: CredentialClient;
let ben: CredentialClient;
let ida: CredentialClient;
let ledger: string;
let makerGrant: string;

const payouts = {
  name: 'payouts',
  commands: ['PostTransaction', 'ReverseTransaction'],
  accounts: ['bank'],
  above: [{ amount: '100.00', currency: 'EUR' }],
  approvals: '1',
};

beforeAll(async () => {
  services = await startServices();
  ledger = await services.api.openLedger();
  desk = await AccessDesk.opened(services);
  admin = await desk.caller('chief', { grants: [{ role: 'admin' }] });
  owner = await desk.caller('olga', { grants: [{ role: 'approver' }] });
  maker = await desk.caller('payouts', { owner: 'olga' });
  makerGrant = await desk.grant('payouts', { role: 'poster' });
  ben = await desk.caller('ben', { grants: [{ role: 'approver' }] });
  ida = await desk.caller('ida', { grants: [{ role: 'approver' }] });
  await rules(payouts);
});
afterAll(async () => {
  await desk?.close();
  await services?.stop();
});

const rules = async (...list: object[]) => {
  const { status, text } = await admin.put(`${ledger}/approval-rules`, { rules: list });
  expect([status, text]).toEqual([201, expect.any(String)]);
};
const post = (body: object, query = '', key = randomUUID()) =>
  maker.post<Record<string, unknown>>(`${ledger}/transactions${query}`, body, { key });
const propose = async (body: object = topUp('ann', '500.00'), path = 'transactions'): Promise<Proposed> => {
  const answer = await maker.post<{ proposal: Proposed }>(`${ledger}/${path}?propose=true`, body);
  expect([answer.status, answer.text]).toEqual([202, expect.any(String)]);
  return answer.body.proposal;
};
const approve = (
  by: CredentialClient,
  { id, hash }: Pick<Proposed, 'id' | 'hash'>,
  key: string = randomUUID(),
) => by.post<Record<string, unknown>>(`${ledger}/proposals/${id}/approve`, { hash }, { key });
const end = (by: CredentialClient, how: 'reject' | 'retract', id: string) =>
  by.post<Record<string, unknown>>(`${ledger}/proposals/${id}/${how}`, { reason: 'Not ours' });
const problem = ({ status, body }: ApiAnswer<unknown>) => [status, (body as Problem).code];
const entry = async (seq: unknown) => {
  const auditor = await auditing();
  return (await auditor.get<Record<string, never>>(`${ledger}/entries/${String(seq)}`)).body;
};
const lastSeq = async () => (await ben.get<{ seq: string }>(`${ledger}/approval-rules`)).body.seq;
let auditor: CredentialClient | undefined;
const auditing = async () => (auditor ??= await desk.caller('aud', { grants: [{ role: 'auditor' }] }));

describe('a command to which an approval rule applies', () => {
  it('is refused, last of all, and posts nothing', async () => {
    const { body, status } = await post(topUp('ann', '100.01'));
    expect([status, body]).toEqual([
      422,
      expect.objectContaining({ code: 'ApprovalRequired', rule: 'payouts', approvals: '1' }),
    ]);
    expect(
      problem(await post({ postings: [debit('bank:cash', '500.00'), credit('nowhere', '500.00')] })),
    ).toEqual([422, 'AccountNotOpen']);
    expect((await post(topUp('ann', '100.00'))).status).toBe(201);
  });

  it('waits where it is proposed, and is posted for its maker by the approval of another', async () => {
    const key = randomUUID();
    const { status, body } = await post(topUp('bob', '200.00'), '?propose=true', key);
    const { proposal } = body as { proposal: Proposed };
    expect([status, proposal.rule, Object.keys(proposal).sort()]).toEqual([
      202,
      'payouts',
      ['expiresAt', 'hash', 'id', 'rule'],
    ]);
    const again = await post(topUp('bob', '200.00'), '?propose=true', key);
    expect([again.status, again.headers.get('Idempotency-Replayed'), again.body]).toEqual([
      202,
      'true',
      body,
    ]);

    const approvalKey = randomUUID();
    const approved = await approve(ben, proposal, approvalKey);
    expect([approved.status, approved.body['type']]).toEqual([201, 'TransactionPosted']);
    const replayed = await approve(ben, proposal, approvalKey);
    expect([replayed.status, replayed.body]).toEqual([201, approved.body]);
    expect(problem(await approve(ida, proposal, approvalKey))).toEqual([422, 'IdempotencyKeyReused']);
    const posted = await entry(approved.body['seq']);
    expect(posted).toMatchObject({
      entry: {
        actor: { grant: makerGrant, proposal: body['seq'], sub: 'payouts' },
        idem: approvalKey,
        type: 'TransactionPosted',
      },
    });
    const before = await entry(Number(approved.body['seq']) - 2);
    expect(before).toMatchObject({ entry: { actor: { sub: 'ben' }, type: 'ProposalApproved' } });
  });

  it('can be a reversal, whose original is looked up again', async () => {
    const posted = await approve(ben, await propose());
    const reversal = await propose({ reason: 'Twice' }, `transactions/${String(posted.body['id'])}/reversal`);
    const { status, body } = await approve(ida, reversal);
    expect([status, body['type']]).toEqual([201, 'TransactionPosted']);
    expect(await entry(body['seq'])).toMatchObject({
      entry: { body: { reverses: { id: posted.body['id'] } } },
    });
  });

  it('is not a proposal where no rule applies, in a bulk, or of another kind', async () => {
    const small = await post(topUp('ann', '1.00'), '?propose=true');
    const item = { idempotencyKey: randomUUID(), ...topUp('ann', '500.00') };
    const bulk = await maker.post(`${ledger}/transactions/bulk?propose=true`, { items: [item] });
    const settled = await maker.post(`${ledger}/holds/captures?propose=true`, { items: [] });
    const ledgers = await admin.post('/v1/ledgers?propose=true', { id: 'other', name: 'Other' });
    const proposal = await propose();
    const approval = await ben.post(`${ledger}/proposals/${proposal.id}/approve?propose=true`, {
      hash: proposal.hash,
    });
    for (const answer of [small, bulk, settled, ledgers, approval])
      expect(problem(answer)).toEqual([422, 'ProposalNotPossible']);
    const plain = await maker.post<{ items: { problem: Problem }[] }>(`${ledger}/transactions/bulk`, {
      items: [item],
    });
    expect(plain.body.items[0]!.problem.code).toBe('ApprovalRequired');
  });
});

describe('a proposal', () => {
  it('is approved and rejected by others, never by its maker, nor by the owner of the maker', async () => {
    const proposal = await propose();
    const poster = await desk.caller('paul', { grants: [{ role: 'poster' }, { role: 'approver' }] });
    const own = (
      await poster.post<{ proposal: Proposed }>(`${ledger}/transactions?propose=true`, topUp('ann', '500.00'))
    ).body.proposal;
    expect(problem(await approve(maker, proposal))).toEqual([403, 'NotPermitted']);
    expect(problem(await approve(owner, proposal))).toEqual([403, 'ApproverIsMaker']);
    expect(problem(await approve(poster, own))).toEqual([403, 'ApproverIsMaker']);
    expect(problem(await end(poster, 'reject', own.id))).toEqual([403, 'ApproverIsMaker']);
    expect(problem(await end(ben, 'retract', own.id))).toEqual([403, 'NotMaker']);
    expect((await end(poster, 'retract', own.id)).status).toBe(201);
    expect((await end(ben, 'reject', proposal.id)).status).toBe(201);
  });

  it('is decided once', async () => {
    const proposal = await propose();
    expect((await end(maker, 'retract', proposal.id)).status).toBe(201);
    for (const late of [await approve(ben, proposal), await end(ben, 'reject', proposal.id)])
      expect([...problem(late), late.body['proposalStatus']]).toEqual([409, 'ProposalNotOpen', 'retracted']);
    const nobodys = '019aab5e-3a4f-7c11-9d2e-5f0c6b8a7d21';
    expect(problem(await approve(ben, { ...proposal, id: nobodys }))).toEqual([404, 'ProposalNotFound']);
  });

  it('is posted once, however many approve it at the same time', async () => {
    const proposal = await propose(topUp('cas', '300.00'));
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, i) => approve(i % 2 === 0 ? ben : ida, proposal)),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(
      answers.filter(({ status, body }) => status === 409 && body['code'] === 'ProposalNotOpen'),
    ).toHaveLength(11);
    const { body } = await ben.get<{ items: unknown[] }>(
      `${ledger}/accounts/customers:cas:wallet/balances?after=${String(answers.find(({ status }) => status === 201)!.body['seq'])}`,
    );
    expect(body.items ?? body).toMatchObject([{ posted: '300.00', version: '1' }]);
  });

  it('is approved as it was seen: of another hash, it is not', async () => {
    const [one, other] = [await propose(), await propose(topUp('ann', '501.00'))];
    expect(problem(await approve(ben, { ...one, hash: other.hash }))).toEqual([409, 'ProposalHashDiffers']);
  });

  it('waits for as many persons as its rule asks for', async () => {
    await rules({ ...payouts, approvals: '2' });
    const proposal = await propose();
    const first = await approve(ben, proposal);
    expect([first.status, first.body['type']]).toEqual([201, 'ProposalApproved']);
    expect(problem(await approve(ben, proposal))).toEqual([409, 'ProposalAlreadyApproved']);
    const second = await approve(ida, proposal);
    expect([second.status, second.body['type']]).toEqual([201, 'TransactionPosted']);
    await rules(payouts);
  });

  it('is not carried out by fewer approvals than the rules ask for by then', async () => {
    const proposal = await propose();
    await rules({ ...payouts, approvals: '2' });
    expect(problem(await approve(ben, proposal))).toEqual([422, 'ApprovalRequired']);
    await rules(payouts);
    expect((await approve(ben, proposal)).status).toBe(201);
  });

  it('is refused to its approver, and stays open, where the rules refuse it by then: the balance is gone', async () => {
    await rules();
    await post(topUp('dan', '1000.00'));
    await rules(payouts);
    const out = (amount: string) => ({
      postings: [debit('customers:dan:wallet', amount), credit('bank:cash', amount)],
    });
    const proposal = await propose(out('900.00'));
    expect((await approve(ben, await propose(out('500.00')))).status).toBe(201);
    const last = await lastSeq();
    expect(problem(await approve(ida, proposal))).toEqual([422, 'BalanceBelowMinimum']);
    expect(await lastSeq()).toBe(last);
    expect((await post(topUp('dan', '100.00'))).status).toBe(201);
    expect((await approve(ben, await propose(topUp('dan', '400.00')))).status).toBe(201);
    expect((await approve(ida, proposal)).status).toBe(201);
  });

  it('is decided by the chart as it is by then', async () => {
    const proposal = await propose(topUp('newcomer', '500.00'));
    await admin.put(`${ledger}/chart`, { patterns: [] });
    expect(problem(await approve(ben, proposal))).toEqual([422, 'AccountNotOpen']);
    const patterns = [{ pattern: 'customers:*:wallet', type: 'liability' }];
    expect((await admin.put(`${ledger}/chart`, { patterns })).status).toBe(201);
    expect((await approve(ben, proposal)).status).toBe(201);
  });

  it('is not carried out for a maker who is not permitted any more', async () => {
    const proposal = await propose();
    await desk.submit({ type: 'RevokeGrant', grant: makerGrant, reason: 'Left' });
    while ((await maker.get(ledger)).status === 200) continue;
    let answer = await approve(ben, proposal);
    expect(problem(answer)).toEqual([409, 'MakerNotPermitted']);
    makerGrant = await desk.grant('payouts', { role: 'poster' });
    while ((answer = await approve(ben, proposal)).status === 409) continue;
    expect(answer.status).toBe(201);
  });
});

describe('the approval rules', () => {
  it('can ask for an approval of their own change', async () => {
    await rules(payouts, { name: 'rules', commands: ['SetApprovalRules'], approvals: '1' });
    const alone = await admin.put(`${ledger}/approval-rules`, { rules: [] });
    expect(problem(alone)).toEqual([422, 'ApprovalRequired']);
    const { body } = await admin.put<{ proposal: Proposed }>(`${ledger}/approval-rules?propose=true`, {
      rules: [payouts],
    });
    const approved = await approve(ben, body.proposal);
    expect([approved.status, approved.body['type']]).toEqual([201, 'ApprovalRulesSet']);
  });

  it.each([
    ['two of one name', [payouts, payouts], 'Repeated', '/rules/1'],
    [
      'an amount for what moves none',
      [{ name: 'months', commands: ['ClosePeriod'], above: payouts.above, approvals: '1' }],
      'NotAllowed',
      '/rules/0/commands/0',
    ],
    [
      'a command that is none',
      [{ ...payouts, commands: ['OpenLedger'] }],
      'NotAllowed',
      '/rules/0/commands/0',
    ],
    ['no command', [{ ...payouts, commands: [] }], 'TooShort', '/rules/0/commands'],
    ['no approvals', [{ ...payouts, approvals: '0' }], 'BadFormat', '/rules/0/approvals'],
  ])('are refused with %s', async (_, list, code, pointer) => {
    const { body, status } = await admin.put<Problem>(`${ledger}/approval-rules`, { rules: list });
    expect([status, body.errors]).toEqual([400, [expect.objectContaining({ code, pointer })]]);
  });
});
