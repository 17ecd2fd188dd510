/**
 * What is kept in memory of every event: position, stream and type (16 bytes), and per stream the ordinal
 * of each revision (4 bytes). Payloads stay in the log. An ordinal counts all events from 0.
 */
import { streamFieldOf, typeFieldOf } from '../protocol/stored-event';
import { NumberList } from '../storage/number-list';
import { metadataOfMetadata, noMetadata, type StreamMetadata } from './metadata';

/** One stream. What readers see moves only when events are durable; the writer's view runs ahead of it. */
export interface Stream {
  readonly number: number;
  readonly name: string;
  /** The stream's name as it is written into every event. */
  readonly field: Buffer;
  /** Ordinal of each durable revision. */
  readonly ordinals: NumberList;
  metadata: StreamMetadata;
  /** Ordinal of the tombstone, once durable. */
  tombstone: number | undefined;
  readonly written: {
    lastRevision: number;
    metadata: StreamMetadata;
    metadataJson: Buffer;
    tombstoned: boolean;
  };
}

export interface EventType {
  readonly number: number;
  readonly name: string;
  readonly field: Buffer;
}

export class EventIndex {
  readonly positions = new NumberList(Float64Array);
  readonly streamNumbers = new NumberList(Uint32Array);
  readonly typeNumbers = new NumberList(Uint32Array);
  readonly streams: Stream[] = [];
  readonly types: EventType[] = [];
  private readonly streamsByName = new Map<string, Stream>();
  private readonly typesByName = new Map<string, EventType>();

  /** How many events are durable. */
  get count(): number {
    return this.positions.length;
  }

  find(name: string): Stream | undefined {
    return this.streamsByName.get(name);
  }

  stream(name: string): Stream {
    const known = this.streamsByName.get(name);
    if (known) return known;
    const metadata = isMetaStream(name) ? metadataOfMetadata : noMetadata;
    const stream: Stream = {
      number: this.streams.length,
      name,
      field: streamFieldOf(Buffer.from(name)),
      ordinals: new NumberList(Uint32Array),
      metadata,
      tombstone: undefined,
      written: { lastRevision: -1, metadata, metadataJson: noJson, tombstoned: false },
    };
    this.streams.push(stream);
    this.streamsByName.set(name, stream);
    return stream;
  }

  type(name: string): EventType {
    const known = this.typesByName.get(name);
    if (known) return known;
    const type = { number: this.types.length, name, field: typeFieldOf(name) };
    this.types.push(type);
    this.typesByName.set(name, type);
    return type;
  }

  /** Makes a durable event visible to readers. */
  add(position: number, stream: Stream, type: EventType, isTombstone: boolean): void {
    const ordinal = this.count;
    if (isTombstone) stream.tombstone = ordinal;
    else stream.ordinals.push(ordinal);
    this.streamNumbers.push(stream.number);
    this.typeNumbers.push(type.number);
    this.positions.push(position);
  }
}

const noJson = Buffer.from('{}');

export function isMetaStream(name: string): boolean {
  return name.startsWith('$$');
}

export function metaStreamOf(name: string): string {
  return `$$${name}`;
}

export function originalStreamOf(metaStream: string): string {
  return metaStream.slice(2);
}
