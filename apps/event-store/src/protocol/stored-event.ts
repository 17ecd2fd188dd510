/**
 * An event is stored as the very bytes that answer a read of it: a ReadResp message of
 * event_store.client.streams with its event, position and string id. Reading is then a copy.
 *
 *   ReadResp { 1: ReadEvent { 1: RecordedEvent, 3: commit position } }
 *   RecordedEvent { 1: UUID{2}, 2: StreamIdentifier{3}, 3: revision, 4: prepare, 5: commit,
 *                   6: map type / created / content-type, 7: custom metadata, 8: data }
 */
import type { EventId } from './event-id';
import { lengthDelimited, varintInto, varintLength, WireReader } from './wire';

/** An event as proposed by a client, its parts still views of the request. */
export interface ProposedEvent {
  readonly id: EventId;
  readonly type: Buffer;
  readonly isJson: boolean;
  readonly data: Buffer;
  readonly metadata: Buffer;
}

/** What the server adds to a proposed event; `streamField` and `typeField` are made once per stream and type. */
export interface EventPlace {
  readonly streamField: Buffer;
  readonly typeField: Buffer;
  readonly revision: number;
  /** Byte offset in the log; commit and prepare position at once. */
  readonly position: number;
  /** "created" map entry, shared by the events of one append. */
  readonly createdField: Buffer;
}

/** Where the parts of a stored event lie, as offsets into `bytes`, and its numbers. */
export interface StoredEvent {
  readonly bytes: Buffer;
  readonly recorded: Buffer;
  readonly idText: Buffer;
  readonly stream: Buffer;
  readonly revision: number;
  readonly position: number;
  readonly type: Buffer;
  /** Decimal digits, in ticks of 100 ns since the Unix epoch. */
  readonly created: Buffer;
  readonly data: Buffer;
}

const idFieldLength = 40;
/** A millisecond is 10,000 ticks. */
const tickDigits = 4;
const jsonField = mapEntry('content-type', 'application/json');
const bytesField = mapEntry('content-type', 'application/octet-stream');

/** RecordedEvent field 2 for a stream name. */
export function streamFieldOf(name: Buffer): Buffer {
  return lengthDelimited(0x12, lengthDelimited(0x1a, name));
}

/** RecordedEvent field 6 with the event's type. */
export function typeFieldOf(type: string): Buffer {
  return mapEntry('type', type);
}

/** RecordedEvent field 6 with the time of recording, in ticks of 100 ns since the Unix epoch. */
export function createdFieldOf(nowMs: number): Buffer {
  return mapEntry('created', `${nowMs}${'0'.repeat(tickDigits)}`);
}

/** Bytes `writeStoredEvent` will need. */
export function storedEventLength(event: ProposedEvent, place: EventPlace): number {
  return lengths(event, place).response;
}

/** Writes the ReadResp bytes at `at` and answers the offset behind them. */
export function writeStoredEvent(
  target: Buffer,
  at: number,
  event: ProposedEvent,
  place: EventPlace,
): number {
  const { readEvent, recorded } = lengths(event, place);
  let next = at;
  target[next] = 0x0a;
  next = varintInto(target, next + 1, readEvent);
  target[next] = 0x0a;
  next = varintInto(target, next + 1, recorded);
  target[next] = 0x0a;
  target[next + 1] = 38;
  target[next + 2] = 0x12;
  target[next + 3] = 36;
  next += 4 + event.id.text.copy(target, next + 4);
  next += place.streamField.copy(target, next);
  target[next] = 0x18;
  next = varintInto(target, next + 1, place.revision);
  target[next] = 0x20;
  next = varintInto(target, next + 1, place.position);
  target[next] = 0x28;
  next = varintInto(target, next + 1, place.position);
  next += place.typeField.copy(target, next);
  next += place.createdField.copy(target, next);
  next += (event.isJson ? jsonField : bytesField).copy(target, next);
  next = writeBytesField(target, next, 0x3a, event.metadata);
  next = writeBytesField(target, next, 0x42, event.data);
  target[next] = 0x18;
  return varintInto(target, next + 1, place.position);
}

/** When an event was recorded, in milliseconds since the Unix epoch. */
export function createdMsOf(event: StoredEvent): number {
  return Number(event.created.toString('latin1').slice(0, -tickDigits));
}

/** Takes a stored event apart without copying; throws RangeError when the bytes are none. */
export function parseStoredEvent(bytes: Buffer): StoredEvent {
  const outer = new WireReader(bytes);
  outer.at = 1;
  const readEventEnd = outer.fieldEnd();
  outer.at += 1;
  const recordedEnd = outer.fieldEnd();
  const reader = new WireReader(bytes, outer.at, recordedEnd);
  const parts = {
    bytes: bytes.subarray(0, readEventEnd),
    recorded: bytes.subarray(outer.at, recordedEnd),
    idText: empty,
    stream: empty,
    revision: 0,
    position: 0,
    type: empty,
    created: empty,
    data: empty,
  };
  while (!reader.done) readRecordedField(reader, parts);
  return parts;
}

const empty: Buffer = Buffer.alloc(0);

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function readRecordedField(reader: WireReader, parts: Mutable<StoredEvent>): void {
  const tag = reader.varint();
  if (tag === 0x0a) parts.idText = reader.field().subarray(2);
  else if (tag === 0x12) parts.stream = streamNameOf(reader.field());
  else if (tag === 0x18) parts.revision = reader.varint();
  else if (tag === 0x28) parts.position = reader.varint();
  else if (tag === 0x32) readMapEntry(reader.field(), parts);
  else if (tag === 0x42) parts.data = reader.field();
  else reader.skip(tag);
}

function streamNameOf(identifier: Buffer): Buffer {
  const reader = new WireReader(identifier);
  reader.at = 1;
  return reader.field();
}

/** The three map entries differ in the length of their key: type 4, created 7, content-type 12. */
function readMapEntry(entry: Buffer, parts: Mutable<StoredEvent>): void {
  const keyLength = entry[1] as number;
  if (keyLength === 4) parts.type = new WireReader(entry, keyLength + 3).field();
  else if (keyLength === 7) parts.created = new WireReader(entry, keyLength + 3).field();
}

function lengths(event: ProposedEvent, place: EventPlace) {
  const position = 1 + varintLength(place.position);
  const recorded =
    idFieldLength +
    place.streamField.length +
    1 +
    varintLength(place.revision) +
    2 * position +
    place.typeField.length +
    place.createdField.length +
    (event.isJson ? jsonField : bytesField).length +
    bytesFieldLength(event.metadata) +
    bytesFieldLength(event.data);
  const readEvent = 1 + varintLength(recorded) + recorded + position;
  return { recorded, readEvent, response: 1 + varintLength(readEvent) + readEvent };
}

function bytesFieldLength(content: Buffer): number {
  return content.length === 0 ? 0 : 1 + varintLength(content.length) + content.length;
}

function writeBytesField(target: Buffer, at: number, tag: number, content: Buffer): number {
  if (content.length === 0) return at;
  target[at] = tag;
  const start = varintInto(target, at + 1, content.length);
  return start + content.copy(target, start);
}

function mapEntry(key: string, value: string): Buffer {
  return lengthDelimited(
    0x32,
    Buffer.concat([lengthDelimited(0x0a, Buffer.from(key)), lengthDelimited(0x12, Buffer.from(value))]),
  );
}
