import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { accessJournalId } from '@access/access-book';
import { demandOf } from '@access/changes/change';
import { demandOfKeys } from '@access/changes/change-keys';
import type { Change } from '@access/commands';
import type { AccessWish } from '@access/edge/access-journal';
import type { AccessEvent } from '@access/events';
import type { Demand } from '@access/grants/permit';
import { canonicalText } from '@entries/canonical';
import type { Entry } from '@entries/entry';
import { sha256Text } from '@entries/fingerprints';
import type { Accepted } from '@journal/answer';
import type { AskedKeyChange } from '@journal/keys/signing-keys';
import type { GrantedActor } from '@ledger/actor';
import { inOrder } from '@ledger/machinery/in-order';
import { proposalExpiry } from '@ledger/proposal';
import { idempotencyKeyOf, queryOf, type ApiRequest } from '../requests/parts';
import { Access } from './access';
import { actorOf, askerOf } from './asker';
import { changeQuery, decisionQuery } from './changes.operations';

/** What a response has beside the receipt. */
type More = (entry: Entry<AccessEvent>, isNew: boolean) => object;

/** A decision on what was proposed. */
type Decision = AccessWish & { readonly proposal: string };

interface Answered {
  readonly by: GrantedActor;
  readonly wish: AccessWish;
  readonly isDryRun: boolean;
  readonly status: number;
  readonly more?: More;
}

/** Submits changes of access, and answers them. */
@Injectable()
export class AccessChanges {
  constructor(private readonly access: Access) {}

  /** Makes a change, or proposes it where the query says so. @throws Refusal */
  async change(request: ApiRequest, reply: FastifyReply, change: Change, more?: More): Promise<void> {
    const { dryRun, propose } = queryOf(request, changeQuery);
    const isDryRun = dryRun === 'true';
    const by = permittedBy(request, demandOf(change));
    if (propose !== 'true')
      return this.answer(request, reply, { by, wish: change, isDryRun, status: 201, ...(more && { more }) });
    const ordered = inOrder(change);
    const expiresAt = proposalExpiry(this.access.now());
    const hash = sha256Text(canonicalText(ordered));
    const wish: AccessWish = { type: 'ProposeChange', change: ordered, expiresAt, hash };
    const withProposal: More = (entry, isNew) => ({ ...more?.(entry, isNew), proposal: proposalIn(entry) });
    await this.answer(request, reply, { by, wish, isDryRun, status: 202, more: withProposal });
  }

  /** Decides a proposal. @throws Refusal */
  async decide(request: ApiRequest, reply: FastifyReply, wish: Decision): Promise<void> {
    const { dryRun } = queryOf(request, decisionQuery);
    // What is proposed says which grant is needed; of what is not open, the journal says so.
    const proposed = this.access.state().proposals.open.get(wish.proposal);
    const by = proposed ? permittedBy(request, demandOf(proposed.command)) : actorOf(request);
    await this.answer(request, reply, { by, wish, isDryRun: dryRun === 'true', status: 201 });
  }

  /** Changes the keys of the access journal, as its root key has signed it. @throws Refusal */
  async changeKeys(request: ApiRequest, reply: FastifyReply, asked: AskedKeyChange): Promise<void> {
    const isDryRun = queryOf(request, decisionQuery).dryRun === 'true';
    const by = permittedBy(request, demandOfKeys(asked.type));
    const key = idempotencyKeyOf(request);
    const accepted = await this.access.journal.changeKeys(by, key, asked, isDryRun);
    await this.send(reply, accepted, { isDryRun, status: 201 });
  }

  private async answer(
    request: ApiRequest,
    reply: FastifyReply,
    { by, wish, isDryRun, status, more }: Answered,
  ): Promise<void> {
    const key = idempotencyKeyOf(request);
    const { journal } = this.access;
    const accepted = await (isDryRun ? journal.preview(by, key, wish) : journal.submit(by, key, wish));
    await this.send(reply, accepted, { isDryRun, status, ...(more && { more }) });
  }

  private async send(
    reply: FastifyReply,
    accepted: Accepted<AccessEvent>,
    { isDryRun, status, more }: { isDryRun: boolean; status: number; more?: More },
  ): Promise<void> {
    // It is durable whether or not this process comes to know it in time.
    if (!isDryRun) await this.access.holds(Number(accepted.entry.seq)).catch(() => undefined);
    if (accepted.isReplayed) void reply.header('Idempotency-Replayed', 'true');
    const shown = { ...receiptOf(accepted), ...more?.(accepted.entry, !accepted.isReplayed && !isDryRun) };
    void reply.status(isDryRun ? 200 : status).send(shown);
  }
}

/** The sender, by the grant that covers it: the earliest one with the permission may be narrowed to other commands. */
function permittedBy(request: ApiRequest, { ledger, ...wish }: Demand): GrantedActor {
  return askerOf(request).judgeIn(ledger).actorFor(wish);
}

function receiptOf({ entry: { id, seq, recordedAt } }: Accepted<AccessEvent>) {
  return { id, ledger: accessJournalId, seq, recordedAt };
}

function proposalIn(entry: Entry<AccessEvent>): object | undefined {
  if (entry.type !== 'ProposalMade') return undefined;
  const { expiresAt, hash, rule } = entry.body;
  return { id: entry.id, hash, rule, expiresAt };
}
