/** The notary as a process; prints {"ready":true,"url":"http://…"} when it signs or stands by. */
import 'reflect-metadata';
import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { connectEventStore } from '@journal/eventstore-stream';
import type { Signer } from '@journal/note';
import { openAnchors } from '@notary/anchors/anchor-list';
import { Anchors } from '@notary/anchors/anchors';
import { migrateNotary } from '@notary/migrate';
import { Notary } from '@notary/notary';
import { readWitnesses } from '@notary/witness-list';
import { Witnesses } from '@notary/witnesses';
import { whenParentEnds } from '@settings/parent';
import {
  inheritedEnvironment,
  notarySettings,
  SettingsRefused,
  type NotarySettings,
} from '@settings/settings';
import { presentKeys } from '@signers/open-keys';
import { giveWay } from './give-way';
import { Lag } from './lag';
import { createLog, nestLog } from './log';
import { Metrics } from './metrics';
import { NotaryModule } from './notary.module';
import { systemWorld } from './world';

/** After this the process ends even if a checkpoint is still on its way: it will be released again. */
const finishWithinMs = 20_000;

async function main(): Promise<void> {
  giveWay();
  const settings = notarySettings();
  const log = createLog(settings.logLevel);
  const signers = await openSigners(settings);
  await makeTables(settings.databaseUrl);
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
  const health = await NestFactory.create<NestFastifyApplication>(
    NotaryModule.of(notary, metrics),
    new FastifyAdapter(),
    { logger: nestLog(log) },
  );
  const url = await listen(health, settings);
  notary.start();
  const leave = (why: string) => async (): Promise<void> => {
    log.info({ why }, 'stopping');
    setTimeout(() => process.exit(1), finishWithinMs).unref();
    await notary.stop();
    await anchors.settled();
    await Promise.all([health.close(), stream.close()]);
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void leave(signal)());
  whenParentEnds(settings, () => void leave('the process that started this one ended')());
  process.stdout.write(`${JSON.stringify({ ready: true, url })}\n`);
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

/** The address may hold a password, so the sentence does not repeat it. */
async function makeTables(databaseUrl: string): Promise<void> {
  await migrateNotary(databaseUrl).catch((cause: Error & { code?: string }) => {
    throw new Error(`The tables at DATABASE_URL cannot be made: ${cause.message || cause.code}.`, { cause });
  });
}

async function listen(health: NestFastifyApplication, { host, notaryPort }: NotarySettings): Promise<string> {
  await health.listen({ host, port: notaryPort }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error;
    throw new Error(
      `Port ${notaryPort} of ${host} is taken by another program: set NOTARY_PORT to a free one.`,
    );
  });
  const { port } = health.getHttpServer().address() as { port: number };
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

main().catch((error: Error) => {
  const sentences = error instanceof SettingsRefused ? error.problems.join('\n') : error.message;
  process.stderr.write(`${sentences}\n`);
  process.exit(1);
});
