import { setTimeout as sleep } from 'node:timers/promises';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { rateTypes } from '@ledger/exchange/rates/rate';
import { shortNamePattern } from '@ledger/short-name';
import { feedFormats, type FeedFormat } from '@rate-feeds/read-rate-feed';
import { cliSettings } from '@settings/settings';
import { apiOf } from '../addresses';
import { Failure, usageError } from '../failure';
import { untilStopSignal } from '../start/until-stop-signal';
import { wholeNumber } from '../whole-number';
import { FeedMetrics } from './feed-metrics';
import { FeedReport } from './feed-report';
import { patienceMs } from './feed-source';
import { RatePublisher } from './rate-publisher';
import { runFeed } from './run-feed';

/** Exit code of an import that came to its end, though not every rate is in the ledger. */
const someLeftOut = 2;

const help = `
Formats: ecb, the reference rates of the European Central Bank: eurofxref-daily.xml, eurofxref-hist-90d.xml and
eurofxref-hist.xml. Each day is a set, observed at 14:15 in Frankfurt. csv, UTF-8 with a header: observedAt (RFC 3339
with an offset), base, counter, mid and, if wanted, bid and ask; rows of one time that stand together are a set.

Each set is published once: its idempotency key is made of source, type, time and rates. Run the same import again
after an interruption, or with a file that grew: only what is new is published. A line that cannot be read, and a
rate of a currency that the ledger has not registered, is reported and left out, and the import goes on.

The credential needs the role publisher on the ledger. With --follow the feed is read again and again, until Ctrl-C
or SIGTERM; what fails is reported and tried again. With --metrics-port it serves ledger_rate_age_seconds, the age of
the newest rates in the ledger, at /metrics on METRICS_HOST: set an alarm on it.

Exit codes: 0 every rate is in the ledger, or --follow was ended; 1 the import stopped before its end; 2 it came to
its end, but some lines were left out; 3 usage error.`;

interface Options {
  readonly ledger: string;
  readonly format: FeedFormat;
  readonly source: string;
  readonly type: string;
  /** In milliseconds. */
  readonly follow?: number;
  readonly metricsPort?: number;
  readonly json?: true;
}

/** `ledger rates import`: publishes the rates of a file or an address. */
export function define(command: Command): void {
  const format = new Option('--format <format>', 'format of the file').choices(feedFormats);
  const type = new Option('--type <type>', 'what the rates are for').choices(rateTypes);
  command
    .argument('<file|url>', 'a file, or an address that begins with https:// (http:// on this machine)')
    .requiredOption('--ledger <id>', 'ledger to publish to')
    .addOption(format.makeOptionMandatory())
    .requiredOption('--source <name>', 'name of the source, such as ecb', sourceName)
    .addOption(type.makeOptionMandatory())
    .option('--follow <interval>', 'read it again at this interval, such as 15m or 1h', interval)
    .option('--metrics-port <port>', 'serve metrics while following; 0 picks a port', wholeNumber(0, 65_535))
    .option('--json', 'print one line of JSON for each reading, which names all that was left out')
    .addHelpText('after', help)
    .action((file: string, options: Options) => importRates(file, options));
}

async function importRates(file: string, options: Options): Promise<void> {
  const { follow: intervalMs, format, json, ledger, metricsPort, source, type } = options;
  const settings = cliSettings();
  if (metricsPort !== undefined && intervalMs === undefined)
    throw new Failure('--metrics-port needs --follow.', usageError);
  let isStopped = false;
  const stopped = untilStopSignal().then(() => {
    isStopped = true;
  });
  const metrics = new FeedMetrics({ ledger, source, type });
  const publisher = new RatePublisher(apiOf(settings).withPatience(patienceMs), options, metrics);
  const read = async (): Promise<FeedReport> => {
    const report = new FeedReport({ ledger, source, type });
    await runFeed({ name: file, format }, publisher, report, () => isStopped);
    return report;
  };
  const print = (report: FeedReport) => console.log(json ? report.json() : report.sentences());
  // A set that is on its way when the signal comes may be sent again: its key says whether it arrived.
  if (intervalMs !== undefined) {
    if (metricsPort !== undefined)
      console.error(`Metrics: ${await metrics.serve({ host: settings.metricsHost, port: metricsPort })}`);
    await Promise.race([followFeed(read, intervalMs, print), stopped]);
    process.exit(0);
  }
  const report = await Promise.race([read(), stopped]);
  if (!report) throw new Failure('Stopped before the end; run the same import again for the rest.');
  print(report);
  process.exitCode = report.leftOut.length > 0 ? someLeftOut : 0;
}

/** Longest wait after a failure. */
const retryMs = 60_000;

/** Reads a feed again and again; prints what is new. @throws Failure of a usage error, at the first reading */
async function followFeed(
  read: () => Promise<FeedReport>,
  intervalMs: number,
  print: (report: FeedReport) => void,
): Promise<never> {
  let last: FeedReport | undefined;
  for (;;) {
    const report = await read().catch((cause: unknown) => {
      const isForTheUser = cause instanceof Failure && (last !== undefined || cause.exitCode !== usageError);
      if (!isForTheUser) throw cause;
      console.error(`${new Date().toISOString()} ${cause.message}`);
    });
    if (report && (report.sets > 0 || report.leftOut.length !== last?.leftOut.length)) print(report);
    last = report ?? last;
    await sleep(report ? intervalMs : Math.min(intervalMs, retryMs));
  }
}

function sourceName(text: string): string {
  if (shortNamePattern.test(text)) return text;
  throw new InvalidArgumentError('Give 1 to 63 of a-z, 0-9, _ and -.');
}

const units: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const longestIntervalMs = 7 * units['d']!;

/** An interval in milliseconds. */
function interval(text: string): number {
  const [, count = '', unit = ''] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  const intervalMs = Number(count) * (units[unit] ?? 0);
  if (intervalMs >= 1_000 && intervalMs <= longestIntervalMs) return intervalMs;
  throw new InvalidArgumentError('Give a number and s, m, h or d, such as 1h: from 1s to 7d.');
}
