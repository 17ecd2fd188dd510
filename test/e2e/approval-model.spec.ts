import { randomUUID } from 'node:crypto';
import { connectEventStore } from '@streams/eventstore-stream';
import type { Stream } from '@streams/stream';
import { CredentialClient } from '../support/access-desk';
import type { Problem, Receipt } from '../support/api';
import {
  NaiveDesk,
  type DeskAnswer,
  type DeskGrant,
  type DeskLine,
  type DeskRule,
} from '../support/naive-desk';
import { seeded } from '../support/seeded';
import { startServices, type Services } from '../support/services';
import { verifiedInProcess } from '../support/verified-in-process';

let services: Services;
let stream: Stream;
beforeAll(async () => {
  services = await startServices();
  stream = connectEventStore(services.eventStore.url);
});
afterAll(async () => {
  await stream?.close();
  await services?.stop();
});

const owner = 'olga';
/** Who has which grants at first; `payer` is a service that Olga answers for. */
const persons: Readonly<Record<string, readonly DeskGrant[]>> = {
  [owner]: [{ role: 'approver' }],
  payer: [{ role: 'poster', maximum: 60_000 }],
  clerk: [
    { role: 'poster', accounts: ['bank', 'customers:ann', 'customers:bob'] },
    { role: 'approver', accounts: ['bank', 'customers'] },
  ],
  ben: [{ role: 'approver', accounts: ['bank', 'customers:ann'] }],
  ida: [{ role: 'approver' }],
  nora: [{ role: 'approver', accounts: ['customers:eve'] }],
  rose: [{ role: 'analyst' }],
};

const customers = ['ann', 'bob', 'cas'];
const walletOf = (customer: string) => `customers:${customer}:wallet`;
const text = (cents: number) => (cents / 100).toFixed(2);
const amountOf = ({ account, cents, side }: DeskLine) => ({
  account,
  side,
  currency: 'EUR',
  amount: text(cents),
});

/** A request that was accepted, to be sent again. */
interface Sent {
  readonly by: string;
  readonly path: string;
  readonly body: object;
  readonly key: string;
  readonly text: string;
}

/** One ledger of the running system with everybody who acts in it, beside the naive one. */
class Desk {
  readonly naive = new NaiveDesk();
  readonly seen = new Map<DeskAnswer, number>();
  lastSeq = '0';
  private readonly clients = new Map<string, CredentialClient>();
  private readonly ids = new Map<string, string>();
  /** Seqs of the grants of each. */
  private readonly granted = new Map<string, string[]>();
  private readonly hashes = new Map<string, string>();
  private last: Sent | undefined;

  private constructor(
    readonly ledger: string,
    private readonly random: () => number,
  ) {}

  static async opened(seed: number): Promise<Desk> {
    const desk = new Desk(await services.api.openLedger(), seeded(seed));
    for (const customer of customers) {
      const lines = desk.lines('bank:cash', walletOf(customer), 100_000);
      await services.api.accepted(`${desk.ledger}/transactions`, { postings: lines.map(amountOf) });
      desk.naive.wallets.set(walletOf(customer), 100_000);
    }
    for (const [name, grants] of Object.entries(persons)) {
      await desk.enter(name);
      await desk.grant(name, grants);
    }
    return desk;
  }

  async step(): Promise<void> {
    const dice = this.random();
    if (dice < 0.1) return this.post(false);
    if (dice < 0.4) return this.post(true);
    if (dice < 0.75) return this.approve();
    if (dice < 0.81) return this.end('reject');
    if (dice < 0.87) return this.end('retract');
    if (dice < 0.91) return this.again();
    if (dice < 0.94) return this.setRule(this.pick(rules));
    const name = this.pick(['payer', 'clerk', 'ben']);
    const first = persons[name]!;
    return this.grant(name, this.pick([[], first, first, first, first, [...first, ...persons['rose']!]]));
  }

  /** Everything that others have to approve is, by now, what the naive ledger has. */
  async expectSame(): Promise<void> {
    const reader = this.clients.get('ida')!;
    const after = `after=${this.lastSeq}&wait=30s`;
    for (const [id, { approvedBy, maker, status }] of this.naive.proposals) {
      const { body } = await reader.get<{ proposal: object }>(`${this.ledger}/proposals/${id}?${after}`);
      expect(body.proposal).toMatchObject({
        maker: this.ids.get(maker),
        status,
        approvedBy: approvedBy.map((name) => ({ principal: this.ids.get(name) })),
      });
    }
    for (const [account, cents] of this.naive.wallets) {
      const { body } = await reader.get(`${this.ledger}/accounts/${account}/balances?${after}`);
      expect([account, body]).toMatchObject([account, { items: [{ posted: text(cents) }] }]);
    }
  }

  async setRule(rule: DeskRule | undefined): Promise<void> {
    const list = rule && {
      name: 'payouts',
      commands: ['PostTransaction'],
      accounts: [rule.account],
      above: [{ amount: text(rule.above), currency: 'EUR' }],
      approvals: String(rule.approvals),
    };
    const { body, status } = await services.api.put<Receipt>(`${this.ledger}/approval-rules`, {
      rules: list ? [list] : [],
    });
    expect(status).toBe(201);
    this.lastSeq = body.seq;
    this.naive.rule = rule;
  }

  /** One more principal of this name. */
  private async enter(name: string): Promise<void> {
    const id = `${name}-${randomUUID().slice(0, 8)}`;
    this.ids.set(name, id);
    const isService = name === 'payer';
    const of = isService ? { kind: 'service', owner: this.ids.get(owner) } : { kind: 'person' };
    if (isService) this.naive.owners.set(name, owner);
    await services.api.accepted('/v1/access/principals', { id, ...of });
    const { secret } = await services.api.accepted(`/v1/access/principals/${id}/credentials`, {
      kind: 'key',
    });
    this.clients.set(name, new CredentialClient(services.apiUrl, `Bearer ${String(secret)}`));
  }

  /** From now on these are the grants of somebody, and no others. */
  private async grant(name: string, grants: readonly DeskGrant[]): Promise<void> {
    this.last = undefined;
    for (const seq of this.granted.get(name) ?? [])
      await services.api.accepted(`/v1/access/grants/${seq}/revoke`, { reason: 'Changed' });
    const seqs: string[] = [];
    for (const { accounts, maximum, role } of grants) {
      const body = {
        principal: this.ids.get(name),
        role,
        ledger: this.ledger.split('/').at(-1),
        ...(accounts && { accounts }),
        ...(maximum !== undefined && { maximum: [{ amount: text(maximum), currency: 'EUR' }] }),
      };
      seqs.push((await services.api.accepted('/v1/access/grants', body)).seq);
    }
    this.granted.set(name, seqs);
    this.naive.grants.set(name, grants);
  }

  private async post(isProposed: boolean): Promise<void> {
    const by = this.pick(['payer', 'payer', 'payer', 'payer', 'payer', 'clerk', 'clerk', 'rose']);
    const [one, other] = [this.pick(customers), this.pick(customers)];
    const cents = this.pick([100, 9_999, 10_000, 10_001, 25_000, 25_000, 60_001]);
    const [from, to] = this.pick([
      ['bank:cash', walletOf(one)],
      [walletOf(one), 'bank:cash'],
      [walletOf(one), one === other ? 'bank:cash' : walletOf(other)],
    ] as const);
    const lines = this.lines(from, to, cents);
    const expected = isProposed ? this.naive.propose(by, lines) : this.naive.post(by, lines);
    const path = `${this.ledger}/transactions${isProposed ? '?propose=true' : ''}`;
    const proposal = (await this.ask(by, path, { postings: lines.map(amountOf) }, expected))?.proposal;
    if (!proposal) return;
    this.naive.proposed(proposal.id, by, lines);
    this.hashes.set(proposal.id, proposal.hash);
  }

  private async approve(): Promise<void> {
    const id = this.somewhere();
    const by = this.pick(['ben', 'ida', 'ida', 'clerk', owner, 'nora', 'rose', 'payer']);
    const isSame = this.random() < 0.85;
    const hash = isSame ? (this.hashes.get(id) ?? 'A'.repeat(43)) : 'B'.repeat(43);
    const expected = this.naive.approve(by, id, isSame);
    await this.ask(by, `${this.ledger}/proposals/${id}/approve`, { hash }, expected);
  }

  private async end(how: 'reject' | 'retract'): Promise<void> {
    const id = this.somewhere();
    const by = this.pick(Object.keys(persons));
    const expected = this.naive[how](by, id);
    await this.ask(by, `${this.ledger}/proposals/${id}/${how}`, { reason: 'Seen' }, expected);
  }

  /** The last request once more, with its key: the same bytes. */
  private async again(): Promise<void> {
    if (!this.last) return;
    const { body, by, key, path, text: before } = this.last;
    const answer = await this.clients.get(by)!.post(path, body, { key });
    expect([answer.text, answer.headers.get('Idempotency-Replayed')]).toEqual([before, 'true']);
  }

  private async ask(by: string, path: string, body: object, expected: DeskAnswer) {
    const key = randomUUID();
    const answer = await this.clients
      .get(by)!
      .post<Receipt & Problem & { proposal?: { id: string; hash: string } }>(path, body, { key });
    const isAccepted = answer.status < 300;
    // Only the answer to an approval says of which type its entry is.
    const what = isAccepted ? (answer.body['type'] ?? expected.slice(4)) : answer.body.code;
    const asked = `${by} asks ${path} ${JSON.stringify(body)}`;
    expect([asked, `${answer.status} ${String(what)}`]).toEqual([asked, expected]);
    this.seen.set(expected, (this.seen.get(expected) ?? 0) + 1);
    if (!isAccepted) return undefined;
    this.lastSeq = answer.body.seq;
    this.last = { by, path, body, key, text: answer.text };
    return answer.body;
  }

  /** Mostly an open proposal, else any of the last; now and then one that was never made. */
  private somewhere(): string {
    const all = [...this.naive.proposals];
    const open = all.filter(([, { status }]) => status === 'open');
    const ids = (open.length > 0 && this.random() < 0.85 ? open : all).slice(-4).map(([id]) => id);
    if (ids.length === 0 || this.random() < 0.04) return '019aab5e-3a4f-7c11-9d2e-5f0c6b8a7d21';
    return this.pick(ids);
  }

  private lines(from: string, to: string, cents: number): DeskLine[] {
    return [
      { account: from, side: 'debit', cents },
      { account: to, side: 'credit', cents },
    ];
  }

  private pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.random() * from.length)]!;
  }
}

const rules: readonly (DeskRule | undefined)[] = [
  undefined,
  { account: 'bank', above: 10_000, approvals: 1 },
  { account: 'bank', above: 9_999, approvals: 1 },
  { account: 'bank', above: 10_000, approvals: 2 },
  { account: 'bank', above: 0, approvals: 2 },
  { account: 'customers', above: 0, approvals: 1 },
];

/** Time cannot be moved from outside: test/simulation and test/property let proposals expire. */
it('answers whoever posts, proposes, approves, rejects or retracts as the naive desk does', async () => {
  const seen = new Set<DeskAnswer>();
  for (const seed of [11, 12, 13]) {
    const desk = await Desk.opened(seed);
    await desk.setRule(rules[1]);
    for (let i = 0; i < 250; i += 1) await desk.step();
    await desk.expectSame();
    const ledger = desk.ledger.split('/').at(-1)!;
    const { fault } = await verifiedInProcess(services.databaseUrl, stream, ledger);
    expect(fault?.message).toBeUndefined();
    expect(desk.seen.get('202 ProposalMade')).toBeGreaterThan(10);
    for (const answer of desk.seen.keys()) seen.add(answer);
  }
  expect([...seen].sort()).toEqual([
    '201 ProposalApproved',
    '201 ProposalRejected',
    '201 ProposalRetracted',
    '201 TransactionPosted',
    '202 ProposalMade',
    '403 ApproverIsMaker',
    '403 NotMaker',
    '403 NotPermitted',
    '403 OutOfScope',
    '404 LedgerNotFound',
    '404 ProposalNotFound',
    '409 MakerNotPermitted',
    '409 ProposalAlreadyApproved',
    '409 ProposalHashDiffers',
    '409 ProposalNotOpen',
    '422 ApprovalRequired',
    '422 BalanceBelowMinimum',
    '422 ProposalNotPossible',
  ]);
});
