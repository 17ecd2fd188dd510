import { Option, type Command } from 'commander';
import { connectEventStore } from '@streams/eventstore-stream';
import { StoreUnavailable } from '@streams/stream';
import { CannotRebuild } from '@read-models/projection/cannot-rebuild';
import { readModelNames, rebuild, type RebuildProgress } from '@read-models/projection/rebuild';
import { cliSettings } from '@settings/settings';
import { databaseAddress, eventStoreAddress } from './addresses';
import { Failure } from './failure';
import { showProgress } from './progress';

const all = 'all';

const help = `
The projector can keep running: it pauses meanwhile, and queries are answered from the current tables until the new
ones replace them. If the rebuild fails, the current tables stay as they are.

Exit codes: 0 rebuilt, 1 not rebuilt, 3 usage error.`;

/** `ledger rebuild`: rebuilds read models from the journals. */
export function define(command: Command): void {
  const names = [all, ...readModelNames];
  command
    .addOption(new Option('--model <name>', 'read model to rebuild').choices(names).default(all))
    .option('--json', 'print one line of JSON')
    .addHelpText('after', help)
    .action(({ model, json }: { model: string; json?: true }) => rebuildModels(model, json === true));
}

async function rebuildModels(model: string, isJson: boolean): Promise<void> {
  const settings = cliSettings();
  const databaseUrl = databaseAddress(settings);
  const stream = connectEventStore(eventStoreAddress(settings));
  const begin = performance.now();
  let bar: ReturnType<typeof showProgress> | undefined;
  const onProgress = ({ entries, of, step }: RebuildProgress): void => {
    bar ??= showProgress('rebuild', of);
    bar.at(entries, step);
  };
  const readModels = model === all ? all : [model];
  const entries = await rebuild({ databaseUrl, stream, readModels, onProgress })
    .catch((cause: unknown) => {
      const isForTheUser = cause instanceof CannotRebuild || cause instanceof StoreUnavailable;
      throw isForTheUser ? new Failure(cause.message) : cause;
    })
    .finally(() => {
      bar?.end();
      return stream.close();
    });
  const seconds = Number(((performance.now() - begin) / 1_000).toFixed(3));
  const entriesPerSecond = Math.round(entries / seconds);
  const which = model === all ? 'All read models were' : `The read model ${model} was`;
  console.log(
    isJson
      ? JSON.stringify({ model, entries, seconds, entriesPerSecond })
      : `${which} rebuilt from ${entries.toLocaleString('en')} entries in ${seconds.toFixed(1)} s (${entriesPerSecond.toLocaleString('en')} a second).`,
  );
}
