/**
 * BatchAppend by hand: requests are taken apart without copying, answers are put together from bytes.
 * (event_store.client.streams BatchAppendReq and BatchAppendResp; statuses are google.rpc.Status)
 */
import type { ExpectedRevision } from '../streams/append-decision';
import type { AppendOutcome } from '../streams/store';
import { eventIdFromHalves, eventIdFromText, type EventId } from './event-id';
import type { ProposedEvent } from './stored-event';
import { lengthDelimited, numberField, WireReader } from './wire';

export interface BatchOptions {
  readonly stream: string;
  readonly expected: ExpectedRevision;
  /** When the client gives up, in milliseconds since the epoch; undefined when it said nothing. */
  readonly deadlineMs: number | undefined;
}

export interface BatchRequest {
  /** The UUID message as sent, to be sent back. */
  readonly correlation: Buffer;
  readonly options: BatchOptions | undefined;
  readonly proposed: readonly Buffer[];
  readonly isFinal: boolean;
}

const empty: Buffer = Buffer.alloc(0);
const applicationJson = Buffer.from('application/json');

/** Throws RangeError on bytes that are no such message. */
export function decodeBatchRequest(bytes: Buffer, nowMs: number): BatchRequest {
  const reader = new WireReader(bytes);
  const request = { correlation: empty, options: undefined as BatchOptions | undefined, isFinal: false };
  const proposed: Buffer[] = [];
  while (!reader.done) {
    const tag = reader.varint();
    if (tag === 0x0a) request.correlation = reader.field();
    else if (tag === 0x12) request.options = decodeOptions(reader.field(), nowMs);
    else if (tag === 0x1a) proposed.push(reader.field());
    else if (tag === 0x20) request.isFinal = reader.varint() !== 0;
    else reader.skip(tag);
  }
  return { ...request, proposed };
}

/** Throws an Error with the sentence the real server puts into its BadRequest. */
export function decodeProposed(bytes: Buffer): ProposedEvent {
  const reader = new WireReader(bytes);
  const event = { type: empty, contentType: empty, data: empty, metadata: empty };
  let id: EventId | undefined;
  while (!reader.done) {
    const tag = reader.varint();
    if (tag === 0x0a) id = decodeUuid(reader.field());
    else if (tag === 0x12) decodeMapEntry(reader.field(), event);
    else if (tag === 0x1a) event.metadata = reader.field();
    else if (tag === 0x22) event.data = reader.field();
    else reader.skip(tag);
  }
  if (!id) throw new Error("Value cannot be null. (Parameter 'dto')");
  if (event.type.length === 0) throw new Error("Empty eventType provided. (Parameter 'eventType')");
  const isJson = event.contentType.equals(applicationJson);
  return { id, type: event.type, isJson, data: event.data, metadata: event.metadata };
}

/** A UUID message, in either of its two forms. */
function decodeUuid(bytes: Buffer): EventId {
  const reader = new WireReader(bytes);
  const tag = reader.varint();
  if (tag === 0x12) return eventIdFromText(reader.field());
  const structured = new WireReader(reader.field());
  const halves = [0n, 0n];
  while (!structured.done) {
    const half = structured.varint() >> 3;
    halves[half - 1] = bigVarint(structured);
  }
  return eventIdFromHalves(halves[0] as bigint, halves[1] as bigint);
}

export function successAnswer(
  correlation: Buffer,
  streamName: Buffer,
  outcome: AppendOutcome & { kind: 'done' },
): Buffer {
  const revision =
    outcome.lastRevision < 0 ? lengthDelimited(0x12, empty) : numberField(0x08, outcome.lastRevision);
  const position = lengthDelimited(
    0x1a,
    Buffer.concat([numberField(0x08, outcome.position), numberField(0x10, outcome.position)]),
  );
  return answer(correlation, 0x1a, Buffer.concat([revision, position]), streamName);
}

/** google.rpc.Status details an append can fail with. */
export type BatchError =
  | { readonly kind: 'wrong-revision'; readonly expected: ExpectedRevision; readonly current: number }
  | { readonly kind: 'stream-deleted' }
  | { readonly kind: 'access-denied' }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'too-big'; readonly maxBytes: number }
  | { readonly kind: 'bad-request'; readonly message: string }
  | { readonly kind: 'not-handled'; readonly message: string };

export function errorAnswer(correlation: Buffer, streamName: Buffer, error: BatchError): Buffer {
  return answer(correlation, 0x12, statusOf(error, streamName), streamName);
}

function answer(correlation: Buffer, tag: number, content: Buffer, streamName: Buffer): Buffer {
  return Buffer.concat([
    lengthDelimited(0x0a, correlation),
    lengthDelimited(tag, content),
    lengthDelimited(0x22, lengthDelimited(0x1a, streamName)),
  ]);
}

function statusOf(error: BatchError, streamName: Buffer): Buffer {
  switch (error.kind) {
    case 'wrong-revision':
      return status(6, 'WrongExpectedVersion', wrongExpectedVersion(error.expected, error.current));
    case 'stream-deleted':
      return status(5, 'StreamDeleted', lengthDelimited(0x0a, lengthDelimited(0x1a, streamName)));
    case 'access-denied':
      return status(7, 'AccessDenied', empty);
    case 'timeout':
      return status(4, 'Timeout', empty);
    case 'too-big':
      return status(3, 'MaximumAppendSizeExceeded', numberField(0x08, error.maxBytes));
    case 'bad-request':
      return status(3, 'BadRequest', lengthDelimited(0x0a, Buffer.from(error.message)));
    case 'not-handled':
      return status(0, error.message, empty, 'google.protobuf.Empty');
  }
}

function status(
  code: number,
  message: string,
  details: Buffer,
  type = `event_store.client.${message}`,
): Buffer {
  const any = [
    lengthDelimited(0x0a, Buffer.from(`type.googleapis.com/${type}`)),
    lengthDelimited(0x12, details),
  ];
  return Buffer.concat([
    ...(code === 0 ? [] : [numberField(0x08, code)]),
    lengthDelimited(0x12, Buffer.from(message)),
    lengthDelimited(0x1a, Buffer.concat(any)),
  ]);
}

function wrongExpectedVersion(expected: ExpectedRevision, current: number): Buffer {
  const currentField = current < 0 ? lengthDelimited(0x12, empty) : numberField(0x08, current);
  if (typeof expected === 'number') return Buffer.concat([currentField, numberField(0x18, expected)]);
  const tag = { any: 0x22, stream_exists: 0x2a, no_stream: 0x32 }[expected];
  return Buffer.concat([currentField, lengthDelimited(tag, empty)]);
}

function decodeOptions(bytes: Buffer, nowMs: number): BatchOptions {
  const reader = new WireReader(bytes);
  let stream = '';
  let expected: ExpectedRevision | undefined;
  let deadlineMs: number | undefined;
  while (!reader.done) {
    const tag = reader.varint();
    if (tag === 0x0a) stream = decodeStreamIdentifier(reader.field());
    else if (tag === 0x10) expected = reader.varint();
    else if (tag === 0x32) deadlineMs = decodeTime(reader.field());
    else if (tag === 0x4a) deadlineMs = nowMs + decodeTime(reader.field());
    else {
      const named = ({ 0x1a: 'no_stream', 0x22: 'any', 0x2a: 'stream_exists' } as const)[tag as 0x1a];
      if (named) expected = named;
      reader.skip(tag);
    }
  }
  if (expected === undefined) throw new Error("'None' is not a valid expected stream position");
  return { stream, expected, deadlineMs };
}

/** StreamIdentifier { 3: bytes name } */
function decodeStreamIdentifier(bytes: Buffer): string {
  const reader = new WireReader(bytes);
  while (!reader.done) {
    const tag = reader.varint();
    if (tag === 0x1a) return reader.field().toString('utf8');
    reader.skip(tag);
  }
  return '';
}

/** google.protobuf.Timestamp and Duration look alike: { 1: seconds, 2: nanoseconds }. */
function decodeTime(bytes: Buffer): number {
  const reader = new WireReader(bytes);
  let milliseconds = 0;
  while (!reader.done) {
    const tag = reader.varint();
    const value = Number(BigInt.asIntN(64, bigVarint(reader)));
    milliseconds += tag === 0x08 ? value * 1000 : value / 1_000_000;
  }
  return milliseconds;
}

function decodeMapEntry(entry: Buffer, event: { type: Buffer; contentType: Buffer }): void {
  const reader = new WireReader(entry);
  let key = empty;
  let value = empty;
  while (!reader.done) {
    const tag = reader.varint();
    if (tag === 0x0a) key = reader.field();
    else value = reader.field();
  }
  const name = key.toString('latin1');
  if (name === 'type') event.type = value;
  else if (name === 'content-type') event.contentType = value;
}

function bigVarint(reader: WireReader): bigint {
  let value = 0n;
  for (let shift = 0n; shift < 70n; shift += 7n) {
    const byte = reader.bytes[reader.at] as number;
    reader.at += 1;
    value |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) return value;
  }
  return value;
}
