import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { ProposedCommand } from '@ledger/approval/proposed-command';
import type { ProposalEnd } from '@ledger/proposal';
import { Refusal } from '@ledger/refusal';
import { pastKey, pastOf, type KnownAt, type Past } from '../queries/as-of';
import { page, pageItemsDefault, readCursor, seqPattern, type Page, type PageRequest } from '../queries/page';
import { personalOf, type ShownText } from '../queries/personal-keys';
import { Tables } from '../queries/tables';
import { WhereClause } from '../queries/where-clause';

export type ProposalStatus = 'open' | ProposalEnd;

/** A command that waits, or waited, for the approval of other persons. */
export interface ProposalItem {
  readonly id: string;
  readonly ledger: string;
  /** Of the entry that made it. */
  readonly seq: string;
  /** From the instant of its expiry on it is expired, even before the entry that says so. */
  readonly status: ProposalStatus;
  readonly rule: string;
  /** Id of the principal. */
  readonly maker: string;
  readonly madeAt: string;
  readonly expiresAt: string;
  /** As the entry has it: what the hash is of. */
  readonly command: ProposedCommand;
  readonly hash: string;
  /** How many persons have to approve it, as decimal text. */
  readonly approvals: string;
  /** In the order in which they did. */
  readonly approvedBy: readonly Approval[];
  /** Where its command has personal text, the keys of that. */
  readonly personal?: readonly ShownText[];
  readonly end: ProposalEndItem | null;
}

interface Approval {
  readonly principal: string;
  readonly seq: string;
  readonly approvedAt: string;
}

/** The entry that ended a proposal; of an approved one, that which carried out the command: its receipt. */
interface ProposalEndItem {
  readonly id: string;
  readonly seq: string;
  readonly type: string;
  /** Its actor. */
  readonly by: string;
  readonly endedAt: string;
  readonly reason: string | null;
}

export interface ProposalFilter {
  /** Named by the command. */
  readonly account?: string;
  readonly command?: string;
  readonly maker?: string;
  readonly rule?: string;
  readonly status?: ProposalStatus;
}

export class GetProposal extends Query<{ readonly proposal: ProposalItem; readonly seq: string }> {
  constructor(
    readonly ledger: string,
    readonly id: string,
    readonly asOf: KnownAt = {},
  ) {
    super();
  }
}

/** Proposals in the order in which they were made, as they were at the seq of the first page. */
export class ListProposals extends Query<Page<ProposalItem>> {
  constructor(
    readonly ledger: string,
    readonly filter: ProposalFilter = {},
    readonly request: PageRequest = {},
    readonly asOf: KnownAt = {},
  ) {
    super();
  }
}

interface Row {
  readonly id: string;
  readonly proposal: string;
  readonly status: ProposalStatus;
  readonly rule: string;
  readonly maker: string;
  readonly made_at: Date;
  readonly expires_at: Date;
  readonly command: ProposedCommand;
  readonly hash: string;
  readonly approvals: number;
  readonly personal: readonly string[] | null;
  /** Principal, seq, milliseconds since 1970. */
  readonly approved_by: readonly (readonly [string, string, number])[] | null;
  /** The rest is null unless it had ended by then. */
  readonly ended_seq: string | null;
  readonly ended_id: string;
  readonly ended_type: string;
  readonly ended_by: string;
  readonly ended_at: Date;
  readonly reason: string | null;
}

/** The present, or the past that is asked about, as SQL expressions. */
interface Then {
  readonly seq: string;
  /** The clock by which proposals expire; null where only entries count. */
  readonly now: string;
}

/** Of what was recorded up to an entry, the answer never changes: there no clock counts. */
function thenOf(where: WhereClause, { knownAt, seq }: Past, { knownAtSeq }: KnownAt): Then {
  const clock = knownAt === undefined ? 'now()' : `${where.parameter(knownAt)}::timestamptz`;
  return { seq: where.parameter(seq), now: knownAtSeq === undefined ? clock : 'null::timestamptz' };
}

const statusAt = ({ seq, now }: Then) =>
  `case when p.ended_seq <= ${seq} then p.ended when p.expires_at <= ${now} then 'expired' else 'open' end`;

const selected = (then: Then) => `
  select p.id, p.proposal, ${statusAt(then)} as status, p.rule, p.maker, p.made_at, p.expires_at, p.command, p.hash,
    p.approvals, p.personal, case when p.ended_seq <= ${then.seq} then p.ended_seq end as ended_seq, p.ended_id,
    p.ended_type, p.ended_by, p.ended_at, p.reason, (
      select json_agg(json_build_array(a.principal, a.seq::text, extract(epoch from a.approved_at) * 1000) order by a.seq)
      from proposal_approvals a where a.ledger = p.ledger and a.proposal = p.proposal and a.seq <= ${then.seq}
    ) as approved_by
  from proposals p`;

@QueryHandler(GetProposal)
export class GetProposalHandler implements IQueryHandler<GetProposal> {
  constructor(private readonly tables: Tables) {}

  /** @throws ReadModelBehind, KnownAtOutOfRange, Refusal LedgerNotFound, ProposalNotFound */
  async execute({ ledger, id, asOf }: GetProposal) {
    const past = await pastOf(this.tables, ledger, asOf);
    const where = new WhereClause();
    const then = thenOf(where, past, asOf);
    where.add((value) => `p.ledger = ${value}`, past.ledger);
    where.add((value) => `p.id = ${value}::uuid`, id);
    where.addText(`p.proposal <= ${then.seq}`);
    const [row] = await this.tables.composed<Row>(`${selected(then)} where ${where}`, where.values);
    if (!row) throw proposalNotFound(id);
    return { proposal: asItem(row, ledger), seq: String(past.seq) };
  }
}

@QueryHandler(ListProposals)
export class ListProposalsHandler implements IQueryHandler<ListProposals> {
  constructor(private readonly tables: Tables) {}

  /** @throws ReadModelBehind, InvalidCursor, KnownAtOutOfRange, Refusal LedgerNotFound */
  async execute({ ledger, filter, request, asOf }: ListProposals): Promise<Page<ProposalItem>> {
    const { account, command, maker, rule, status } = filter;
    const list = JSON.stringify([
      'proposals',
      ledger,
      account,
      command,
      maker,
      rule,
      status,
      ...pastKey(asOf),
    ]);
    const cursor = readCursor(list, request, [seqPattern]);
    const past = await pastOf(this.tables, ledger, asOf, cursor);
    const order = cursor?.order ?? request.order ?? 'desc';
    const limit = request.limit ?? pageItemsDefault;
    const where = new WhereClause();
    const then = thenOf(where, past, asOf);
    where.add((value) => `p.ledger = ${value}`, past.ledger);
    where.addText(`p.proposal <= ${then.seq}`);
    // Few are open: the index by end finds them among all that ever were.
    if (status === 'open') where.addText(`(p.ended_seq is null or p.ended_seq > ${then.seq})`);
    where.add((value) => `${statusAt(then)} = ${value}`, status);
    where.add((value) => `p.type = ${value}`, command);
    where.add((value) => `p.maker = ${value}`, maker);
    where.add((value) => `p.rule = ${value}`, rule);
    where.add((value) => `${value} = any(p.accounts)`, account);
    where.add(
      (value) => `p.proposal ${order === 'asc' ? '>' : '<'} ${value}`,
      cursor && BigInt(cursor.place[0]!),
    );
    const rows = await this.tables.composed<Row>(
      `${selected(then)} where ${where} order by p.proposal ${order} limit ${limit + 1}`,
      where.values,
    );
    const items = rows.map((row) => asItem(row, ledger));
    return page(items, limit, { list, order, seq: past.seq }, ({ seq }) => [seq]);
  }
}

function asItem(row: Row, ledger: string): ProposalItem {
  const { id, status, rule, maker, command, hash } = row;
  return {
    id,
    ledger,
    seq: row.proposal,
    status,
    rule,
    maker,
    madeAt: row.made_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    command,
    hash,
    approvals: String(row.approvals),
    approvedBy: (row.approved_by ?? []).map(([principal, seq, at]) => ({
      principal,
      seq,
      approvedAt: new Date(at).toISOString(),
    })),
    ...personalOf(row.personal),
    end: endOf(row),
  };
}

function endOf({ ended_seq: seq, reason, ...row }: Row): ProposalEndItem | null {
  if (seq === null) return null;
  const endedAt = row.ended_at.toISOString();
  return { id: row.ended_id, seq, type: row.ended_type, by: row.ended_by, endedAt, reason };
}

export function proposalNotFound(id: string): Refusal {
  return new Refusal('ProposalNotFound', `There is no proposal ${id}.`, { proposal: id });
}
