import { Empty, StreamIdentifier, UUID } from '@eventstore/db-client/generated/shared_pb';
import { ReadResp } from '@eventstore/db-client/generated/streams_pb';
import {
  assert,
  boolean,
  dictionary,
  maxSafeNat,
  property,
  record,
  string,
  uint8Array,
  uuid,
} from 'fast-check';
import { eventInAnswer } from '@streams/event-in-answer';

const text = string({ unit: 'grapheme' });
const bytes = uint8Array({ maxLength: 400 });

const events = record({
  id: uuid(),
  stream: string({ unit: 'grapheme', minLength: 1 }),
  revision: maxSafeNat(),
  type: text,
  others: dictionary(text, text),
  data: bytes,
  metadata: bytes,
  prepare: maxSafeNat(),
  commit: maxSafeNat(),
  hasPosition: boolean(),
});
type Event = Parameters<Parameters<typeof events.filter>[0]>[0];

/** The answer as the client's classes write it. */
function answerOf(event: Event): ReadResp {
  const recorded = new ReadResp.ReadEvent.RecordedEvent();
  const id = new UUID();
  id.setString(event.id);
  recorded.setId(id);
  const stream = new StreamIdentifier();
  stream.setStreamName(Buffer.from(event.stream));
  recorded.setStreamIdentifier(stream);
  recorded.setStreamRevision(String(event.revision));
  recorded.setPreparePosition(String(event.prepare));
  recorded.setCommitPosition(String(event.commit));
  for (const [key, value] of Object.entries(event.others)) recorded.getMetadataMap().set(key, value);
  recorded.getMetadataMap().set('type', event.type);
  recorded.setCustomMetadata(event.metadata);
  recorded.setData(event.data);
  const read = new ReadResp.ReadEvent();
  read.setEvent(recorded);
  if (event.hasPosition) read.setCommitPosition(String(event.commit));
  else read.setNoPosition(new Empty());
  const answer = new ReadResp();
  answer.setEvent(read);
  return answer;
}

const example: Event = {
  id: '01930000-0000-7000-8000-000000000001',
  stream: 'journal-acme',
  revision: 7,
  type: 'TransactionPosted',
  others: { 'content-type': 'application/json' },
  data: Buffer.from('{}'),
  metadata: Buffer.from('seal'),
  prepare: 8,
  commit: 9,
  hasPosition: true,
};

const found = (answer: ReadResp) => eventInAnswer(Buffer.from(answer.serializeBinary()));

it('an event is found in an answer as it was written there', () => {
  assert(
    property(events, (event) => {
      const { id, stream, revision, type, data, metadata, prepare, commit } = event;
      const answer = found(answerOf(event))!;
      expect({ ...answer, data: [...answer.data], metadata: [...answer.metadata] }).toEqual({
        ...{ id, stream, revision, type, data: [...data], metadata: [...metadata] },
        position: { commit: BigInt(commit), prepare: BigInt(prepare) },
      });
    }),
  );
});

it('what is no event, or not one of a journal, is left to the client', () => {
  const caughtUp = new ReadResp();
  caughtUp.setCaughtUp(new ReadResp.CaughtUp());
  const structured = answerOf(example);
  const id = new UUID();
  id.setStructured(new UUID.Structured());
  structured.getEvent()!.getEvent()!.setId(id);
  const resolved = answerOf(example);
  resolved.getEvent()!.setLink(new ReadResp.ReadEvent.RecordedEvent());
  const [nameless, nowhere] = [answerOf(example), answerOf(example)];
  nameless.getEvent()!.getEvent()!.clearId();
  nowhere.getEvent()!.getEvent()!.clearStreamIdentifier();
  const farAway = answerOf(example);
  farAway.getEvent()!.getEvent()!.setCommitPosition('9007199254740992');
  for (const answer of [caughtUp, structured, resolved, nameless, nowhere, farAway])
    expect(found(answer)).toBeUndefined();
  expect(eventInAnswer(Buffer.alloc(0))).toBeUndefined();
});

it('an answer that was cut off is no event', () => {
  const whole = Buffer.from(answerOf(example).serializeBinary());
  for (let length = 0; length < whole.length; length += 1)
    expect(eventInAnswer(whole.subarray(0, length))).toBeUndefined();
});
