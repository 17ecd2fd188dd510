import type { CliSettings } from '@settings/settings';
import { headerFor } from './access/header-for';
import { ApiClient } from './api-client';
import { Failure } from './failure';
import { runningAddresses } from './start/claim';

/** Address of the API: LEDGER_API_URL, else that of the start that runs on DATA_DIR. @throws Failure */
export function apiAddress({ apiUrl, dataDir }: CliSettings): string {
  return apiUrl ?? runningAddresses(dataDir)?.api ?? missing('LEDGER_API_URL', dataDir);
}

/** The API at its address, with the headers of DATA_DIR or LEDGER_AUTH. @throws Failure */
export function apiOf(settings: CliSettings): ApiClient {
  return new ApiClient(apiAddress(settings), headerFor(settings));
}

/** Connection string of the event store: EVENTSTORE_URL, else that of the running start. @throws Failure */
export function eventStoreAddress({ eventStoreUrl, dataDir }: CliSettings): string {
  return eventStoreUrl ?? runningAddresses(dataDir)?.eventStore ?? missing('EVENTSTORE_URL', dataDir);
}

/** Connection string of Postgres: DATABASE_URL, else that of the running start. @throws Failure */
export function databaseAddress(settings: CliSettings): string {
  return databaseIfAny(settings) ?? missing('DATABASE_URL', settings.dataDir);
}

/** The same, where there is one. */
export function databaseIfAny({ databaseUrl, dataDir }: CliSettings): string | undefined {
  return databaseUrl ?? runningAddresses(dataDir)?.postgres;
}

function missing(name: string, dataDir: string): never {
  throw new Failure(`Nothing runs on ${dataDir}; start it with \`npm start\` or set ${name}.`);
}
