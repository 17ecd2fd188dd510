import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { cliSettings, type CliSettings } from '@settings/settings';
import { headerFor } from '../access/header-for';
import { ApiClient } from '../api-client';
import type { Progress } from '../import/run-import';
import { showProgress } from '../progress';
import { wholeNumber } from '../whole-number';
import { verifyLedger } from '../verify/verify';
import type { VerifyReport } from '../verify/report';
import { runAmlsim, type AmlsimFigures } from './amlsim';
import { runEthereum, type EthereumFigures } from './ethereum';
import { findOrStart, type Instance } from './instance';

/** What the demo closes with; every figure is read back from the read model. */
interface DemoReport {
  readonly amlsim: AmlsimFigures & { readonly verified: boolean };
  readonly ethereum: Omit<EthereumFigures, 'isExact'> & { readonly verified: boolean };
}

/** This file is dist/apps/cli/src/demo/demo.js. */
const dataFolder = join(__dirname, '../../../../../examples/data');

const help = `
Uses the instance that runs on DATA_DIR, or the one at LEDGER_API_URL, EVENTSTORE_URL and DATABASE_URL. If none is
running, it starts its own in a temporary folder and removes it at the end. Every run creates two new ledgers, so it
can be repeated. examples/data/README.md lists the expected results.

Exit codes: 0 the results are as expected, 1 they are not, 3 usage error.`;

/** `ledger demo`: two real data sets through the running system, and what comes out of it. */
export function define(command: Command): void {
  command
    .option('--transfers <count>', 'post only this many transfers of AMLSim', wholeNumber(1, 1e15))
    .option('--json', 'print one line of JSON at the end')
    .addHelpText('after', help)
    .action(async ({ json, transfers }: { json?: true; transfers?: number }) => {
      const settings = cliSettings();
      const instance = await findOrStart(settings);
      const report = await run(settings, instance, transfers).finally(() => instance.stop());
      console.log(json ? JSON.stringify(report) : sentencesOf(report));
      process.exit(report.amlsim.verified && report.ethereum.verified ? 0 : 1);
    });
}

async function run(
  settings: CliSettings,
  { addresses, dataDir, keysDir }: Instance,
  transfersMax: number | undefined,
): Promise<DemoReport> {
  const api = new ApiClient(addresses.api, headerFor({ ...settings, dataDir }));
  const stores = {
    ...settings,
    keysDir,
    eventStoreUrl: addresses.eventStore,
    databaseUrl: addresses.postgres,
  };
  const verify = (ledger: string) => verifyLedger(stores, { ledger, readModels: true, wait: 60 });
  const run = Date.now().toString(36);

  say(
    `Posting 20,000 opening balances and ${(transfersMax ?? 117_805).toLocaleString('en')} transfers to ${addresses.api} as demo-amlsim-${run} …`,
  );
  const amlsim = await withBar('transactions.csv', (data, progress) =>
    runAmlsim(api, { ledger: `demo-amlsim-${run}`, data, transfersMax }, progress),
  );
  const amlsimVerdict = print(await verify(`demo-amlsim-${run}`));

  say(`Posting the token transfers of two Ethereum blocks as demo-ethereum-${run} …`);
  const { isExact, ...ethereum } = await withBar('token-transfers.ndjson', (data, progress) =>
    runEthereum(api, `demo-ethereum-${run}`, data, progress),
  );
  const ethereumVerdict = print(await verify(`demo-ethereum-${run}`));
  return {
    amlsim: { ...amlsim, verified: amlsimVerdict },
    ethereum: { ...ethereum, verified: isExact && ethereumVerdict },
  };
}

const folders = {
  'transactions.csv': join(dataFolder, 'amlsim-20k-cycle200'),
  'token-transfers.ndjson': join(dataFolder, 'ethereum-blocks-17173049'),
};

async function withBar<T>(
  file: keyof typeof folders,
  work: (data: string, progress: Progress) => Promise<T>,
): Promise<T> {
  const data = folders[file];
  const bar = showProgress(file, statSync(join(data, file)).size);
  return work(data, (bytes, tally) => bar.at(bytes, `${tally.rows.toLocaleString('en')} rows`)).finally(() =>
    bar.end(),
  );
}

function print(report: VerifyReport): boolean {
  if (report.verdict !== 'ok')
    say(`verify: ${report.fault?.class ?? report.incomplete}: ${report.fault?.detail ?? ''}`);
  return report.verdict === 'ok';
}

/** Messages go to standard error; standard output carries the report alone. */
function say(sentence: string): void {
  console.error(sentence);
}

function sentencesOf({ amlsim, ethereum }: DemoReport): string {
  const count = (number: number) => number.toLocaleString('en');
  const proved = (isVerified: boolean) => (isVerified ? 'verified' : 'NOT VERIFIED');
  return [
    '',
    `AMLSim    ${count(amlsim.accepted)} transfers accepted, ${count(amlsim.refused)} refused, in ${amlsim.seconds} s; ${proved(amlsim.verified)}`,
    `          the customers' balances add up to ${amlsim.total}`,
    `          SHA-256 of all balances ${amlsim.sha256}`,
    `Ethereum  ${count(ethereum.transfers)} transfers of ${ethereum.currencies} tokens, no digit lost; ${proved(ethereum.verified)}`,
  ].join('\n');
}
