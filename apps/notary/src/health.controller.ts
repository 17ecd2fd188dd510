import { Controller, Get, Header, HttpStatus, Inject, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Notary } from '@notary/notary';
import { Metrics } from './metrics';

@Controller()
export class HealthController {
  constructor(
    @Inject(Notary) private readonly notary: Notary,
    @Inject(Metrics) private readonly metrics: Metrics,
  ) {}

  @Get('livez')
  live(): { live: true } {
    return { live: true };
  }

  /** Standing by is ready, too. */
  @Get('readyz')
  ready(@Res({ passthrough: true }) reply: FastifyReply): { ready: boolean; reasons: string[] } {
    const { trouble, stoppedLedgers } = this.notary;
    const reasons = [...(trouble === undefined ? [] : [trouble]), ...stoppedLedgers];
    if (reasons.length > 0) reply.status(HttpStatus.SERVICE_UNAVAILABLE);
    return { ready: reasons.length === 0, reasons };
  }

  @Get('metrics')
  @Header('Content-Type', 'text/plain; version=0.0.4; charset=utf-8')
  text(): Promise<string> {
    return this.metrics.registry.metrics();
  }
}
