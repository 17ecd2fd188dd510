import type { ProposedCommand } from '@ledger/approval/proposed-command';
import type { ProposalEnd } from '@ledger/proposal';
import {
  bigint,
  integer,
  json,
  key,
  nullable,
  smallint,
  text,
  textOf,
  texts,
  timestamptz,
  uuid,
} from '../schema/column';
import { Table } from '../schema/table';

/** A command that waits, or waited, for the approval of other persons. */
export const proposals = new Table('proposals', {
  ledger: key(integer),
  /** Seq of the entry that made it. */
  proposal: key(bigint),
  id: uuid,
  maker: text,
  rule: text,
  /** How many persons have to approve it. */
  approvals: smallint,
  /** Type of the command. */
  type: text,
  /** As the entry has it: what the hash is of. */
  command: json<ProposedCommand>(),
  hash: text,
  /** Accounts that the command names. */
  accounts: texts,
  /** Ids of the keys of its personal text. */
  personal: nullable(texts),
  made_at: timestamptz,
  expires_at: timestamptz,
  /** Of the entry that ended it; of an approved one, that which carried out the command. Null, as the rest, before. */
  ended_seq: nullable(bigint),
  ended: nullable(textOf<ProposalEnd>()),
  ended_id: nullable(uuid),
  ended_type: nullable(text),
  ended_by: nullable(text),
  ended_at: nullable(timestamptz),
  reason: nullable(text),
});

/** One approval of a proposal. */
export const proposalApprovals = new Table('proposal_approvals', {
  ledger: key(integer),
  proposal: key(bigint),
  seq: key(bigint),
  principal: text,
  approved_at: timestamptz,
});
