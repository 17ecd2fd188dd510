import { randomBytes } from 'node:crypto';
import { Controller, Req, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import type { AddCredential } from '@access/commands';
import { apiKeyText, credentialOf, newApiKey } from '@access/edge/api-key';
import type { AccessEvent } from '@access/events';
import { accept } from '@commands/input/malformed';
import type { Entry } from '@entries/entry';
import type { Operation } from '../operations/operation';
import { Route } from '../operations/route';
import { credentialIdOf, entryIdOf, principalOf, seqOf, type ApiRequest } from '../requests/parts';
import { Access } from './access';
import { AccessChanges } from './access-changes';
import * as operations from './changes.operations';

@Controller()
export class ChangesController {
  constructor(
    private readonly access: Access,
    private readonly changes: AccessChanges,
  ) {}

  @Route<Operation>(operations.addPrincipal)
  addPrincipal(@Req() request: ApiRequest, @Res() reply: FastifyReply) {
    const { id, personal: texts = [], ...rest } = bodyOf(operations.addPrincipal, request);
    const change = { type: 'AddPrincipal', principal: id, ...rest } as const;
    return this.changes.change(request, reply, change, { texts });
  }

  @Route<Operation>(operations.suspendPrincipal)
  suspend(@Req() request: ApiRequest, @Res() reply: FastifyReply) {
    const { reason } = bodyOf(operations.suspendPrincipal, request);
    return this.changes.change(request, reply, {
      type: 'SuspendPrincipal',
      principal: principalOf(request),
      reason,
    });
  }

  @Route<Operation>(operations.restorePrincipal)
  restore(@Req() request: ApiRequest, @Res() reply: FastifyReply) {
    const { reason } = bodyOf(operations.restorePrincipal, request);
    return this.changes.change(request, reply, {
      type: 'RestorePrincipal',
      principal: principalOf(request),
      reason,
    });
  }

  @Route<Operation>(operations.addCredential)
  addCredential(@Req() request: ApiRequest, @Res() reply: FastifyReply) {
    const { kind, ...rest } = bodyOf(operations.addCredential, request);
    const key = newApiKey(randomBytes);
    const kept =
      kind === 'key' ? credentialOf(key, this.access.peppers.newest) : { kind, credential: key.id };
    const change = { ...rest, ...kept, principal: principalOf(request) };
    return this.changes.change(request, reply, { type: 'AddCredential', ...change } as AddCredential, {
      more: (entry, isNew) => ({
        credential: credentialIn(entry),
        ...(kind === 'key' && isNew && { secret: apiKeyText(key) }),
      }),
    });
  }

  @Route<Operation>(operations.revokeCredential)
  revokeCredential(@Req() request: ApiRequest, @Res() reply: FastifyReply) {
    const { reason } = bodyOf(operations.revokeCredential, request);
    return this.changes.change(request, reply, {
      type: 'RevokeCredential',
      credential: credentialIdOf(request),
      reason,
    });
  }

  @Route<Operation>(operations.makeGrant)
  makeGrant(@Req() request: ApiRequest, @Res() reply: FastifyReply) {
    return this.changes.change(request, reply, {
      type: 'MakeGrant',
      ...bodyOf(operations.makeGrant, request),
    });
  }

  @Route<Operation>(operations.revokeGrant)
  revokeGrant(@Req() request: ApiRequest, @Res() reply: FastifyReply) {
    const { reason } = bodyOf(operations.revokeGrant, request);
    return this.changes.change(request, reply, {
      type: 'RevokeGrant',
      grant: String(seqOf(request)),
      reason,
    });
  }

  @Route<Operation>(operations.setDualControl)
  setDualControl(@Req() request: ApiRequest, @Res() reply: FastifyReply) {
    const { on } = bodyOf(operations.setDualControl, request);
    return this.changes.change(request, reply, { type: 'SetDualControl', on });
  }

  @Route<Operation>(operations.approveChange)
  approve(@Req() request: ApiRequest, @Res() reply: FastifyReply) {
    const { hash } = bodyOf(operations.approveChange, request);
    return this.changes.decide(request, reply, {
      type: 'ApproveProposal',
      proposal: entryIdOf(request, 'proposal'),
      hash,
    });
  }

  @Route<Operation>(operations.rejectChange)
  reject(@Req() request: ApiRequest, @Res() reply: FastifyReply) {
    const { reason } = bodyOf(operations.rejectChange, request);
    return this.changes.decide(request, reply, {
      type: 'RejectProposal',
      proposal: entryIdOf(request, 'proposal'),
      reason,
    });
  }

  @Route<Operation>(operations.retractChange)
  retract(@Req() request: ApiRequest, @Res() reply: FastifyReply) {
    const { reason } = bodyOf(operations.retractChange, request);
    return this.changes.decide(request, reply, {
      type: 'RetractProposal',
      proposal: entryIdOf(request, 'proposal'),
      reason,
    });
  }
}

function bodyOf<Schema extends z.ZodType>(
  { body }: { readonly body: { readonly schema: Schema } },
  request: ApiRequest,
): z.output<Schema> {
  return accept(body.schema, request.body);
}

function credentialIn({ type, body }: Entry<AccessEvent>): string {
  const added = (type === 'ProposalMade' ? body.command : body) as AddCredential;
  return added.credential;
}
