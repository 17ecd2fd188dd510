import { setImmediate as nextTurn } from 'node:timers/promises';
import type { LedgerCommand } from '@ledger/ledger';
import type { Entry } from '@entries/entry';
import { commandOf, type Plan } from '../property/generated-plans';
import type { Sequence, Step } from '../property/generated';
import { amountOf } from '../property/generated-postings';
import type { NaiveBooks, NaiveHold } from '../property/naive-books';
import { NaiveLedger } from '../property/naive-ledger';
import { requestFor, type ModelRequest } from './model-requests';
import type { ApiAnswer, ApiClient, Problem, Receipt } from './api';

interface Sent extends ModelRequest {
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

/** Clocks cannot be moved from outside: no window passes while a sequence is sent, and a hold expires soon or not at all. */
const hourMs = 3_600_000;
const soonMs = 1_000;

/** A ledger of a running system, beside the naive one that is asked the same. */
export class ModelOverHttp {
  readonly naive: NaiveLedger;
  readonly answers = { accepted: 0, refused: 0, malformed: 0, replayed: 0 };
  /** The books just before holds expired, and where these were held. */
  readonly beforeExpiries: {
    readonly seq: string;
    readonly books: NaiveBooks;
    readonly paths: Set<string>;
  }[] = [];
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

  /** Sends what the plan asks, and sees that the answer is the naive one; where time goes by, holds expire before. */
  async take({ wait, plan }: Step): Promise<void> {
    if (wait >= soonMs) await this.allExpired();
    if (plan.kind === 'again') return this.again(plan.back);
    if (isOfApproval(plan)) return;
    const command = calm(commandOf(soon(plan), this.entries, Date.now()));
    const request = requestFor(command, this.ledger);
    this.keys += 1;
    const key = `key-${this.keys}`;
    const answer = await this.send(request, key);
    // What is malformed never reaches the rules.
    if (answer.status === 400) return void (this.answers.malformed += 1);
    const { naive, entry } = this.naiveAnswer(command, key, await this.readEntries());
    const { code, seq } = answer.body;
    const isSame = entry ? naive.size === 0 && seq === entry.seq : naive.has(code);
    const asked = JSON.stringify(request);
    if (!isSame) throw new Error(`${asked} was answered ${answer.text}, not ${[...naive].join(' or ')}`);
    this.answers[entry ? 'accepted' : 'refused'] += 1;
    if (entry) this.sent.push({ ...request, key, text: answer.text });
  }

  /** Holds expire beside what is asked: the journal shows before which entry, and between which ones it was refused. */
  private naiveAnswer(
    command: LedgerCommand,
    key: string,
    added: readonly Entry[],
  ): { naive: Set<string>; entry: Entry | undefined } {
    const at = added.findIndex(({ idem }) => idem === key);
    const entry = added[at];
    if (entry) {
      for (const group of expiriesIn(added.slice(0, at))) this.expire(group);
      this.expire({ now: entry.recordedAt, seq: entry.seq, ids: [] });
      const naive = this.naive.refusals(command, momentOf(entry));
      for (const group of expiriesIn(added.slice(at + 1))) this.expire(group);
      return { naive, entry };
    }
    const naive = this.refusals(command);
    for (const group of expiriesIn(added)) {
      this.expire(group);
      for (const code of this.refusals(command)) naive.add(code);
    }
    return { naive, entry };
  }

  /** What the naive ledger would say now, without doing it. */
  private refusals(command: LedgerCommand): Set<string> {
    const { books } = this.naive;
    const refusals = this.naive.refusals(command, momentOf(undefined));
    this.naive.books = books;
    return refusals;
  }

  /** On the naive ledger too; those are due by then, and no others. */
  private expire({ now, seq, ids }: Expiries): void {
    const books = this.naive.books.copy();
    const due = this.naive.expire(now);
    if (due.join() !== ids.join()) throw new Error(`at ${now} ${ids.join()} expired, not ${due.join()}`);
    if (ids.length === 0) return;
    const paths = ids.flatMap((id) => books.holds.get(id)!.lines.map(({ account }) => account));
    this.beforeExpiries.push({ seq: String(Number(seq) - 1), books, paths: new Set(paths) });
  }

  /** Waits until every hold that expires soon has expired. */
  async allExpired(): Promise<void> {
    const later = new Date(Date.now() + hourMs / 2).toISOString();
    const isSoon = ({ end, expiresAt }: NaiveHold) => !end && expiresAt !== undefined && expiresAt < later;
    while ([...this.naive.books.holds.values()].some(isSoon)) {
      for (const group of expiriesIn(await this.readEntries())) this.expire(group);
      await nextTurn();
    }
  }

  /** The same request with the same key: the same answer, to the byte. */
  private async again(back: number): Promise<void> {
    if (this.sent.length === 0) return;
    const first = this.sent[this.sent.length - 1 - (back % this.sent.length)]!;
    const { text } = await this.send(first, first.key);
    if (text !== first.text) throw new Error(`${first.key} was answered ${text}, and before ${first.text}`);
    this.answers.replayed += 1;
  }

  private send({ method, path, body }: ModelRequest, key: string): Promise<ApiAnswer<Problem & Receipt>> {
    return this.api.send(method, path, {
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key },
      body: JSON.stringify(body),
    });
  }

  /** Those since the last time. */
  private async readEntries(): Promise<Entry[]> {
    const path = `${this.ledger}/entries?from=${this.entries.length}`;
    const { status, text } = await this.api.send('GET', path, {});
    if (status !== 200) throw new Error(`${path} was answered ${status} ${text}`);
    const lines = text.split('\n').filter((line) => line !== '');
    const added = lines.map((line) => (JSON.parse(line) as { entry: Entry }).entry);
    this.entries.push(...added);
    return added;
  }

  /** Every hold, as the API would return it: id -> status and lines. */
  expectedHolds(): [id: string, hold: object][] {
    const { decimals, holds } = this.naive.books;
    return Array.from(holds, ([id, { end, lines }]) => {
      const reported = lines.map(({ account, side, code, units, taken, remaining }) => {
        const [held, captured, rest] = [units, taken, remaining].map((each) =>
          amountOf(each, decimals.get(code)!),
        );
        return { account, side, currency: code, held, captured, remaining: rest };
      });
      return [id, { id, status: end ? statusAfter[end] : 'open', lines: reported }];
    });
  }

  /** Every balance that the naive ledger has, or had, as the API would return it: account -> currency -> figures. */
  expected(books = this.naive.books): Map<string, BalanceOverHttp[]> {
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
  HoldIsExpired: 'expired',
};

/** Holds that one append let expire. */
interface Expiries {
  readonly now: string;
  /** Of the first of their entries. */
  readonly seq: string;
  readonly ids: string[];
}

function expiriesIn(entries: readonly Entry[]): Expiries[] {
  const found: Expiries[] = [];
  for (const { type, body, recordedAt, seq } of entries) {
    if (type !== 'HoldExpired') continue;
    const last = found.at(-1);
    if (last?.now === recordedAt) last.ids.push(body.hold.id);
    else found.push({ now: recordedAt, seq, ids: [body.hold.id] });
  }
  return found;
}

/** Approval takes several persons: test/e2e/approvals.spec.ts has them. */
function isOfApproval(plan: Plan): boolean {
  if (plan.kind === 'propose' || plan.kind === 'decide') return true;
  return plan.kind === 'command' && plan.command.type === 'SetApprovalRules';
}

/** Holds expire as soon as may be, in an hour, or would have before they are placed; quotes never that soon. */
function soon(plan: Exclude<Plan, { kind: 'again' }>): Exclude<Plan, { kind: 'again' }> {
  if (!('expiresIn' in plan) || plan.expiresIn === undefined || plan.expiresIn <= 0) return plan;
  const isSoon = plan.kind !== 'quote' && plan.expiresIn < 10 * soonMs;
  return { ...plan, expiresIn: isSoon ? soonMs : hourMs };
}

/** Windows are so long that none passes on the way. */
function calm(command: LedgerCommand): LedgerCommand {
  if (command.type !== 'SetVelocityLimits') return command;
  return { ...command, limits: command.limits.map((limit) => ({ ...limit, window: { seconds: '86400' } })) };
}
