import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import { Journal } from '@journal/journal';
import { Tables } from '@read-models/queries/tables';
import type { ApiSettings } from '@settings/settings';
import { ApiModule } from './api.module';
import { ClockWatch } from './clock/clock-watch';
import { nestLog } from './telemetry/log';
import { Metrics } from './telemetry/metrics';
import { ProblemFilter } from './problems/problem.filter';
import { RateLimit } from './edge/rate-limit';
import { serveAssets } from './docs/assets';
import { createAdapter } from './edge/server';

/** The API with everything wired; it does not listen yet. */
export async function createApi(settings: ApiSettings, log: Logger): Promise<NestFastifyApplication> {
  const metrics = new Metrics();
  const clock = new ClockWatch(log, metrics.registry);
  const rate = new RateLimit(settings.rateLimitPerSecond, () => performance.now());
  const api = await NestFactory.create<NestFastifyApplication>(
    ApiModule.forRoot(settings, { metrics, rate, clock, log }),
    createAdapter({ bulkBodyBytesMax: settings.bodyLimitBytes, rate, clock }, metrics, log),
    { bodyParser: false, logger: nestLog(log), abortOnError: false },
  );
  await serveAssets(api.getHttpAdapter().getInstance());
  await clock.start(api.get(Journal), api.get(Tables));
  api.useGlobalFilters(new ProblemFilter(log));
  return api;
}
