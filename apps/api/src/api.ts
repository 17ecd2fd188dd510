import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import type { ApiSettings } from '@settings/settings';
import { ApiModule } from './api.module';
import { nestLog } from './log';
import { Metrics } from './metrics';
import { ProblemFilter } from './problem.filter';
import { RateLimit } from './rate-limit';
import { serveAssets } from './docs/assets';
import { createAdapter } from './server';

/** The API with everything wired; it does not listen yet. */
export async function createApi(settings: ApiSettings, log: Logger): Promise<NestFastifyApplication> {
  const metrics = new Metrics();
  const rate = new RateLimit(settings.rateLimitPerSecond, () => performance.now());
  const api = await NestFactory.create<NestFastifyApplication>(
    ApiModule.forRoot(settings, { metrics, rate, log }),
    createAdapter({ bulkBodyBytesMax: settings.bodyLimitBytes, rate }, metrics, log),
    { bodyParser: false, logger: nestLog(log), abortOnError: false },
  );
  await serveAssets(api.getHttpAdapter().getInstance());
  api.useGlobalFilters(new ProblemFilter(log));
  return api;
}
