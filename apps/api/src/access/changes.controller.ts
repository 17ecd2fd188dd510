import { randomBytes } from 'node:crypto';
import { Controller, Req, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { accessJournalId } from '@access/access-book';
import type { AddCredential, Change } from '@access/commands';
import type { AccessWish } from '@access/edge/access-journal';
import { apiKeyText, digestOf, newApiKey } from '@access/edge/api-key';
import type { AccessEvent } from '@access/events';
import { inOrder } from '@ledger/machinery/in-order';
import { accept } from '@commands/input/malformed';
import { canonicalText } from '@entries/canonical';
import type { Entry } from '@entries/entry';
import { sha256Text } from '@entries/fingerprints';
import type { Accepted } from '@journal/answer';
import { invariant } from '@ledger/refusal';
import type { Operation } from '../operations/operation';
import { Route } from '../operations/route';
import {
  credentialIdOf,
  entryIdOf,
  idempotencyKeyOf,
  principalOf,
  queryOf,
  seqOf,
  type ApiRequest,
} from '../requests/parts';
import { Access } from './access';
import * as operations from './changes.operations';

/** How long a proposal can be approved, in milliseconds: seven days. */
const proposalMs = 7 * 24 * 3_600_000;

/** What a response has beside the receipt. */
type More = (entry: Entry<AccessEvent>, isNew: boolean) => object;

@Controller()
export class ChangesController {
  constructor(private readonly access: Access) {}

  @Route<Operation>(operations.addPrincipal)
  addPrincipal(@Req() request: ApiRequest, @Res() reply: FastifyReply) {
    const { id, ...rest } = bodyOf(operations.addPrincipal, request);
    return this.change(request, reply, { type: 'AddPrincipal', principal: id, ...rest });
  }

  @Route<Operation>(operations.suspendPrincipal)
  suspend(@Req() request: ApiRequest, @Res() reply: FastifyReply) {
    const { reason } = bodyOf(operations.suspendPrincipal, request);
    return this.change(request, reply, { type: 'SuspendPrincipal', principal: principalOf(request), reason });
  }

  @Route<Operation>(operations.restorePrincipal)
  restore(@Req() request: ApiRequest, @Res() reply: FastifyReply) {
    const { reason } = bodyOf(operations.restorePrincipal, request);
    return this.change(request, reply, { type: 'RestorePrincipal', principal: principalOf(request), reason });
  }

  @Route<Operation>(operations.addCredential)
  addCredential(@Req() request: ApiRequest, @Res() reply: FastifyReply) {
    const { kind, ...rest } = bodyOf(operations.addCredential, request);
    const key = newApiKey(randomBytes);
    const { id: pepper, secret } = this.access.peppers.newest;
    const proof =
      kind === 'key' ? { digest: digestOf(key.secret, secret).toString('base64url'), pepper } : {};
    const change = { ...rest, ...proof, kind, credential: key.id, principal: principalOf(request) };
    return this.change(
      request,
      reply,
      { type: 'AddCredential', ...change } as AddCredential,
      (entry, isNew) => ({
        credential: credentialIn(entry),
        ...(kind === 'key' && isNew && { secret: apiKeyText(key) }),
      }),
    );
  }

  @Route<Operation>(operations.revokeCredential)
  revokeCredential(@Req() request: ApiRequest, @Res() reply: FastifyReply) {
    const { reason } = bodyOf(operations.revokeCredential, request);
    return this.change(request, reply, {
      type: 'RevokeCredential',
      credential: credentialIdOf(request),
      reason,
    });
  }

  @Route<Operation>(operations.makeGrant)
  makeGrant(@Req() request: ApiRequest, @Res() reply: FastifyReply) {
    return this.change(request, reply, { type: 'MakeGrant', ...bodyOf(operations.makeGrant, request) });
  }

  @Route<Operation>(operations.revokeGrant)
  revokeGrant(@Req() request: ApiRequest, @Res() reply: FastifyReply) {
    const { reason } = bodyOf(operations.revokeGrant, request);
    return this.change(request, reply, { type: 'RevokeGrant', grant: String(seqOf(request)), reason });
  }

  @Route<Operation>(operations.setDualControl)
  setDualControl(@Req() request: ApiRequest, @Res() reply: FastifyReply) {
    const { on } = bodyOf(operations.setDualControl, request);
    return this.change(request, reply, { type: 'SetDualControl', on });
  }

  @Route<Operation>(operations.approveChange)
  approve(@Req() request: ApiRequest, @Res() reply: FastifyReply) {
    const { hash } = bodyOf(operations.approveChange, request);
    return this.decide(request, reply, {
      type: 'ApproveProposal',
      proposal: entryIdOf(request, 'proposal'),
      hash,
    });
  }

  @Route<Operation>(operations.rejectChange)
  reject(@Req() request: ApiRequest, @Res() reply: FastifyReply) {
    const { reason } = bodyOf(operations.rejectChange, request);
    return this.decide(request, reply, {
      type: 'RejectProposal',
      proposal: entryIdOf(request, 'proposal'),
      reason,
    });
  }

  @Route<Operation>(operations.retractChange)
  retract(@Req() request: ApiRequest, @Res() reply: FastifyReply) {
    const { reason } = bodyOf(operations.retractChange, request);
    return this.decide(request, reply, {
      type: 'RetractProposal',
      proposal: entryIdOf(request, 'proposal'),
      reason,
    });
  }

  private async change(request: ApiRequest, reply: FastifyReply, change: Change, more?: More): Promise<void> {
    const { dryRun, propose } = queryOf(request, operations.changeQuery);
    const isDryRun = dryRun === 'true';
    if (propose !== 'true')
      return this.answer(request, reply, { wish: change, isDryRun, status: 201, ...(more && { more }) });
    const ordered = inOrder(change);
    const expiresAt = new Date(Date.parse(this.access.now()) + proposalMs).toISOString();
    const hash = sha256Text(canonicalText(ordered));
    const wish: AccessWish = { type: 'ProposeChange', change: ordered, expiresAt, hash };
    const withProposal: More = (entry, isNew) => ({ ...more?.(entry, isNew), proposal: proposalIn(entry) });
    await this.answer(request, reply, { wish, isDryRun, status: 202, more: withProposal });
  }

  private async decide(request: ApiRequest, reply: FastifyReply, wish: AccessWish): Promise<void> {
    const { dryRun } = queryOf(request, operations.decisionQuery);
    await this.answer(request, reply, { wish, isDryRun: dryRun === 'true', status: 201 });
  }

  private async answer(
    request: ApiRequest,
    reply: FastifyReply,
    { wish, isDryRun, status, more }: { wish: AccessWish; isDryRun: boolean; status: number; more?: More },
  ): Promise<void> {
    const by = request.asker?.actor;
    invariant(by, 'who changes access was judged');
    const key = idempotencyKeyOf(request);
    const { journal } = this.access;
    const accepted = await (isDryRun ? journal.preview(by, key, wish) : journal.submit(by, key, wish));
    // It is durable whether or not this process comes to know it in time.
    if (!isDryRun) await this.access.holds(Number(accepted.entry.seq)).catch(() => undefined);
    if (accepted.isReplayed) void reply.header('Idempotency-Replayed', 'true');
    const shown = { ...receiptOf(accepted), ...more?.(accepted.entry, !accepted.isReplayed && !isDryRun) };
    void reply.status(isDryRun ? 200 : status).send(shown);
  }
}

function bodyOf<Schema extends z.ZodType>(
  { body }: { readonly body: { readonly schema: Schema } },
  request: ApiRequest,
): z.output<Schema> {
  return accept(body.schema, request.body);
}

function receiptOf({ entry: { id, seq, recordedAt } }: Accepted<AccessEvent>) {
  return { id, ledger: accessJournalId, seq, recordedAt };
}

function proposalIn(entry: Entry<AccessEvent>): object | undefined {
  if (entry.type !== 'ProposalMade') return undefined;
  const { expiresAt, hash, rule } = entry.body;
  return { id: entry.id, hash, rule, expiresAt };
}

function credentialIn({ type, body }: Entry<AccessEvent>): string {
  const added = (type === 'ProposalMade' ? body.command : body) as AddCredential;
  return added.credential;
}
