import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import { Journal } from '@journal/journal';
import { Tables } from '@read-models/queries/tables';
import type { ApiSettings } from '@settings/settings';
import type { JournalSettings } from '@journal/journal-options';
import { openKeys } from '@signers/open-keys';
import { openAccess } from './access/access';
import { Admission } from './access/admission';
import { RecordedReads, recordReads } from './access/recorded-reads';
import { openSecured } from '@transport/open-secured';
import { ApiModule } from './api.module';
import { ClockWatch } from './clock/clock-watch';
import { nestLog } from './telemetry/log';
import { Metrics } from './telemetry/metrics';
import { ProblemFilter } from './problems/problem.filter';
import { CallerLimits } from './edge/caller-limits';
import { serveAssets } from './docs/assets';
import { createAdapter } from './edge/server';
import { observeJournal } from './telemetry/observer';

/** The API with everything wired; it does not listen yet. @throws CertificateUnusable */
export async function createApi(settings: ApiSettings, log: Logger): Promise<NestFastifyApplication> {
  const metrics = new Metrics();
  const clock = new ClockWatch(log, metrics.registry);
  const tls = {
    certificate: settings.tlsCert,
    key: settings.tlsKey,
    clientAuthorities: settings.tlsClientCa,
  };
  const secured = await openSecured(tls, metrics.registry, log);
  const rates = { perAddress: settings.rateLimitPerSecond, perPrincipal: settings.rateLimitPerPrincipal };
  const limits = new CallerLimits(rates, () => performance.now());
  const journals = await journalsOf(settings, { metrics, clock, log });
  const access = openAccess(settings, journals, limits);
  const admission = new Admission(access, limits);
  const api = await NestFactory.create<NestFastifyApplication>(
    ApiModule.forRoot(settings, { metrics, limits, clock, log, journals, access }),
    createAdapter(
      {
        bulkBodyBytesMax: settings.bodyLimitBytes,
        rate: limits,
        trustedProxies: settings.trustedProxies,
        clock,
        admission,
        secured,
      },
      metrics,
      log,
    ),
    { bodyParser: false, logger: nestLog(log), abortOnError: false },
  );
  recordReads(api.getHttpAdapter().getInstance(), new RecordedReads(access));
  await serveAssets(api.getHttpAdapter().getInstance());
  await clock.start(api.get(Journal), api.get(Tables));
  api.useGlobalFilters(new ProblemFilter(log));
  return api;
}

interface Watched {
  readonly metrics: Metrics;
  readonly clock: ClockWatch;
  readonly log: Logger;
}

/** How this process keeps journals, those of ledgers and that of access. @throws KeyUnusable */
async function journalsOf(settings: ApiSettings, { metrics, clock, log }: Watched): Promise<JournalSettings> {
  const { eventStoreUrl, snapshotsDir, snapshotEvery } = settings;
  return {
    eventStoreUrl,
    appendBytesMax: settings.appendLimitBytes,
    appendTimeoutMs: settings.appendTimeoutMs,
    callersAheadMs: settings.callersAheadMs,
    keys: await openKeys(settings),
    snapshots: snapshotEvery === 0 ? undefined : { folder: snapshotsDir, everyEntries: snapshotEvery },
    observer: observeJournal(metrics, log),
    now: () => clock.now(),
  };
}
