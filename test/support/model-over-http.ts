import type { LedgerCommand } from '@ledger/ledger';
import type { Entry } from '@journal/entry';
import { commandOf, type Plan } from '../property/generated-plans';
import type { Sequence } from '../property/generated';
import { amountOf } from '../property/generated-postings';
import { NaiveLedger } from '../property/naive-ledger';
import type { ApiAnswer, ApiClient, Problem, Receipt } from './api';

interface Request {
  readonly method: 'POST' | 'PUT' | 'PATCH';
  readonly path: string;
  readonly body: object;
}

interface Sent extends Request {
  readonly key: string;
  readonly text: string;
}

export interface BalanceOverHttp {
  readonly currency: string;
  readonly posted: string;
  readonly available: string;
  readonly held: { readonly debits: string; readonly credits: string };
  readonly version: string;
  readonly rolledUp: { readonly debits: string; readonly credits: string };
}

/** No hold expires, and no window passes, while a sequence is sent: clocks cannot be moved from outside. */
const hourMs = 3_600_000;

/** A ledger of a running system, beside the naive one that is asked the same. */
export class ModelOverHttp {
  readonly naive: NaiveLedger;
  readonly answers = { accepted: 0, refused: 0, malformed: 0, replayed: 0 };
  private readonly entries: Entry[] = [];
  private readonly sent: Sent[] = [];
  private keys = 0;

  private constructor(
    private readonly api: ApiClient,
    readonly ledger: string,
    opening: Sequence['opening'],
  ) {
    this.naive = new NaiveLedger(opening);
  }

  static async open(api: ApiClient, id: string, opening: Sequence['opening']): Promise<ModelOverHttp> {
    await api.accepted('/v1/ledgers', { ...opening, id, name: 'Model' });
    const model = new ModelOverHttp(api, `/v1/ledgers/${id}`, opening);
    await model.readEntries();
    return model;
  }

  get lastSeq(): string {
    return this.entries.at(-1)!.seq;
  }

  /** Sends what the plan asks, and sees that the answer is the naive one. */
  async take(plan: Plan): Promise<void> {
    if (plan.kind === 'again') return this.again(plan.back);
    const command = calm(commandOf(soon(plan), this.entries, Date.now()));
    const request = requestFor(command, this.ledger);
    this.keys += 1;
    const key = `key-${this.keys}`;
    const answer = await this.send(request, key);
    // What is malformed never reaches the rules.
    if (answer.status === 400) return void (this.answers.malformed += 1);
    if (answer.status === 201) await this.readEntries();
    const entry = answer.status === 201 ? this.entries.at(-1) : undefined;
    const naive = this.naive.refusals(command, momentOf(entry));
    const { code, seq } = answer.body;
    const isSame = entry ? naive.size === 0 && seq === entry.seq : naive.has(code as never);
    const asked = JSON.stringify(request);
    if (!isSame) throw new Error(`${asked} was answered ${answer.text}, not ${[...naive].join(' or ')}`);
    this.answers[entry ? 'accepted' : 'refused'] += 1;
    if (entry) this.sent.push({ ...request, key, text: answer.text });
  }

  /** The same request with the same key: the same answer, to the byte. */
  private async again(back: number): Promise<void> {
    if (this.sent.length === 0) return;
    const first = this.sent[this.sent.length - 1 - (back % this.sent.length)]!;
    const { text } = await this.send(first, first.key);
    if (text !== first.text) throw new Error(`${first.key} was answered ${text}, and before ${first.text}`);
    this.answers.replayed += 1;
  }

  private send({ method, path, body }: Request, key: string): Promise<ApiAnswer<Problem & Receipt>> {
    return this.api.send(method, path, {
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key },
      body: JSON.stringify(body),
    });
  }

  private async readEntries(): Promise<void> {
    const { text } = await this.api.send('GET', `${this.ledger}/entries?from=${this.entries.length}`, {});
    for (const line of text.split('\n'))
      if (line !== '') this.entries.push((JSON.parse(line) as { entry: Entry }).entry);
  }

  /** Every hold, as the API would tell it: id -> status and lines. */
  expectedHolds(): [id: string, hold: object][] {
    const { decimals, holds } = this.naive.books;
    return Array.from(holds, ([id, { end, lines }]) => {
      const told = lines.map(({ account, side, code, units, taken, left }) => {
        const [held, captured, rest] = [units, taken, left].map((each) =>
          amountOf(each, decimals.get(code)!),
        );
        return { account, side, currency: code, held, captured, left: rest };
      });
      return [id, { id, status: end ? statusAfter[end] : 'open', lines: told }];
    });
  }

  /** Every balance that the naive ledger has, as the API would tell it: account -> currency -> figures. */
  expected(): Map<string, BalanceOverHttp[]> {
    const { books } = this.naive;
    const balanceOf = (path: string, code: string): BalanceOverHttp => {
      const text = (units: bigint) => amountOf(units, books.decimals.get(code)!);
      const all = [...books.accounts.keys()].filter((each) => each === path || each.startsWith(`${path}:`));
      const rolledUp = (side: 'debit' | 'credit') =>
        text(all.reduce((sum, each) => sum + books.sum(each, code, side), 0n));
      return {
        currency: code,
        posted: text(books.posted(path, code)),
        available: text(books.available(path, code)),
        held: {
          debits: text(books.held(path, code, 'debit')),
          credits: text(books.held(path, code, 'credit')),
        },
        version: String(books.versions.get(`${path} ${code}`) ?? 0),
        rolledUp: { debits: rolledUp('debit'), credits: rolledUp('credit') },
      };
    };
    const paths = [...books.accounts.keys()];
    return new Map(
      paths.map((path) => [path, [...books.decimals.keys()].sort().map((code) => balanceOf(path, code))]),
    );
  }
}

/** Where nothing was recorded, about now: nothing in a sequence depends on when exactly. */
function momentOf(entry: Entry | undefined) {
  const now = entry?.recordedAt ?? new Date().toISOString();
  return { id: entry?.id ?? '', seq: Number(entry?.seq ?? 0), now };
}

const statusAfter: Readonly<Record<string, string>> = {
  HoldAlreadyCaptured: 'captured',
  HoldIsVoided: 'voided',
};

/** Holds expire in an hour, or would have before they are placed. */
function soon(plan: Exclude<Plan, { kind: 'again' }>): Exclude<Plan, { kind: 'again' }> {
  if (!('expiresIn' in plan) || plan.expiresIn === undefined || plan.expiresIn <= 0) return plan;
  return { ...plan, expiresIn: hourMs };
}

/** Windows are so long that none passes on the way. */
function calm(command: LedgerCommand): LedgerCommand {
  if (command.type !== 'SetVelocityLimits') return command;
  return { ...command, limits: command.limits.map((limit) => ({ ...limit, window: { seconds: '86400' } })) };
}

function requestFor(command: LedgerCommand, ledger: string): Request {
  const { type: _, ...body } = command;
  const post = (path: string, rest: object): Request => ({ method: 'POST', path: ledger + path, body: rest });
  switch (command.type) {
    case 'PostTransaction':
      return post('/transactions', body);
    case 'ReverseTransaction': {
      const { type: __, transaction, original: ___, ...rest } = command;
      return post(`/transactions/${transaction}/reversal`, rest);
    }
    case 'PlaceHold':
      return post('/holds', body);
    case 'IncrementHold':
    case 'CaptureHold':
    case 'VoidHold': {
      const { type, hold, ...rest } = command;
      const step = { IncrementHold: 'increments', CaptureHold: 'captures', VoidHold: 'void' }[type];
      return post(`/holds/${hold}/${step}`, rest);
    }
    case 'ClosePeriod':
      return post('/periods', body);
    case 'ReopenPeriod':
      return post(`/periods/${command.period}/reopen`, { reason: command.reason });
    case 'EndImport':
      return post('/import/end', body);
    default:
      return termsRequestFor(command, ledger);
  }
}

function termsRequestFor(command: LedgerCommand, ledger: string): Request {
  const { type, ...body } = command;
  if (type === 'RegisterCurrency') return { method: 'POST', path: `${ledger}/currencies`, body };
  if (type === 'DeclareChart') return { method: 'PUT', path: `${ledger}/chart`, body };
  if (command.type === 'OpenAccount') {
    const { type: _, accountType, ...rest } = command;
    const typed = { ...rest, ...(accountType && { type: accountType }) };
    return { method: 'POST', path: `${ledger}/accounts`, body: typed };
  }
  if (!('path' in command)) throw new Error(`${type} has no route in this test`);
  const { path, type: _, ...rest } = command;
  const account = `${ledger}/accounts/${path}`;
  if (type === 'SetVelocityLimits')
    return { method: 'PUT', path: `${ledger}/velocity-limits/${path}`, body: rest };
  if (type === 'ChangeAccount') return { method: 'PATCH', path: account, body: rest };
  const steps: Record<string, string> = {
    FreezeAccount: 'freeze',
    UnfreezeAccount: 'unfreeze',
    CloseAccount: 'close',
    IssueStatement: 'statements',
  };
  return { method: 'POST', path: `${account}/${steps[type]}`, body: rest };
}
