import { tmpdir } from 'node:os';
import { Readable } from 'node:stream';
import { Controller, Req, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { LedgerExport } from '@export/ledger-export';
import { tarOf } from '@export/tar';
import { eventsUntil, type Until } from '@export/until';
import { readEntry } from '@journal/entry';
import { Journal } from '@journal/journal';
import { firstEvent } from '../entries/first-event';
import { ledgerOf, queryOf, type ApiRequest } from '../parts';
import { RequestProblem } from '../problem';
import { Route } from '../route';
import { exportLedger, exportQuery } from './exports.operations';

@Controller()
export class ExportsController {
  constructor(private readonly journal: Journal) {}

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
    const made = new LedgerExport({ ledger, events, checkpoints: noCheckpoints });
    const archive = tarOf(made.files(tmpdir()), Math.floor(Date.parse(recordedAt) / 1_000));
    void reply
      .header('Content-Type', 'application/x-tar')
      .header('Content-Disposition', `attachment; filename="${ledger}-export.tar"`)
      .send(Readable.from(archive, { objectMode: false }));
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

async function* noCheckpoints(): AsyncGenerator<never> {}
