import { Controller, Req, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Journal } from '@journal/journal';
import { ClockWatch } from '../clock/clock-watch';
import { Metrics } from '../telemetry/metrics';
import { openApiText } from '../openapi/openapi';
import { queryOf, type ApiRequest } from '../requests/parts';
import { RequestProblem } from '../problems/problem';
import { Route } from '../operations/route';
import { readinessOf, type Readiness } from './readiness';
import { home, livez, metrics, openapi, readyz } from './service.operations';

@Controller()
export class ServiceController {
  constructor(
    private readonly clock: ClockWatch,
    private readonly journal: Journal,
    private readonly counts: Metrics,
  ) {}

  @Route(home)
  home(@Req() { headers }: ApiRequest, @Res() reply: FastifyReply): void {
    if (headers.accept?.includes('text/html')) void reply.redirect('/docs', 302);
    else void reply.send(home.answers[0].example);
  }

  @Route(livez)
  alive(): { alive: true } {
    return { alive: true };
  }

  @Route(readyz)
  async ready(@Req() request: ApiRequest): Promise<{ ready: true } & Readiness> {
    const { of = 'writes' } = queryOf(request, readyz.query);
    const readiness = readinessOf(this.clock, await this.clock.compare(), this.journal.stoppedLedgers);
    if (readiness[of]) return { ready: true, ...readiness };
    throw new RequestProblem('NotReady', readiness.reasons.join(' '), { ...readiness });
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
}
