/** The projector as a process; prints {"ready":true,"url":"http://…"} when it projects or stands by. */
import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { connectEventStore } from '@journal/eventstore-stream';
import { migrate } from '@read-models/migrate';
import { Projector } from '@read-models/projector';
import { whenParentEnds } from '@settings/parent';
import { projectorSettings, SettingsRefused, type ProjectorSettings } from '@settings/settings';
import { Lag } from './lag';
import { createLog, nestLog } from './log';
import { Metrics } from './metrics';
import { ProjectorModule } from './projector.module';
import { systemWorld } from './world';

/** After this the process ends even if a batch is still being written: it will be written again. */
const finishWithinMs = 20_000;

async function main(): Promise<void> {
  const settings = projectorSettings();
  const log = createLog(settings.logLevel);
  await makeTables(settings.databaseUrl);
  const stream = connectEventStore(settings.eventStoreUrl);
  const lag: Lag = new Lag(stream, () => projector.taken);
  const metrics = new Metrics(log, lag);
  const { databaseUrl } = settings;
  const projector = new Projector({ databaseUrl, stream, world: systemWorld, observer: metrics });
  const health = await NestFactory.create<NestFastifyApplication>(
    ProjectorModule.of(projector, metrics),
    new FastifyAdapter(),
    { logger: nestLog(log) },
  );
  const url = await listen(health, settings);
  projector.start();
  const leave = (why: string) => async (): Promise<void> => {
    log.info({ why }, 'stopping');
    setTimeout(() => process.exit(1), finishWithinMs).unref();
    await projector.stop();
    await Promise.all([health.close(), stream.close()]);
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void leave(signal)());
  whenParentEnds(settings, () => void leave('the process that started this one ended')());
  process.stdout.write(`${JSON.stringify({ ready: true, url })}\n`);
}

/** The address may hold a password, so the sentence does not repeat it. */
async function makeTables(databaseUrl: string): Promise<void> {
  await migrate(databaseUrl).catch((cause: Error & { code?: string }) => {
    throw new Error(`The tables at DATABASE_URL cannot be made: ${cause.message || cause.code}.`, { cause });
  });
}

async function listen(
  health: NestFastifyApplication,
  { host, metricsPort }: ProjectorSettings,
): Promise<string> {
  await health.listen({ host, port: metricsPort }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error;
    throw new Error(
      `Port ${metricsPort} of ${host} is taken by another program: set METRICS_PORT to a free one.`,
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
