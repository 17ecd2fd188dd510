import 'reflect-metadata';
import {
  Controller,
  Get,
  Header,
  HttpStatus,
  Inject,
  Module,
  Res,
  type DynamicModule,
  type LoggerService,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import type { RequestListener } from 'node:http';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { createOverTls, type Secured } from '@transport/over-tls';

/** What a worker says of itself. */
export interface Health {
  /** Why it does not go on at the moment, or undefined. */
  readonly lastError: string | undefined;
  /** One sentence for each ledger that it does not go on with. */
  readonly stoppedLedgers: readonly string[];
}

const healthToken = Symbol('health');
const metricsToken = Symbol('metrics');

@Controller()
class HealthController {
  constructor(
    @Inject(healthToken) private readonly health: Health,
    @Inject(metricsToken) private readonly metrics: Registry,
  ) {}

  @Get('livez')
  live(): { live: true } {
    return { live: true };
  }

  /** Standing by is ready, too. */
  @Get('readyz')
  ready(@Res({ passthrough: true }) reply: FastifyReply): { ready: boolean; reasons: string[] } {
    const { lastError, stoppedLedgers } = this.health;
    const reasons = [...(lastError === undefined ? [] : [lastError]), ...stoppedLedgers];
    if (reasons.length > 0) reply.status(HttpStatus.SERVICE_UNAVAILABLE);
    return { ready: reasons.length === 0, reasons };
  }

  @Get('metrics')
  @Header('Content-Type', 'text/plain; version=0.0.4; charset=utf-8')
  text(): Promise<string> {
    return this.metrics.metrics();
  }
}

/** Health and metrics of a worker, over HTTP. */
@Module({ controllers: [HealthController] })
class HealthModule {
  static of(health: Health, metrics: Registry): DynamicModule {
    return {
      module: HealthModule,
      providers: [
        { provide: healthToken, useValue: health },
        { provide: metricsToken, useValue: metrics },
      ],
    };
  }
}

/**
 * Answers for a worker as soon as it listens. Nobody has to say who asks, so that over TLS the connection has to: where
 * authorities of clients are known, by a certificate that they issued.
 */
export function createHealth(
  health: Health,
  metrics: Registry,
  { log, secured }: { readonly log: Logger; readonly secured: Secured | undefined },
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    ...(secured && {
      serverFactory: (handler: RequestListener) => createOverTls({}, handler, secured, 'required'),
    }),
  });
  return NestFactory.create<NestFastifyApplication>(HealthModule.of(health, metrics), adapter, {
    logger: nestLog(log),
  });
}

/** Nest's own messages: its start-up chatter only when debugging. */
function nestLog(log: Logger): LoggerService {
  return {
    log: (message: unknown) => log.debug(String(message)),
    debug: (message: unknown) => log.debug(String(message)),
    verbose: (message: unknown) => log.debug(String(message)),
    warn: (message: unknown) => log.warn(String(message)),
    error: (message: unknown) => log.error(String(message)),
    fatal: (message: unknown) => log.error(String(message)),
  };
}
