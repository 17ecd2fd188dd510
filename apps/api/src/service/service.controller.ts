import { Controller, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Journal } from '@journal/journal';
import { Tables } from '@read-models/tables';
import { Metrics } from '../metrics';
import { openApiText } from '../openapi/openapi';
import { RequestProblem } from '../problem';
import { Route } from '../route';
import { livez, metrics, openapi, readyz } from './service.operations';

/** How long a check may take, in milliseconds. */
const checkWithinMs = 2_000;

/** No ledger can have this id, so reading its journal finds nothing and costs nothing. */
const noLedger = '-';

@Controller()
export class ServiceController {
  constructor(
    private readonly journal: Journal,
    private readonly tables: Tables,
    private readonly counts: Metrics,
  ) {}

  @Route(livez)
  alive(): { alive: true } {
    return { alive: true };
  }

  @Route(readyz)
  async ready(): Promise<{ ready: true; checks: object }> {
    const [eventStore, tables] = await Promise.all([
      succeeds(this.readJournal()),
      succeeds(this.readTables()),
    ]);
    const checks = { eventStore, tables };
    if (eventStore && tables) return { ready: true, checks };
    const missing = [...(eventStore ? [] : ['the event store']), ...(tables ? [] : ['the tables'])].join(
      ' and ',
    );
    throw new RequestProblem('NotReady', `Not reached: ${missing}.`, { checks });
  }

  @Route(metrics)
  async metrics(@Res() reply: FastifyReply): Promise<void> {
    void reply
      .header('Content-Type', this.counts.registry.contentType)
      .send(await this.counts.registry.metrics());
  }

  @Route(openapi)
  openapi(@Res() reply: FastifyReply): void {
    void reply.header('Content-Type', 'application/json; charset=utf-8').send(openApiText());
  }

  private async readJournal(): Promise<void> {
    for await (const _event of this.journal.read(noLedger, 0, 1)) return;
  }

  private async readTables(): Promise<void> {
    await this.tables.rows('reachable', 'select 1 from projection', []);
  }
}

async function succeeds(check: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, checkWithinMs, false);
  });
  const done = check.then(
    () => true,
    () => false,
  );
  return Promise.race([done, late]).finally(() => clearTimeout(timer));
}
