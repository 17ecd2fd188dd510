/** The projector as a process; prints {"ready":true,"url":"http://…"} when it projects or stands by. */
import { connectEventStore } from '@streams/eventstore-stream';
import { migrate } from '@read-models/schema/migrate';
import { Projector } from '@read-models/projection/projector';
import { whenParentEnds } from '@settings/parent';
import { projectorSettings } from '@settings/settings';
import { createLog } from '@worker/log';
import { cannotStart, makeTables, runWorker } from '@worker/process';
import { systemWorld } from '@worker/world';
import { Lag } from './lag';
import { Metrics } from './metrics';

async function main(): Promise<void> {
  const settings = projectorSettings();
  const log = createLog(settings.logLevel);
  await makeTables(migrate, settings.databaseUrl);
  const stream = connectEventStore(settings.eventStoreUrl);
  const lag: Lag = new Lag(stream, () => projector);
  const metrics = new Metrics(log, lag);
  const { databaseUrl } = settings;
  const projector: Projector = new Projector({ databaseUrl, stream, world: systemWorld, observer: metrics });
  await runWorker({
    worker: projector,
    metrics: metrics.registry,
    log,
    address: { host: settings.metricsHost, port: settings.metricsPort, setting: 'METRICS_PORT' },
    whenParentEnds: (stop) => whenParentEnds(settings, stop),
    close: () => stream.close(),
  });
}

main().catch(cannotStart);
