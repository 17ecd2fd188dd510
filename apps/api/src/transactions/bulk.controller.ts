import { Readable } from 'node:stream';
import { setImmediate as breath } from 'node:timers/promises';
import { Controller, Inject, Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import type { Logger } from 'pino';
import { Malformed } from '@commands/input/malformed';
import { PostTransaction } from '@commands/transactions/post-transaction';
import {
  allWellFormed,
  parseBulk,
  parseBulkItem,
  type KeyedTransaction,
} from '@commands/transactions/post-transactions';
import type { BulkEnvelope } from '@commands/envelope';
import { SubmitAtomically, SubmitIndependently } from '@commands/submit-many';
import type { Accepted } from '@journal/answer';
import type { LedgerEvent } from '@ledger/ledger';
import { acceptedItem } from '../answers/send-receipt';
import { Journal } from '@journal/journal';
import { inOrder } from '../edge/lines';
import { logToken } from '../telemetry/log';
import { openedBulkEnvelopeOf } from '../requests/opened-ledger';
import type { ApiRequest } from '../requests/parts';
import { internalError, problemOf, RequestProblem } from '../problems/problem';
import { CallerLimits } from '../edge/caller-limits';
import { Route } from '../operations/route';
import { lineItemsOf, portionMax, type LineItem } from './bulk-lines';
import { postTransactions } from './bulk.operations';

/** How many portions of one stream may be under way. */
const portionsAtOnceMax = 4;

@Controller()
export class BulkController {
  constructor(
    private readonly commands: CommandBus,
    private readonly journal: Journal,
    private readonly limits: CallerLimits,
    @Inject(logToken) private readonly log: Logger,
  ) {}

  @Route(postTransactions)
  async post(@Req() request: ApiRequest, @Res() reply: FastifyReply): Promise<void> {
    const envelope = await openedBulkEnvelopeOf(request, this.journal);
    if (request.body instanceof Readable) {
      const lines = lineItemsOf(request.body, (count) => this.limits.delayMs(request, count));
      // The first portion is posted before the answer begins, so that what concerns all of them can still be a status.
      const results = this.resultsOf(envelope, lines);
      const first = await results.next();
      void reply
        .status(200)
        .header('Content-Type', 'application/x-ndjson; charset=utf-8')
        .send(Readable.from(following(first, results), { objectMode: false }));
      return;
    }
    const { isAtomic, items } = await itemsOf(request.body);
    this.limits.countItems(request, items.length);
    if (isAtomic) {
      const answers = await this.commands.execute(
        new SubmitAtomically(envelope, PostTransaction, allWellFormed(items)),
      );
      void reply.status(envelope.isDryRun ? 200 : 201).send({ items: answers.map(resultOf) });
    } else {
      const results = await this.commands.execute(new SubmitIndependently(envelope, PostTransaction, items));
      void reply.status(200).send({ items: results.map(resultOf) });
    }
  }

  private resultsOf(
    envelope: BulkEnvelope,
    lines: AsyncGenerator<readonly LineItem[]>,
  ): AsyncGenerator<Buffer> {
    return inOrder(lines, portionsAtOnceMax, async (items) => {
      const commands = items.map((item) => (item instanceof RequestProblem ? new Malformed([]) : item));
      const results = await this.postPortion(envelope, commands);
      const text = items.map(
        (item, i) => `${JSON.stringify(resultOf(item instanceof RequestProblem ? item : results[i]!))}\n`,
      );
      return Buffer.from(text.join(''));
    });
  }

  /** A fault in the midst of a stream is reported to every item it concerns: the status of the answer is long sent. */
  private async postPortion(
    envelope: BulkEnvelope,
    items: readonly (KeyedTransaction | Malformed)[],
  ): Promise<readonly (Accepted<LedgerEvent> | Error)[]> {
    try {
      return await this.commands.execute(new SubmitIndependently(envelope, PostTransaction, items));
    } catch (error) {
      this.log.error({ err: error, ledger: envelope.ledger }, 'a portion of a stream failed');
      return items.map(() => error as Error);
    }
  }
}

/** The items of an array, each accepted on its own; the process answers others in between. @throws Malformed */
async function itemsOf(
  body: unknown,
): Promise<{ isAtomic: boolean; items: readonly (KeyedTransaction | Malformed)[] }> {
  const { isAtomic, items: given } = parseBulk(body);
  const items: (KeyedTransaction | Malformed)[] = [];
  for (const [index, item] of given.entries()) {
    if (index % portionMax === 0) await breath();
    items.push(parseBulkItem(item, isAtomic ? `/items/${index}` : ''));
  }
  return { isAtomic, items };
}

function resultOf(result: Accepted<LedgerEvent> | Error): object {
  if (!(result instanceof Error)) return acceptedItem(result, PostTransaction);
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
