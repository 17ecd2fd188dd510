/** Takes events found in the log at start back into the index. */
import { parseStoredEvent } from '../protocol/stored-event';
import { TOMBSTONE_REVISION } from '../protocol/wire';
import { type EventIndex, isMetaStream, originalStreamOf } from './event-index';
import { parseMetadata } from './metadata';

/** Events come in the order of their positions; `bytes` may be reused afterwards. */
export function restoreEvent(index: EventIndex, position: number, bytes: Buffer): void {
  const event = parseStoredEvent(bytes);
  const stream = index.stream(event.stream.toString('utf8'));
  const isTombstone = event.revision === TOMBSTONE_REVISION;
  index.add(position, stream, index.type(event.type), isTombstone);
  if (isTombstone) stream.written.tombstoned = true;
  else stream.written.lastRevision = event.revision;
  if (!isMetaStream(stream.name)) return;
  const original = index.stream(originalStreamOf(stream.name));
  original.metadata = parseMetadata(event.data);
  original.written.metadata = original.metadata;
  original.written.metadataJson = Buffer.from(event.data);
}
