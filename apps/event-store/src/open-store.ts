/** A store over a directory or over memory, with everything found in the log. */
import type { WrappingKey } from '@signers/wrapping-key';
import { LogFile, logFileIn, MemoryTarget } from './storage/log-file';
import { logFormatOf } from './storage/log-format';
import { Pages } from './storage/pages';
import { EventIndex, metaStreamOf } from './streams/event-index';
import { newEventId } from './streams/new-event-id';
import { Restorer } from './streams/restorer';
import { metadataType, Store } from './streams/store';

export interface OpenStore {
  readonly store: Store;
  close(): Promise<void>;
}

interface StoreSettings {
  readonly recentIdsMax: number;
  readonly now: () => number;
  readonly onFailure: (error: Error) => void;
  readonly wrappingKeys: readonly WrappingKey[];
}

/** 128 KiB each: 24 MiB of the log in memory at most. */
const pagesMax = 192;

/** Throws an Error of one sentence when the directory is in use, foreign, damaged, or under another key. */
export async function openStore(dir: string | undefined, settings: StoreSettings): Promise<OpenStore> {
  const index = new EventIndex();
  if (dir === undefined) {
    const target = new MemoryTarget();
    const store = new Store(index, new Pages(undefined, 0), target, settings);
    writeFirstEvent(store);
    return { store, close: () => target.close() };
  }
  const restorer = new Restorer(index);
  const format = await logFormatOf(logFileIn(dir), settings.wrappingKeys);
  const file = LogFile.open(dir, format, (position, bytes) => restorer.restore(position, bytes));
  const store = new Store(index, new Pages(file, pagesMax), file, settings);
  if (index.count === 0) writeFirstEvent(store);
  const close = async (): Promise<void> => {
    await store.commits.drained();
    await file.close();
  };
  return { store, close };
}

/** Like a real server, a new store begins with an event of its own, so nobody comes to rely on $all without. */
function writeFirstEvent(store: Store): void {
  const event = {
    id: newEventId(),
    type: Buffer.from(metadataType),
    isJson: true,
    data: Buffer.from('{"$maxAge":2592000}'),
    metadata: Buffer.alloc(0),
  };
  store.append({ stream: metaStreamOf('$scavenges'), expected: 'no_stream', events: [event] }, () => {});
}
