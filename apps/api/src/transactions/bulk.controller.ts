import { Readable } from 'node:stream';
import { Controller, Inject, Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import type { Logger } from 'pino';
import { Malformed } from '@commands/malformed';
import {
  parseBulk,
  parseBulkItem,
  PostAtomically,
  PostIndependently,
  type BulkItem,
} from '@commands/post-transactions';
import type { Answer, BulkEnvelope } from '@commands/submit';
import { inOrder, lineBytesMax, linesOf, type Line } from '../lines';
import { logToken } from '../log';
import { bulkEnvelopeOf, type ApiRequest } from '../parts';
import { internalError, problemOf, RequestProblem } from '../problem';
import { Route } from '../route';
import { parseStrictJson } from '../strict-json';
import { postTransactions } from './bulk.operations';

/** Items handed to the journal together, and how many such portions of one stream may be under way. */
const portionMax = 500;
const portionsAtOnceMax = 4;

@Controller()
export class BulkController {
  constructor(
    private readonly commands: CommandBus,
    @Inject(logToken) private readonly log: Logger,
  ) {}

  @Route(postTransactions)
  async post(@Req() request: ApiRequest, @Res() reply: FastifyReply): Promise<void> {
    const envelope = bulkEnvelopeOf(request);
    if (request.body instanceof Readable) {
      // The first portion is posted before the answer begins, so that what concerns all of them can still be a status.
      const results = this.resultsOf(envelope, request.body);
      const first = await results.next();
      void reply
        .status(200)
        .header('Content-Type', 'application/x-ndjson; charset=utf-8')
        .send(Readable.from(following(first, results), { objectMode: false }));
      return;
    }
    const { isAtomic, items } = parseBulk(request.body);
    if (isAtomic) {
      const answers = await this.commands.execute(new PostAtomically(envelope, items));
      void reply.status(envelope.isDryRun ? 200 : 201).send({ items: answers.map(resultOf) });
    } else {
      const results = await this.commands.execute(new PostIndependently(envelope, items));
      void reply.status(200).send({ items: results.map(resultOf) });
    }
  }

  private resultsOf(envelope: BulkEnvelope, body: Readable): AsyncGenerator<Buffer> {
    return inOrder(linesOf(chunksOf(body), portionMax), portionsAtOnceMax, async (lines) => {
      const items = lines.map(itemOf);
      const commands = items.map((item) => (item instanceof RequestProblem ? new Malformed([]) : item));
      const results = await this.postPortion(envelope, commands);
      const text = items.map(
        (item, i) => `${JSON.stringify(resultOf(item instanceof RequestProblem ? item : results[i]!))}\n`,
      );
      return Buffer.from(text.join(''));
    });
  }

  /** A fault in the midst of a stream is told to every item it concerns: the status of the answer is long sent. */
  private async postPortion(
    envelope: BulkEnvelope,
    items: readonly BulkItem[],
  ): Promise<readonly (Answer | Error)[]> {
    try {
      return await this.commands.execute(new PostIndependently(envelope, items));
    } catch (error) {
      this.log.error({ err: error, ledger: envelope.ledger }, 'a portion of a stream failed');
      return items.map(() => error as Error);
    }
  }
}

/** The chunks of a body. That its sender broke off is no failure of a store, though its socket's error looks like one. */
async function* chunksOf(body: Readable): AsyncGenerator<Buffer> {
  try {
    yield* body as AsyncIterable<Buffer>;
  } catch {
    throw new RequestProblem('RequestMalformed', 'The request broke off before its end.', { errors: [] });
  }
}

function itemOf(line: Line): BulkItem | RequestProblem {
  if (line === 'too long')
    return new RequestProblem('BodyTooLarge', `A line has at most ${lineBytesMax} bytes.`);
  try {
    return parseBulkItem(parseStrictJson(line));
  } catch (error) {
    if (error instanceof Malformed) return error;
    throw error;
  }
}

function resultOf(result: Answer | Error): object {
  if (!(result instanceof Error))
    return { status: 201, replayed: result.isReplayed, receipt: result.receipt };
  const problem = problemOf(result) ?? internalError;
  return { status: problem.status, problem };
}

async function* following(
  first: IteratorResult<Buffer>,
  rest: AsyncGenerator<Buffer>,
): AsyncGenerator<Buffer> {
  if (first.done) return;
  yield first.value;
  yield* rest;
}
