import type { Command } from 'commander';
import { cliSettings, type CliSettings } from '@settings/settings';
import { runningAddresses } from '../start/claim';
import { checkApi } from './api';
import { checkCertificates } from './certificates';
import type { Finding } from './finding';
import { checkKeys } from './keys';
import { checkLocalLog } from './local-log';
import { checkPrivateFiles } from './private-files';

const help = `
Checks the modes of key files and header files, whether the local event log is plain text, what PLAIN_TEXT leaves
unencrypted, when the certificates of API, event store and Postgres expire, whether the writer keys of this machine are
those that are registered, and whether the API is ready and its clock right. Changes nothing. Connections beyond this machine that are
neither encrypted nor named by PLAIN_TEXT are refused by every command, with exit code 1.

Exit codes: 0 nothing is wrong, or there are only warnings; 1 something is wrong; 3 usage error.`;

const marks: Readonly<Record<Finding['status'], string>> = {
  ok: 'ok     ',
  warning: 'WARNING',
  failure: 'FAILURE',
};

/** `ledger doctor`: what is wrong with this installation, and what to do about it. */
export function define(command: Command): void {
  command
    .option('--json', 'print one line of JSON')
    .addHelpText('after', help)
    .action(async ({ json }: { json?: true }) => {
      const findings = await examine(cliSettings());
      if (findings.some(({ status }) => status === 'failure')) process.exitCode = 1;
      if (json) return console.log(JSON.stringify({ findings }));
      for (const { status, sentence, remedy } of findings)
        console.log([`${marks[status]} ${sentence}`, ...(remedy === undefined ? [] : [remedy])].join(' '));
    });
}

async function examine(settings: CliSettings): Promise<Finding[]> {
  const { apiUrl, dataDir, databaseUrl, eventStoreUrl } = settings;
  const running = runningAddresses(dataDir);
  const api = apiUrl ?? running?.api;
  const eventStore = eventStoreUrl ?? running?.eventStore;
  const postgres = databaseUrl ?? running?.postgres;
  const ofApi = await checkApi(api);
  const isUp = api !== undefined && ofApi.every(({ status }) => status !== 'failure');
  return [
    ...checkPrivateFiles(settings),
    ...checkLocalLog(dataDir),
    ...checkPlainText(settings.plainText ?? []),
    ...(await checkCertificates({ api, eventStore, postgres }, Date.now())),
    ...ofApi,
    ...(isUp ? await checkKeys(settings) : []),
  ];
}

function checkPlainText(named: readonly string[]): Finding[] {
  if (named.length === 0)
    return [{ status: 'ok', sentence: 'Connections beyond this machine have to be encrypted.' }];
  return [
    {
      status: 'warning',
      sentence: `PLAIN_TEXT allows unencrypted connections beyond this machine: ${named.join(', ')}.`,
      remedy: 'Encrypt them, and remove them from PLAIN_TEXT.',
    },
  ];
}
