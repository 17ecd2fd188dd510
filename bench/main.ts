import { writeFileSync } from 'node:fs';
import { arch, cpus, platform, release } from 'node:os';
import { parseArgs } from 'node:util';
import { benchSettings } from '@settings/settings';
import { access } from './access';
import { bulk } from './bulk';
import type { Figure } from './figures';
import { hold } from './hold';
import { memory } from './memory';
import { past } from './past';
import { personal } from './personal';
import { post } from './post';
import { proof } from './proof';
import { rates } from './rates';
import { readStatement } from './read-statement';
import { replay } from './replay';
import { restart } from './restart';
import { revoke } from './revoke';
import { share } from './share';
import { openBenchLedger, startSystem, type System } from './system';
import { verifyConversions } from './verify-conversions';
import { verifyExport } from './verify-export';
import { visible } from './visible';

/** The minimum that a figure is to reach; for memory and delays, the maximum. */
const marks: Readonly<Record<string, { value: number; better: 'more' | 'less' }>> = {
  'post.spread.c128': { value: 6_000, better: 'more' },
  'bulk50.end_to_end': { value: 10_000, better: 'more' },
  'bulk1000.end_to_end': { value: 10_000, better: 'more' },
  'share.two / share.one': { value: 0.8, better: 'more' },
  'share.lesser': { value: 1 / 3, better: 'more' },
  'share.longest': { value: 1_000, better: 'less' },
  'personal.known / plain': { value: 0.8, better: 'more' },
  'personal.new / plain': { value: 0.8, better: 'more' },
  'visible.p99': { value: 50, better: 'less' },
  'balance.past.p99': { value: 5, better: 'less' },
  rebuild: { value: 17_000, better: 'more' },
  'verify.store': { value: 20_000, better: 'more' },
  'verify.export': { value: 85_000, better: 'more' },
  'verify.conversions': { value: 30_000, better: 'more' },
  'read.camt': { value: 6, better: 'less' },
  'read.camt.peak': { value: 150, better: 'less' },
  'writer.bytes_per_account': { value: 400, better: 'less' },
  'writer.bytes_per_key': { value: 40, better: 'less' },
  'rates.lookup': { value: 2, better: 'less' },
  'rates.lookup.crossed': { value: 10, better: 'less' },
  'rates.bytes_per_rate': { value: 160, better: 'less' },
  'access.permit': { value: 2, better: 'less' },
  'access.load': { value: 2_000, better: 'less' },
  'access.authenticate.first': { value: 20, better: 'less' },
  'access.authenticate.again': { value: 1, better: 'less' },
  'access.authenticate.token': { value: 600, better: 'less' },
  'revoke.p99': { value: 250, better: 'less' },
};

/** Those that need no running system come first. */
const workloads = [
  'access',
  'memory',
  'rates',
  'verify-export',
  'verify-conversions',
  'read-statement',
  'post',
  'share',
  'personal',
  'revoke',
  'hold',
  'bulk',
  'visible',
  'past',
  'proof',
  'replay',
  'restart',
] as const;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { out: { type: 'string' }, only: { type: 'string' } } });
  const wanted = values.only?.split(',') ?? workloads;
  const { benchEventStoreUrl: eventStoreUrl } = benchSettings();
  const results: Figure[] = [];
  const report = (figures: Figure[]) => {
    results.push(...figures);
    for (const each of figures) console.log(line(each));
  };
  if (wanted.includes('access')) report(await access());
  if (wanted.includes('memory')) report(memory());
  if (wanted.includes('rates')) report(rates());
  if (wanted.includes('verify-export')) report(await verifyExport());
  if (wanted.includes('verify-conversions')) report(await verifyConversions());
  if (wanted.includes('read-statement')) report(await readStatement());
  const withoutSystem = [
    'access',
    'memory',
    'rates',
    'verify-export',
    'verify-conversions',
    'read-statement',
  ];
  if (wanted.some((name) => !withoutSystem.includes(name))) {
    const system = await startSystem(eventStoreUrl);
    try {
      await measure(system, wanted, results, report);
    } finally {
      await system.stop();
    }
  }
  for (const each of ratios(results)) console.log(line(each));
  if (values.out)
    writeFileSync(
      values.out,
      `${JSON.stringify({ conditions: conditions(eventStoreUrl), results }, null, 2)}\n`,
    );
}

async function measure(
  system: System,
  wanted: readonly string[],
  results: readonly Figure[],
  report: (figures: Figure[]) => void,
): Promise<void> {
  const ledger = await openBenchLedger(system);
  if (wanted.includes('post')) report(await post(system, ledger));
  if (wanted.includes('share')) report(await share(system, ledger));
  if (wanted.includes('personal')) report(await personal(system, ledger));
  if (wanted.includes('revoke')) report(await revoke(system));
  if (wanted.includes('hold')) report(await hold(system, ledger));
  if (wanted.includes('bulk')) report(await bulk(system, ledger));
  if (wanted.includes('visible'))
    report(await visible(system, ledger, valueOf(results, 'post.spread.c128') ?? 6_000));
  if (wanted.includes('past')) report(await past(system));
  if (wanted.includes('proof')) report(await proof(system));
  if (wanted.includes('replay')) report(await replay(system, ledger));
  if (wanted.includes('restart')) report(await restart(system));
}

function valueOf(results: readonly Figure[], name: string): number | undefined {
  return results.find((each) => each.name === name)?.value;
}

function ratios(results: readonly Figure[]): Figure[] {
  const [hot, spread] = ['post.hot.c128', 'post.spread.c128'].map((name) => valueOf(results, name));
  return hot && spread
    ? [{ name: 'post.hot / post.spread', value: Number((hot / spread).toFixed(2)), unit: '(mark 0.9)' }]
    : [];
}

function line({ name, value, unit }: Figure): string {
  const mark = marks[name];
  const ratio = mark && (mark.better === 'more' ? value / mark.value : mark.value / value);
  const verdict = mark
    ? `   ${ratio!.toFixed(2)} of the mark, ${mark.value.toLocaleString('en', { maximumFractionDigits: 2 })}`
    : '';
  return `${name.padEnd(28)}${value.toLocaleString('en').padStart(12)} ${unit}${verdict}`;
}

function conditions(eventStoreUrl: string | undefined): object {
  return {
    date: new Date().toISOString(),
    node: process.version,
    cpus: `${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}`,
    system: `${platform()} ${release()} ${arch()}`,
    eventStore: eventStoreUrl ? 'given by BENCH_EVENTSTORE_URL' : 'local, fsync on',
    postgres: 'embedded, fsync and synchronous_commit on',
    accounts: '10,000, zipf 1.0; load generator on the same cores',
  };
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
