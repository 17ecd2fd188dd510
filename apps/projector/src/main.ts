/** The projector as a process; prints {"ready":true,"url":"…"} when it projects or stands by. */
import { connectEventStore } from '@streams/eventstore-stream';
import { migrate } from '@read-models/schema/migrate';
import { Projector } from '@read-models/projection/projector';
import { whenParentEnds } from '@settings/parent';
import { projectorSettings } from '@settings/settings';
import { createLog } from '@worker/log';
import { cannotStart, makeTables, runWorker, type Worker } from '@worker/process';
import { systemWorld } from '@worker/world';
import { Analysts } from './analysts';
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
  const analysts = new Analysts({ databaseUrl, stream, root: settings.accessRoot });
  await runWorker({
    worker: bothOf(projector, analysts),
    metrics: metrics.registry,
    log,
    address: { host: settings.metricsHost, port: settings.metricsPort, setting: 'METRICS_PORT' },
    tls: { certificate: settings.tlsCert, key: settings.tlsKey, clientAuthorities: settings.tlsClientCa },
    whenParentEnds: (stop) => whenParentEnds(settings, stop),
    close: () => stream.close(),
  });
}

/** The projector as a worker, with what analysts may read kept beside it. */
function bothOf(projector: Projector, analysts: Analysts): Worker {
  return {
    start() {
      projector.start();
      analysts.start();
    },
    stop: async () => void (await Promise.all([projector.stop(), analysts.stop()])),
    get lastError() {
      return projector.lastError ?? analysts.lastError;
    },
    get stoppedLedgers() {
      return projector.stoppedLedgers;
    },
  };
}

main().catch(cannotStart);
