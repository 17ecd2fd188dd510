import { Readable } from 'node:stream';
import { Controller, Req, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Journal } from '@journal/journal';
import type { StoredEvent } from '@streams/stream';
import { ledgerOf, queryOf, seqOf, type ApiRequest } from '../requests/parts';
import { RequestProblem } from '../problems/problem';
import { Route } from '../operations/route';
import { entriesQuery, getEntry, listEntries } from './entries.operations';
import { firstEvent } from './first-event';

/** Bytes gathered before they are sent on. */
const portionBytes = 65_536;

const opening = Buffer.from('{"entry":');
const sealed = Buffer.from(',"seal":');
const closing = Buffer.from('}\n');

@Controller()
export class EntriesController {
  constructor(private readonly journal: Journal) {}

  @Route(listEntries)
  async list(@Req() request: ApiRequest, @Res() reply: FastifyReply): Promise<void> {
    const ledger = ledgerOf(request);
    const { from = '0', limit } = queryOf(request, entriesQuery);
    await firstEvent(this.journal, ledger);
    const events = this.journal.read(ledger, Number(from), limit === undefined ? undefined : Number(limit));
    void reply
      .header('Content-Type', 'application/x-ndjson; charset=utf-8')
      .send(Readable.from(portions(events), { objectMode: false }));
  }

  @Route(getEntry)
  async get(@Req() request: ApiRequest, @Res() reply: FastifyReply): Promise<void> {
    const ledger = ledgerOf(request);
    const seq = seqOf(request);
    queryOf(request, getEntry.query!);
    for await (const event of this.journal.read(ledger, seq, 1)) {
      void reply.header('Content-Type', 'application/json; charset=utf-8').send(Buffer.concat(lineOf(event)));
      return;
    }
    await firstEvent(this.journal, ledger);
    throw new RequestProblem('EntryNotFound', `The journal of ${ledger} ends before seq ${seq}.`, {
      seq: String(seq),
    });
  }
}

async function* portions(events: AsyncIterable<StoredEvent>): AsyncGenerator<Buffer> {
  let parts: Buffer[] = [];
  let bytes = 0;
  for await (const event of events) {
    for (const part of lineOf(event)) {
      parts.push(part);
      bytes += part.length;
    }
    if (bytes < portionBytes) continue;
    yield Buffer.concat(parts, bytes);
    parts = [];
    bytes = 0;
  }
  if (bytes > 0) yield Buffer.concat(parts, bytes);
}

/** The stored bytes as they are: written again they might not be what was hashed and sealed. */
function lineOf({ data, metadata }: StoredEvent): Buffer[] {
  const { seal } = JSON.parse(Buffer.from(metadata).toString() || '{}') as { seal?: string };
  const note = seal === undefined ? [] : [sealed, Buffer.from(JSON.stringify(seal))];
  return [opening, Buffer.from(data), ...note, closing];
}
