import { permitBy, type Demand } from '@access/grants/permit';
import type { CoveredPosting, Reach, Scope } from '@access/grants/scope';
import { accessJournalId } from '@access/access-book';
import type { Entry } from '@entries/entry';
import { demandOfEvent } from '@entries/event-demand';
import { reachOfApproval } from '@entries/events/proposed-acts';
import { system } from '@ledger/actor';
import { JournalFault, JournalIncomplete } from '../journal/fault';
import type { OpenedAccount } from '../journal/books';
import type { PlainTransaction } from '../journal/fast/plain-transaction';
import { AccessHistory } from './access-history';

type Made = Extract<Entry, { type: 'ProposalMade' }>;

/** Who is judged, and for an entry of when. */
interface Judged {
  readonly seq: number;
  readonly at: number;
  readonly grant: number;
  readonly sub: string;
  readonly recordedAt: string;
}

/**
 * Judges the actors of a ledger's entries by the access journal: the grant that an entry names was in force at `at`, it
 * covers all that the command did, and the entry was not recorded long after the access journal had moved on. What a
 * command did is what its last entry says, the one with the idempotency key.
 */
export class ActorReplay {
  /** Entries of a command whose last was not taken yet. */
  private open: Entry[] = [];
  /** The first entry that was judged where nothing is known of access. */
  private beyond: Judged | undefined;
  /** Proposals that wait, by seq. */
  private readonly proposals = new Map<string, Made>();
  private readonly plain = plainDemand();

  constructor(
    private readonly history: AccessHistory,
    private readonly ledger: string,
  ) {}

  /** Takes the next entry. What the system may write was judged before. @throws JournalFault ActorNotPermitted */
  take(seq: number, entry: Entry): void {
    const { actor, idem } = entry;
    if (entry.type === 'ProposalMade') this.proposals.set(entry.seq, entry);
    if (entry.type === 'ProposalExpired') this.proposals.delete(entry.body.proposal.seq);
    if (actor.sub === system.sub) return;
    if (actor.grant === undefined) throw notPermitted(seq, 'It names no grant.');
    this.open.push(entry);
    if (idem === undefined) return;
    const command = this.open;
    this.open = [];
    this.judgeCommand(command, entry);
    const ended = endedBy(entry);
    if (ended !== undefined) this.proposals.delete(ended);
  }

  /** Whether {@link takeQuickly} can judge a transaction: it is all of its command, and its grant has no maximum. */
  isPlain({ at, grant, hasKey, sub }: PlainTransaction<OpenedAccount>): boolean {
    if (!hasKey || this.open.length > 0) return false;
    return this.history.holderAt(grant, sub, at)?.grants[0]!.scope.maximum === undefined;
  }

  /** As {@link take}, of a plain transaction. */
  takeQuickly(
    seq: number,
    { at, count, grant, isLate, postings, recordedAt, sub }: PlainTransaction<OpenedAccount>,
  ): void {
    const { demand, covered, spare } = this.plain;
    covered.length = count;
    for (let i = 0; i < count; i += 1) {
      const { account, currency, side } = postings[i]!;
      const each = (covered[i] = spare[i] ??= { account: '', amount: '0', currency: '', side });
      each.account = account!.path;
      each.currency = currency;
      each.side = side;
    }
    demand.ledger = this.ledger;
    demand.reach.isLate = isLate;
    this.judge({ seq, at, grant, sub, recordedAt }, demand);
  }

  /** To be called after the last entry that a seal covers. @throws JournalFault ActorNotPermitted */
  settle(): void {
    const [first] = this.open;
    if (first) throw notPermitted(Number(first.seq), 'It belongs to a command that no entry answers.');
  }

  /** Seq of the first entry whose command was not answered yet; undefined where there is none. */
  get openFrom(): number | undefined {
    return this.open[0] && Number(this.open[0].seq);
  }

  /** @throws JournalIncomplete where the access journal ends before the place that an entry was judged at */
  requireWhole(): void {
    if (!this.beyond) return;
    const { seq, at } = this.beyond;
    const detail = `Entry ${seq} was judged at entry ${at} of ${accessJournalId}, of which ${this.history.size} entries are known.`;
    throw new JournalIncomplete('AccessEndsEarlier', detail);
  }

  private judgeCommand(entries: readonly Entry[], answer: Entry): void {
    const isOpening = entries[0]!.type === 'LedgerOpened';
    for (const entry of entries) {
      // An approval goes before what it brings about, whose actor is the maker.
      if (entry.type !== 'ProposalApproved') requireSameActor(entry, answer);
      if (isOpening && entry !== entries[0]) continue;
      if (entry.type === 'AccountOpened' && entry.body.pattern !== undefined) requireNeeded(entry, answer);
      else this.judgeEntry(entry);
    }
  }

  private judgeEntry(entry: Entry): void {
    const { actor, recordedAt, seq } = entry;
    const { at, grant, sub } = actor;
    const demand = { ...demandOfEvent(this.ledger, entry)!, ...this.decidedReach(entry) };
    this.judge({ seq: Number(seq), at: Number(at), grant: Number(grant), sub, recordedAt }, demand);
  }

  /**
   * What the grant of somebody who decides on a proposal covers beside the permission. To approve takes a person, and
   * another one than the maker, or the owner of the service that made it.
   */
  private decidedReach(entry: Entry): { readonly reach?: Reach } {
    if (entry.type !== 'ProposalApproved' && entry.type !== 'ProposalRejected') return {};
    const { actor, body, seq, type } = entry;
    const proposal = this.proposals.get(body.proposal.seq);
    // The approvals judge that it waits.
    if (!proposal) return {};
    const { history } = this;
    if (type === 'ProposalApproved') {
      if (history.personOf(actor.sub) !== actor.sub)
        throw notPermitted(Number(seq), `${actor.sub} is a service.`);
      if (history.personOf(proposal.actor.sub) === actor.sub)
        throw notPermitted(
          Number(seq),
          `${actor.sub} answers for ${proposal.actor.sub}, which made the proposal.`,
        );
    }
    return { reach: reachOfApproval(proposal.body.command) };
  }

  private judge(judged: Judged, demand: Demand): void {
    const { seq, at, grant, sub, recordedAt } = judged;
    const { history } = this;
    if (at >= history.size) {
      this.beyond ??= judged;
      return;
    }
    const holder = history.holderAt(grant, sub, at);
    if (!holder)
      throw notPermitted(seq, `${sub} had no grant ${grant} at entry ${at} of ${accessJournalId}.`);
    const latest = history.latestAt(at);
    if (latest !== undefined && recordedAt > latest)
      throw notPermitted(
        seq,
        `It was judged at entry ${at} of ${accessJournalId}, which was outdated by then.`,
      );
    const now = judgedAt(holder.grants[0]!.scope, recordedAt);
    const verdict = now === undefined ? undefined : permitBy(holder, grant, { demand, now });
    if (verdict && 'grant' in verdict) return;
    if (!verdict || verdict.denied === 'ledger')
      throw notPermitted(seq, `Grant ${grant} of ${sub} was not in force, or is of another ledger.`);
    throw notPermitted(seq, `Grant ${grant} of ${sub} does not cover it: ${reasonOf(verdict, demand)}.`);
  }
}

/** Seq of the proposal that the last entry of a command ends. */
function endedBy({ actor, body, type }: Entry): string | undefined {
  return type === 'ProposalRejected' || type === 'ProposalRetracted' ? body.proposal.seq : actor.proposal;
}

/** The moment within the last 120 seconds at which a grant that begins or ends in them was in force; else that of the entry. */
function judgedAt({ startsAt, expiresAt }: Scope, recordedAt: string): string | undefined {
  if (startsAt !== undefined && startsAt > recordedAt) return undefined;
  if (expiresAt === undefined) return recordedAt;
  const earliest = AccessHistory.earliest(recordedAt);
  return startsAt !== undefined && startsAt > earliest ? startsAt : earliest;
}

function reasonOf(verdict: Exclude<ReturnType<typeof permitBy>, { grant: unknown }>, demand: Demand): string {
  if (verdict.denied !== 'scope') return `it has not the permission ${demand.permission}`;
  const outside = Object.entries(verdict.outside).map(([name, value]) => `${name} ${value}`);
  return outside.length === 0 ? 'it is narrowed' : outside.join(', ');
}

function requireSameActor({ actor, seq }: Entry, { actor: asking, seq: last }: Entry): void {
  const isSame = (['at', 'grant', 'proposal', 'sub'] as const).every((name) => actor[name] === asking[name]);
  if (!isSame)
    throw notPermitted(Number(seq), `Its actor is not that of entry ${last}, which ends its command.`);
}

/** The chart opens the accounts that a movement needs, and no others. */
function requireNeeded(opened: Extract<Entry, { type: 'AccountOpened' }>, answer: Entry): void {
  const { path } = opened.body;
  if ('postings' in answer.body && answer.body.postings.some(({ account }) => account === path)) return;
  throw notPermitted(Number(opened.seq), `The command that entry ${answer.seq} ends does not need ${path}.`);
}

function notPermitted(seq: number, detail: string): JournalFault {
  return new JournalFault('ActorNotPermitted', seq, detail);
}

/** One demand for all plain transactions: new ones for each would be most of what is left behind. */
function plainDemand() {
  const covered: Mutable<CoveredPosting>[] = [];
  const reach = { postings: covered, isLate: false };
  const demand = { permission: 'post', ledger: '', command: 'PostTransaction', reach } satisfies Demand;
  return { demand, covered, spare: [] as Mutable<CoveredPosting>[] };
}

type Mutable<Value> = { -readonly [Name in keyof Value]: Value[Name] };
