import { Controller, Req, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Change } from '@access/commands';
import type { AccessState, Grant } from '@access/state';
import { invariant } from '@ledger/refusal';
import { reachesLedger } from '@access/grants/scope';
import { pageItemsDefault } from '@read-models/queries/page';
import { EntriesController } from '../entries/entries.controller';
import { ExportsController } from '../exports/exports.controller';
import { answerOf } from '../keys/keys.controller';
import { ProofsController } from '../proofs/proofs.controller';
import { Route } from '../operations/route';
import { queryOf, type ApiRequest } from '../requests/parts';
import { Access } from './access';
import { askerOf } from './asker';
import * as operations from './access-reads.operations';
import { grantShown, principalShown } from './shown-principals';

@Controller()
export class AccessReadsController {
  constructor(
    private readonly access: Access,
    private readonly journal: EntriesController,
    private readonly proofs: ProofsController,
    private readonly exports: ExportsController,
  ) {}

  @Route(operations.getMe)
  me(@Req() request: ApiRequest) {
    queryOf(request, operations.getMe.query);
    const { credential, principal: id } = askerOf(request);
    const principal = this.state().principals.get(id);
    invariant(principal, 'who asks was proved to be a principal');
    return { ...principalShown(principal), credential };
  }

  @Route(operations.listGrants)
  grants(@Req() request: ApiRequest) {
    const { limit, cursor, ...wanted } = queryOf(request, operations.listGrants.query);
    const found: Grant[] = [];
    const most = Number(limit ?? pageItemsDefault);
    for (const grant of this.state().grants.values()) {
      if (found.length > most) break;
      if (isWanted(grant, wanted) && (cursor === undefined || grant.seq > Number(cursor))) found.push(grant);
    }
    const items = found.slice(0, most);
    return this.page(items.map(grantShown), items.length < found.length ? String(items.at(-1)!.seq) : null);
  }

  @Route(operations.listAccessProposals)
  proposals(@Req() request: ApiRequest) {
    queryOf(request, operations.listAccessProposals.query);
    const open = [...this.state().proposals.open.values()];
    const items = open.map(({ id, maker, hash, expiresAt, command }) => ({
      id,
      maker: maker.sub,
      hash,
      expiresAt,
      change: plain(command),
    }));
    return { items, seq: String(this.access.seq) };
  }

  @Route(operations.listAccessKeys)
  async keys(@Req() request: ApiRequest) {
    queryOf(request, operations.listAccessKeys.query!);
    this.state();
    return answerOf(await this.access.journal.signingKeys());
  }

  @Route(operations.listAccessEntries)
  entries(@Req() request: ApiRequest, @Res() reply: FastifyReply) {
    return this.journal.list(request, reply);
  }

  @Route(operations.getAccessEntry)
  entry(@Req() request: ApiRequest, @Res() reply: FastifyReply) {
    return this.journal.get(request, reply);
  }

  @Route(operations.exportAccess)
  export(@Req() request: ApiRequest, @Res() reply: FastifyReply) {
    return this.exports.ledger(request, reply);
  }

  @Route(operations.getAccessCheckpoint)
  checkpoint(@Req() request: ApiRequest, @Res() reply: FastifyReply) {
    return this.proofs.newest(request, reply);
  }

  @Route(operations.listAccessCheckpoints)
  checkpoints(@Req() request: ApiRequest) {
    return this.proofs.list(request);
  }

  @Route(operations.getAccessCheckpointOfSize)
  checkpointOfSize(@Req() request: ApiRequest, @Res() reply: FastifyReply) {
    return this.proofs.ofSize(request, reply);
  }

  @Route(operations.getAccessEntryProof)
  entryProof(@Req() request: ApiRequest, @Res() reply: FastifyReply) {
    return this.proofs.entry(request, reply);
  }

  @Route(operations.getAccessConsistency)
  consistency(@Req() request: ApiRequest, @Res() reply: FastifyReply) {
    return this.proofs.consistency(request, reply);
  }

  /** @throws Refusal AccessNotKnown */
  private state(): AccessState {
    return this.access.state();
  }

  private page<Item>(items: Item[], next: string | null) {
    return { items, next, seq: String(this.access.seq) };
  }
}

/** The schema knows of its type alone. */
function plain(command: Change): { readonly type: string; readonly [field: string]: unknown } {
  return { ...command };
}

interface Wanted {
  readonly principal?: string;
  readonly ledger?: string;
  readonly role?: string;
}

function isWanted({ principal, role, scope }: Grant, wanted: Wanted): boolean {
  if (wanted.principal !== undefined && wanted.principal !== principal) return false;
  if (wanted.role !== undefined && wanted.role !== role) return false;
  return wanted.ledger === undefined || reachesLedger(scope, wanted.ledger);
}
