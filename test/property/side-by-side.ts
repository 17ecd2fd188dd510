import { availableOf, postedOf } from '@ledger/transactions/figures';
import type { LedgerCommand } from '@ledger/ledger';
import type { RefusalCode } from '@ledger/refusal';
import { noHash, parseEntry, type Entry } from '@entries/entry';
import { Group, type Head } from '@journal/writer/group';
import { openLedger } from '../support/given';
import { seeded } from '../support/seeded';
import type { Sequence, Step } from './generated';
import { maker } from './generated-decisions';
import { commandOf } from './generated-plans';
import { begin } from './generated-times';
import { NaiveLedger } from './naive-ledger';
import { used } from './naive-velocity';
import { caller } from '../support/caller';
import { keptLedger, type LedgerDecision, type LedgerGroup } from '../support/kept-ledger';

/** What became of a step: the command, and whether it was accepted, answered before, or why it was refused. */
export interface Outcome {
  readonly command: LedgerCommand | 'again';
  readonly answer: 'accepted' | 'replayed' | RefusalCode;
}

/** A ledger as its writer decides it, group by group, beside the naive one that is asked the same. */
export class SideBySide {
  private readonly kept = keptLedger();
  readonly state = this.kept.state;
  readonly entries: Entry[] = [];
  readonly naive: NaiveLedger;
  head: Head = { seq: -1, hash: noHash, recordedAt: '' };
  private clock = begin;
  private keys = 0;
  private readonly bytes = seeded(1);

  constructor({ opening }: Pick<Sequence, 'opening'>) {
    this.state.undo.restart();
    this.naive = new NaiveLedger(opening);
    this.inGroup((group) => this.decide(group, openLedger(opening)));
  }

  live(steps: readonly Step[]): this {
    for (const step of steps) this.take(step);
    return this;
  }

  /** Carries a step out on both, and sees that they answer alike and have the same balances after it. */
  take({ wait, plan }: Step): Outcome {
    this.clock += wait;
    const outcome = this.inGroup((group) => {
      if (plan.kind === 'again') return this.again(group, plan.back);
      const command = commandOf(plan, this.entries, this.clock);
      const decision = this.decide(group, command);
      return { command, answer: this.compared(command, decision) } as const;
    });
    this.expectSameBalances(outcome);
    this.expectSameUses(outcome);
    return outcome;
  }

  /** The time that the next entry is given. */
  private get now(): string {
    const clock = new Date(this.clock).toISOString();
    return clock > this.head.recordedAt ? clock : this.head.recordedAt;
  }

  private inGroup<T>(run: (group: LedgerGroup) => T): T {
    const random = (size: number) => Uint8Array.from({ length: size }, () => Math.floor(this.bytes() * 256));
    const stamp = { milliseconds: this.clock, random, appendBytesMax: 1_048_576 };
    const group = new Group('books', this.kept, this.head, stamp);
    group.takeDue();
    const expired = this.naive.expire(this.now);
    const ids = group.events.map(({ data }) => expiredBy(parseEntry(data)));
    if (ids.join() !== expired.join()) throw different({ expired: ids }, { expired });
    const result = run(group);
    for (const { data } of group.events) this.entries.push(parseEntry(data));
    this.head = group.end;
    return result;
  }

  private decide(group: LedgerGroup, command: LedgerCommand): LedgerDecision {
    this.keys += 1;
    const actor = 'by' in command ? command.by : command.type === 'ProposeCommand' ? maker : caller;
    return group.decide({ actor, command, key: `key-${this.keys}`, hash: '' });
  }

  /** The same key again: the same entry answers it, and nothing happens. */
  private again(group: LedgerGroup, back: number): Outcome {
    const answers = this.entries.filter(({ idem }) => idem !== undefined);
    const { idem, seq } = answers[Math.max(0, answers.length - 1 - back)]!;
    const decision = group.decide({ actor: caller, command: openLedger(), key: idem!, hash: '' });
    if (!('replayOf' in decision) || String(decision.replayOf) !== seq)
      throw different({ decision }, { replayOf: seq });
    return { command: 'again', answer: 'replayed' };
  }

  /** The refusal must be among those that the naive ledger sees; where it sees none there must be none. */
  private compared(command: LedgerCommand, decision: LedgerDecision): 'accepted' | RefusalCode {
    if ('replayOf' in decision) throw new Error('the key is new');
    const entry = 'entry' in decision ? decision.entry : undefined;
    const answer = 'refusal' in decision ? decision.refusal.code : 'accepted';
    const moment = { id: entry?.id ?? '', seq: Number(entry?.seq ?? 0), now: this.now };
    const naive = this.naive.refusals(command, moment);
    const isSame = answer === 'accepted' ? naive.size === 0 : naive.has(answer);
    if (!isSame) throw different({ command, answer, now: this.now }, { naive: [...naive] });
    if (entry?.type === 'StatementIssued') this.expectSameStatement(entry.body);
    return answer;
  }

  private expectSameStatement({
    path,
    number,
    opening,
    closing,
  }: Extract<Entry, { type: 'StatementIssued' }>['body']) {
    const text = (figures: typeof closing) =>
      figures.map(({ currency, posted }) => `${currency} ${BigInt(posted.replace('.', ''))}`).join(', ');
    const naive = this.naive.books.statements.get(path)!;
    const expected = { number: String(naive.length), opening: naive.at(-2) ?? '', closing: naive.at(-1) };
    const found = { number, opening: text(opening), closing: text(closing) };
    if (JSON.stringify(found) !== JSON.stringify(expected)) throw different(found, expected);
  }

  private expectSameBalances(outcome: Outcome): void {
    const found = new Map<string, string>();
    for (const account of this.state.accounts.values()) {
      for (const balance of account.balances) {
        const { code } = balance.currency;
        const figures = [postedOf(account, balance), availableOf(account, balance), balance.version];
        const held = [balance.held?.debits ?? 0n, balance.held?.credits ?? 0n];
        found.set(`${account.path} ${code}`, [...figures, ...held].join(' '));
      }
    }
    const { books } = this.naive;
    for (const path of books.accounts.keys()) {
      for (const code of books.decimals.keys()) {
        const figures = [books.posted(path, code), books.available(path, code)];
        const held = [books.held(path, code, 'debit'), books.held(path, code, 'credit')];
        const version = books.versions.get(`${path} ${code}`) ?? 0n;
        const expected = [...figures, version, ...held].join(' ');
        const text = found.get(`${path} ${code}`) ?? '0 0 0 0 0';
        if (text !== expected) throw different({ path, code, text, outcome }, { expected });
      }
    }
  }

  /** What is used of every budget of every velocity limit. */
  private expectSameUses(outcome: Outcome): void {
    const { books } = this.naive;
    const held = [...this.state.velocity.nodes].flatMap(([node, limits]) =>
      limits.map(({ limit, since, usage }) => ({ node, limit, since, usage })),
    );
    for (const { usage, ...limited } of held) {
      for (const budget of limited.limit.per === 'account' ? books.accounts.keys() : ['']) {
        const found = usage.used(budget, Date.parse(this.now));
        const expected = used(books, { ...limited, budget }, this.now);
        if (found !== expected) throw different({ ...limited, budget, used: found, outcome }, { expected });
      }
    }
  }
}

function expiredBy(entry: Entry): string {
  if (entry.type === 'HoldExpired') return entry.body.hold.id;
  if (entry.type === 'ProposalExpired') return entry.body.proposal.id;
  throw different({ entry }, 'the expiry of a hold or a proposal');
}

function different(found: unknown, expected: unknown): Error {
  const text = (value: unknown) =>
    JSON.stringify(value, (_key, each: unknown) => (typeof each === 'bigint' ? `${each}` : each), 1);
  return new Error(`the ledger has\n${text(found)}\nthe naive one\n${text(expected)}`);
}
