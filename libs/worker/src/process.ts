import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { openSecured, type TlsFiles } from '@transport/open-secured';
import { createHealth, type Health } from './health.module';

/** After this the process ends even if something is still under way: it will be done again. */
const finishWithinMs = 20_000;

export interface Worker extends Health {
  start(): void;
  stop(): Promise<void>;
}

/** Where health and metrics are served. */
export interface Address {
  readonly host: string;
  readonly port: number;
  /** The setting that says the port. */
  readonly setting: string;
}

export interface WorkerProcess {
  readonly worker: Worker;
  readonly metrics: Registry;
  readonly log: Logger;
  readonly address: Address;
  /** With a certificate, health and metrics are served over TLS alone. */
  readonly tls: TlsFiles;
  /** Calls back when the process that started this one has ended. */
  readonly whenParentEnds: (stop: () => void) => void;
  /** Lets go of what the worker used, when it has stopped. */
  readonly close: () => Promise<void>;
}

/**
 * Runs a worker as this process until a stop signal. Prints {"ready":true,"url":"…"} when it works or stands
 * by.
 * @throws Error with one sentence where the port is taken; CertificateUnusable
 */
export async function runWorker(run: WorkerProcess): Promise<void> {
  const { worker, metrics, log, address, tls, whenParentEnds, close } = run;
  const secured = await openSecured(tls, metrics, log);
  const health = await createHealth(worker, metrics, { log, secured });
  await health.listen({ host: address.host, port: address.port }).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EADDRINUSE' ? new Error(takenPort(address)) : error;
  });
  worker.start();
  const leave = (why: string) => async (): Promise<void> => {
    log.info({ why }, 'stopping');
    setTimeout(() => process.exit(1), finishWithinMs).unref();
    await worker.stop();
    await close();
    await health.close();
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void leave(signal)());
  whenParentEnds(() => void leave('the process that started this one ended')());
  const { port } = health.getHttpServer().address() as { port: number };
  const url = `${secured ? 'https' : 'http'}://${hostOf(address)}:${port}`;
  process.stdout.write(`${JSON.stringify({ ready: true, url })}\n`);
}

function takenPort({ host, port, setting }: Address): string {
  return `Port ${port} of ${host} is taken by another program: set ${setting} to a free one.`;
}

/** As a URL has it. */
function hostOf({ host }: Address): string {
  return host.includes(':') ? `[${host}]` : host;
}

/**
 * Makes the tables of a worker.
 * @throws Error with one sentence, which does not repeat the address: it may hold a password
 */
export async function makeTables(migrate: (databaseUrl: string) => Promise<void>, databaseUrl: string) {
  await migrate(databaseUrl).catch((cause: Error & { code?: string }) => {
    throw new Error(`The tables at DATABASE_URL cannot be made: ${cause.message || cause.code}.`, { cause });
  });
}

/** Ends this process, which cannot start, with the sentences that say why. */
export function cannotStart(error: Error): void {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
