/** The API as a process; prints {"ready":true,"url":"http://…"} (or https:) when it takes requests. */
import 'reflect-metadata';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import { whenParentEnds } from '@settings/parent';
import { apiSettings, SettingsRefused, type ApiSettings } from '@settings/settings';
import { createApi } from './api';
import { createLog } from './telemetry/log';

/** After this the process ends even if a request is still under way. */
const drainWithinMs = 20_000;

async function main(): Promise<void> {
  const settings = apiSettings();
  const log = createLog(settings.logLevel);
  const { plainText } = settings;
  if (plainText) log.info({ plainText }, 'these connections may be unencrypted beyond this machine');
  const api = await createApi(settings, log);
  const { host, port } = settings;
  await api.listen({ host, port }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error;
    throw new Error(`Port ${port} of ${host} is taken by another program: set PORT to a free one.`);
  });
  const stop = (why: string) => () => void leave(api, log, why);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, stop(signal));
  whenParentEnds(settings, stop('the process that started this one ended'));
  process.stdout.write(`${JSON.stringify({ ready: true, url: urlOf(api, settings) })}\n`);
}

/** Answers what is under way, takes nothing new, then ends. */
async function leave(api: NestFastifyApplication, log: Logger, why: string): Promise<void> {
  log.info({ why }, 'stopping');
  setTimeout(() => process.exit(1), drainWithinMs).unref();
  await api.close();
  process.exit(0);
}

function urlOf(api: NestFastifyApplication, { host, tlsCert }: ApiSettings): string {
  const { port } = api.getHttpServer().address() as { port: number };
  return `${tlsCert === undefined ? 'http' : 'https'}://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

main().catch((error: Error) => {
  const sentences = error instanceof SettingsRefused ? error.problems.join('\n') : error.message;
  process.stderr.write(`${sentences}\n`);
  process.exit(1);
});
