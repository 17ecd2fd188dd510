/** Takes events found in the log at start back into the index. */
import { parseStoredEvent } from '../protocol/stored-event';
import { tombstoneRevision } from '../protocol/wire';
import { type EventIndex, type EventType, isMetaStream, originalStreamOf, type Stream } from './event-index';
import { parseMetadata } from './metadata';

export class Restorer {
  private readonly streams = new LastSeen<Stream>((name) => this.index.stream(name));
  private readonly types = new LastSeen<EventType>((name) => this.index.type(name));

  constructor(private readonly index: EventIndex) {}

  /** Events come in the order of their positions; `bytes` may be reused afterwards. */
  restore(position: number, bytes: Buffer): void {
    const event = parseStoredEvent(bytes);
    const stream = this.streams.of(event.stream);
    const isTombstone = event.revision === tombstoneRevision;
    this.index.add(position, stream, this.types.of(event.type), isTombstone);
    if (isTombstone) stream.written.tombstoned = true;
    else stream.written.lastRevision = event.revision;
    if (isMetaStream(stream.name)) this.restoreMetadata(stream.name, event.data);
  }

  private restoreMetadata(metaStream: string, json: Buffer): void {
    const original = this.index.stream(originalStreamOf(metaStream));
    original.metadata = parseMetadata(json);
    original.written.metadata = original.metadata;
    original.written.metadataJson = Buffer.from(json);
  }
}

/** Most events have the stream and type of the one before: comparing bytes is cheaper than making a string. */
class LastSeen<T> {
  private bytes: Buffer = Buffer.alloc(0);
  private value: T | undefined;

  constructor(private readonly find: (name: string) => T) {}

  of(bytes: Buffer): T {
    if (this.value !== undefined && this.bytes.equals(bytes)) return this.value;
    this.bytes = Buffer.from(bytes);
    this.value = this.find(bytes.toString('utf8'));
    return this.value;
  }
}
