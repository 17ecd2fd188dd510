/** The notary as a process; prints {"ready":true,"url":"…"} when it signs or stands by. */
import { join } from 'node:path';
import { connectEventStore } from '@streams/eventstore-stream';
import type { Signer } from '@proof/note';
import { openAnchors } from '@notary/anchors/anchor-list';
import { Anchors } from '@notary/anchors/anchors';
import { migrateNotary } from '@notary/migrate';
import { Notary } from '@notary/notary';
import { readWitnesses } from '@notary/witness-list';
import { Witnesses } from '@notary/witnesses';
import { whenParentEnds } from '@settings/parent';
import { inheritedEnvironment, notarySettings, type NotarySettings } from '@settings/settings';
import { presentKeys } from '@signers/open-keys';
import { createLog } from '@worker/log';
import { cannotStart, makeTables, runWorker } from '@worker/process';
import { systemWorld } from '@worker/world';
import { giveWay } from './give-way';
import { Lag } from './lag';
import { Metrics } from './metrics';

async function main(): Promise<void> {
  giveWay();
  const settings = notarySettings();
  const log = createLog(settings.logLevel);
  const signers = await openSigners(settings);
  await makeTables(migrateNotary, settings.databaseUrl);
  const stream = connectEventStore(settings.eventStoreUrl);
  const lag = new Lag(stream, () => notary);
  const metrics = new Metrics(log, lag, () => notary);
  const anchors = new Anchors(openAnchors(settings.anchors, inheritedEnvironment()), metrics);
  const notary: Notary = new Notary({
    databaseUrl: settings.databaseUrl,
    folder: join(settings.notaryDir, 'heads'),
    stream,
    signers,
    witnesses: witnessesOf(settings, metrics),
    sinks: [anchors],
    world: systemWorld,
    observer: metrics,
  });
  await runWorker({
    worker: notary,
    metrics: metrics.registry,
    log,
    address: { host: settings.metricsHost, port: settings.notaryPort, setting: 'NOTARY_PORT' },
    tls: { certificate: settings.tlsCert, key: settings.tlsKey, clientAuthorities: settings.tlsClientCa },
    whenParentEnds: (stop) => whenParentEnds(settings, stop),
    close: async () => {
      await anchors.settled();
      await stream.close();
    },
  });
}

/** The notary's keys and no others, even where those of the API lie beside them. */
async function openSigners(settings: NotarySettings): Promise<(ledger: string) => readonly Signer[]> {
  const { keysDir, origin, notaryKey } = settings;
  const { notaries } = await presentKeys({ keysDir, origin, notaryKey, rootKey: '', writerKey: '' });
  if (notaries('any').length > 0) return notaries;
  throw new Error(
    `There is no key to sign checkpoints with: name it in NOTARY_KEY, or make ${join(keysDir, 'notary.pem')}.`,
  );
}

/** Undefined where nobody is asked. */
function witnessesOf({ witnesses }: NotarySettings, observer: Metrics): Witnesses | undefined {
  if (witnesses === undefined) return undefined;
  return new Witnesses({ policy: readWitnesses(witnesses), now: () => systemWorld.now(), observer });
}

main().catch(cannotStart);
