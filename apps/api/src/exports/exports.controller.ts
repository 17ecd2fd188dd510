import { tmpdir } from 'node:os';
import { Readable } from 'node:stream';
import { Controller, Req, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { accountExport } from '@export/account-export';
import { LedgerExport } from '@export/ledger-export';
import { tarOf } from '@export/tar';
import { eventsUntil, type Until } from '@export/until';
import { readEntry } from '@entries/entry';
import { Journal } from '@journal/journal';
import { checkpointsUpTo } from '@notary/checkpoint-pages';
import { NotaryTables, type StoredCheckpoint } from '@notary/tables';
import { GetAccount } from '@read-models/accounts/accounts.queries';
import { Tables } from '@read-models/queries/tables';
import { firstEvent } from '../entries/first-event';
import { accountOf, ledgerOf, queryOf, type ApiRequest } from '../requests/parts';
import { RequestProblem } from '../problems/problem';
import { Route } from '../operations/route';
import { exportAccount, exportLedger, exportQuery } from './exports.operations';

@Controller()
export class ExportsController {
  private readonly published: NotaryTables;

  constructor(
    private readonly journal: Journal,
    private readonly queries: QueryBus,
    tables: Tables,
  ) {
    this.published = new NotaryTables(tables.pool);
  }

  @Route(exportLedger)
  async ledger(@Req() request: ApiRequest, @Res() reply: FastifyReply): Promise<void> {
    const ledger = ledgerOf(request);
    const { toSeq, toTime } = queryOf(request, exportQuery);
    const until = {
      ...(toSeq !== undefined && { seq: Number(toSeq) }),
      ...(toTime !== undefined && { time: toTime }),
    };
    const begin = await firstEvent(this.journal, ledger);
    const { recordedAt } = readEntry(begin.data);
    const last = await this.lastSeq(ledger, until, recordedAt);
    const events = eventsUntil(this.journal.read(ledger, 0, last + 1), until);
    const checkpoints = (sizeMax: number) => checkpointsUpTo(this.published, ledger, sizeMax);
    const made = new LedgerExport({ ledger, events, checkpoints });
    const archive = tarOf(made.files(tmpdir()), Math.floor(Date.parse(recordedAt) / 1_000));
    void reply
      .header('Content-Type', 'application/x-tar')
      .header('Content-Disposition', `attachment; filename="${ledger}-export.tar"`)
      .send(Readable.from(archive, { objectMode: false }));
  }

  @Route(exportAccount)
  async account(@Req() request: ApiRequest, @Res() reply: FastifyReply): Promise<void> {
    const ledger = ledgerOf(request);
    const account = accountOf(request);
    queryOf(request, exportAccount.query!);
    await firstEvent(this.journal, ledger);
    await this.queries.execute(new GetAccount(ledger, account));
    const newest = await this.newestCheckpoint(ledger);
    const lines = accountExport({
      ledger,
      account,
      checkpoint: newest.note,
      events: this.journal.read(ledger, 0, newest.size),
      subtrees: (wanted) => this.published.subtrees(ledger, wanted),
    });
    void reply
      .header('Content-Type', 'application/x-ndjson; charset=utf-8')
      .send(Readable.from(lines, { objectMode: false }));
  }

  private async newestCheckpoint(ledger: string): Promise<StoredCheckpoint> {
    for await (const newest of checkpointsUpTo(this.published, ledger, Number.MAX_SAFE_INTEGER - 1))
      return newest;
    throw new RequestProblem('CheckpointNotFound', `No notary has signed a checkpoint of ${ledger} yet.`);
  }

  /** What is appended while the archive is sent is left to the next one. */
  private async lastSeq(ledger: string, { seq, time }: Until, openedAt: string): Promise<number> {
    const last = (await this.journal.last(ledger))!.revision;
    if (seq !== undefined && seq > last) {
      const detail = `The journal of ${ledger} ends with entry ${last}.`;
      throw new RequestProblem('EntryNotFound', detail, { seq: String(seq) });
    }
    if (time !== undefined && time < openedAt) {
      const detail = `The first entry of ${ledger} was recorded at ${openedAt}.`;
      throw new RequestProblem('EntryNotFound', detail, { seq: '0' });
    }
    return last;
  }
}
