import { Controller, Req, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { parseCheckpoint } from '@proof/checkpoint';
import { Journal } from '@journal/journal';
import { entryProof, growthProof } from '@notary/proofs';
import { NotaryTables, type StoredCheckpoint } from '@notary/tables';
import { pageItemsDefault } from '@read-models/queries/page';
import { Tables } from '@read-models/queries/tables';
import { firstEvent } from '../entries/first-event';
import { ledgerOf, partOf, queryOf, seqOf, type ApiRequest } from '../requests/parts';
import { parameterProblem, RequestProblem } from '../problems/problem';
import { Route } from '../operations/route';
import * as operations from './proofs.operations';

const { checkpointsQuery, consistencyQuery, proofQuery } = operations;

@Controller()
export class ProofsController {
  private readonly notarized: NotaryTables;

  constructor(
    private readonly journal: Journal,
    tables: Tables,
  ) {
    this.notarized = new NotaryTables(tables.pool);
  }

  @Route(operations.getCheckpoint)
  async newest(@Req() request: ApiRequest, @Res() reply: FastifyReply): Promise<void> {
    queryOf(request, operations.getCheckpoint.query);
    sendText(reply, (await this.newestOf(ledgerOf(request))).note);
  }

  @Route(operations.listCheckpoints)
  async list(@Req() request: ApiRequest) {
    const ledger = ledgerOf(request);
    const { limit = pageItemsDefault, cursor = Number.MAX_SAFE_INTEGER } = queryOf(request, checkpointsQuery);
    const found = await this.notarized.checkpoints(ledger, Number(cursor), Number(limit));
    if (found.length === 0) await firstEvent(this.journal, ledger);
    const items = found.map(({ size, note }) => {
      const root = parseCheckpoint(note).checkpoint.root.toString('base64');
      return { size: String(size), root, note };
    });
    return { items, next: items.length < Number(limit) ? null : items.at(-1)!.size };
  }

  @Route(operations.getCheckpointOfSize)
  async ofSize(@Req() request: ApiRequest, @Res() reply: FastifyReply): Promise<void> {
    queryOf(request, operations.getCheckpointOfSize.query);
    sendText(reply, (await this.checkpointOf(ledgerOf(request), sizeOf(request))).note);
  }

  @Route(operations.getEntryProof)
  async entry(@Req() request: ApiRequest, @Res() reply: FastifyReply): Promise<void> {
    const [ledger, seq] = [ledgerOf(request), seqOf(request)];
    const { size } = queryOf(request, proofQuery);
    const checkpoint = await (size === undefined
      ? this.newestOf(ledger)
      : this.checkpointOf(ledger, Number(size)));
    if (seq >= checkpoint.size) throw await this.notCovered(ledger, seq, size, checkpoint);
    sendText(reply, await entryProof(this.notarized, ledger, seq, checkpoint));
  }

  @Route(operations.getConsistency)
  async consistency(@Req() request: ApiRequest, @Res() reply: FastifyReply): Promise<void> {
    const ledger = ledgerOf(request);
    const { from, to } = queryOf(request, consistencyQuery);
    const newest = await this.newestOf(ledger);
    const [older, newer] = [Number(from), to === undefined ? newest.size : Number(to)];
    const largest = Math.max(older, newer);
    if (largest > newest.size) throw notYetProved(`${largest} entries of ${ledger} are`, newest);
    if (older > newer) throw badParameter('from', `Give a size that is not above ${newer}.`);
    sendText(reply, await growthProof(this.notarized, ledger, older, newer));
  }

  private async newestOf(ledger: string): Promise<StoredCheckpoint> {
    const found = await this.notarized.newest(ledger);
    if (found) return found;
    await firstEvent(this.journal, ledger);
    throw new RequestProblem('CheckpointNotFound', `No notary has signed a checkpoint of ${ledger} yet.`);
  }

  private async checkpointOf(ledger: string, size: number): Promise<StoredCheckpoint> {
    const found = await this.notarized.checkpoint(ledger, size);
    if (found) return found;
    const newest = await this.newestOf(ledger);
    throw new RequestProblem('CheckpointNotFound', `No checkpoint of ${ledger} is about ${size} entries.`, {
      size: String(size),
      newest: String(newest.size),
    });
  }

  private async notCovered(
    ledger: string,
    seq: number,
    size: string | undefined,
    checkpoint: StoredCheckpoint,
  ): Promise<RequestProblem> {
    if (size !== undefined) return badParameter('size', `Give a size above ${seq}, the seq of the entry.`);
    for await (const _entry of this.journal.read(ledger, seq, 1)) {
      return notYetProved(`Entry ${seq} of ${ledger} is`, checkpoint);
    }
    return new RequestProblem('EntryNotFound', `The journal of ${ledger} ends before seq ${seq}.`, {
      seq: String(seq),
    });
  }
}

function notYetProved(subject: string, { size }: StoredCheckpoint): RequestProblem {
  const detail = `${subject} not under a checkpoint yet; the newest covers ${size} entries, the last of them ${size - 1}.`;
  return new RequestProblem('NotYetProved', detail, { newest: String(size) });
}

function badParameter(name: string, detail: string): RequestProblem {
  return parameterProblem('query', [{ pointer: `/${name}`, code: 'OutOfRange', detail }]);
}

function sizeOf(request: ApiRequest): number {
  const detail = 'Give a number of entries: digits without leading zeros.';
  return Number(partOf(request, 'size', /^(?:0|[1-9][0-9]{0,14})$/, detail));
}

function sendText(reply: FastifyReply, text: string): void {
  void reply.header('Content-Type', 'text/plain; charset=utf-8').send(text);
}
