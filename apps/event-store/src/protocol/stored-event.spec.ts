import { randomUUID } from 'node:crypto';
import { ReadResp } from '@eventstore/db-client/generated/streams_pb';
import { eventIdFromText } from './event-id';
import { withStructuredIds } from './read-responses';
import {
  createdFieldOf,
  createdMsOf,
  parseStoredEvent,
  type ProposedEvent,
  storedEventLength,
  streamFieldOf,
  typeFieldOf,
  writeStoredEvent,
} from './stored-event';
import { tombstoneRevision } from './wire';

const eventId = randomUUID();
const createdMs = 1_795_000_000_123;

function stored(
  given: Partial<ProposedEvent>,
  numbers: { revision: number; position: number; stream?: string },
): Buffer {
  const event: ProposedEvent = {
    id: eventIdFromText(Buffer.from(eventId)),
    type: Buffer.from('Noted'),
    isJson: true,
    data: Buffer.from('{"n":1}'),
    metadata: Buffer.from('{"by":"x"}'),
    ...given,
  };
  const place = {
    streamField: streamFieldOf(Buffer.from(numbers.stream ?? 'journal-1')),
    typeField: typeFieldOf(event.type.toString()),
    createdField: createdFieldOf(createdMs),
    revision: numbers.revision,
    position: numbers.position,
  };
  const bytes = Buffer.alloc(storedEventLength(event, place) + 3);
  expect(writeStoredEvent(bytes, 0, event, place)).toBe(bytes.length - 3);
  return bytes.subarray(0, -3);
}

describe('a stored event', () => {
  it.each([
    [0, 64],
    [127, 128],
    [16_384, 2 ** 21],
    [2 ** 31, 2 ** 35],
    [2 ** 31 - 1, 2 ** 49 + 5],
    [tombstoneRevision, 2 ** 52],
  ])('at revision %d and position %d is the ReadResp the generated code reads', (revision, position) => {
    const recorded = ReadResp.deserializeBinary(stored({}, { revision, position })).getEvent()?.getEvent();
    const asText = revision === tombstoneRevision ? '9223372036854775807' : String(revision);
    expect(recorded?.getStreamRevision()).toBe(asText);
    expect(recorded?.getCommitPosition()).toBe(String(position));
    expect(recorded?.getPreparePosition()).toBe(String(position));
    expect(recorded?.getId()?.getString()).toBe(eventId);
    expect(Object.fromEntries(recorded?.getMetadataMap().toArray() ?? [])).toEqual({
      type: 'Noted',
      created: `${createdMs}0000`,
      'content-type': 'application/json',
    });
    expect(Buffer.from(recorded?.getData_asU8() ?? []).toString()).toBe('{"n":1}');
    expect(Buffer.from(recorded?.getCustomMetadata_asU8() ?? []).toString()).toBe('{"by":"x"}');
  });

  it('can be taken apart again', () => {
    const numbers = { revision: 300, position: 70_000, stream: 'ü'.repeat(90) };
    const event = parseStoredEvent(stored({ data: Buffer.alloc(70_000, 1) }, numbers));
    expect(event.stream.toString()).toBe(numbers.stream);
    expect(event.idText.toString()).toBe(eventId);
    expect([event.revision, event.position]).toEqual([300, 70_000]);
    expect(event.type.toString()).toBe('Noted');
    expect(createdMsOf(event)).toBe(createdMs);
    expect(event.data).toHaveLength(70_000);
  });

  it('leaves empty data and metadata out', () => {
    const bytes = stored(
      { data: Buffer.alloc(0), metadata: Buffer.alloc(0), isJson: false },
      { revision: 0, position: 1 },
    );
    const recorded = ReadResp.deserializeBinary(bytes).getEvent()?.getEvent();
    expect(recorded?.getData_asU8()).toHaveLength(0);
    expect(recorded?.getMetadataMap().get('content-type')).toBe('application/octet-stream');
  });

  it('can be given ids as two numbers', () => {
    const bytes = withStructuredIds(stored({}, { revision: 5, position: 64 }));
    const event = ReadResp.deserializeBinary(bytes).getEvent();
    const id = event?.getEvent()?.getId()?.getStructured();
    const hex = eventId.replace(/-/g, '');
    expect(BigInt.asUintN(64, BigInt(id?.getMostSignificantBits() ?? 0))).toBe(
      BigInt(`0x${hex.slice(0, 16)}`),
    );
    expect(BigInt.asUintN(64, BigInt(id?.getLeastSignificantBits() ?? 0))).toBe(BigInt(`0x${hex.slice(16)}`));
    expect(event?.getEvent()?.getStreamRevision()).toBe('5');
    expect(event?.getCommitPosition()).toBe('64');
  });
});
