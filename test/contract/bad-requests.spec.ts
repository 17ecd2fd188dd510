/**
 * What the client must never send, because it hangs on the answer: an event with a bad id or no type, a
 * stream without a name. These go past the client, by the generated calls alone.
 */
import { randomUUID } from 'node:crypto';
import { credentials as grpcCredentials, type ClientDuplexStream } from '@grpc/grpc-js';
import { StreamsClient } from '@eventstore/db-client/generated/streams_grpc_pb';
import shared from '@eventstore/db-client/generated/shared_pb';
import streams from '@eventstore/db-client/generated/streams_pb';
import { againstStores, all, newStream, rejection } from './store-under-test';

type BatchCall = ClientDuplexStream<streams.BatchAppendReq, streams.BatchAppendResp>;

againstStores(['on disk', 'in memory'], (store) => {
  let client: StreamsClient;
  let call: BatchCall;

  beforeEach(() => {
    const address = /esdb:\/\/([^?/]+)/.exec(store.url)?.[1] ?? '';
    client = new StreamsClient(address, grpcCredentials.createInsecure());
    call = client.batchAppend();
    call.on('error', () => {});
  });
  afterEach(() => {
    call.cancel();
    client.close();
  });

  /** Resolves with the next `count` answers. */
  const answers = (count: number) =>
    new Promise<streams.BatchAppendResp[]>((resolve) => {
      const found: streams.BatchAppendResp[] = [];
      call.on('data', (answer: streams.BatchAppendResp) => {
        found.push(answer);
        if (found.length === count) resolve(found);
      });
    });

  const wasBad = (answer: streams.BatchAppendResp | undefined) =>
    answer?.getError()?.getMessage() === 'BadRequest';

  it.each([
    ['whose id is no id', { id: 'not-an-id' }],
    ['whose id is all zeros', { id: '00000000-0000-0000-0000-000000000000' }],
    ['without a type', { type: '' }],
  ])('an event %s is answered twice: bad request at once, a time-out after that', async (_what, given) => {
    const stream = newStream();
    const answered = answers(2);
    call.write(batchRequest(stream, given));
    const [first, second] = await answered;
    expect(wasBad(first)).toBe(true);
    expect(second?.getError()?.getMessage()).toBe('Timeout');
    expect(hexOf(second?.getCorrelationId())).toBe(hexOf(first?.getCorrelationId()));
    expect(await rejection(all(store.client.readStream(stream)))).toMatchObject({ type: 'stream-not-found' });
  });

  it('an append to a stream without a name is a bad request', async () => {
    const answered = answers(1);
    call.write(batchRequest('', {}));
    expect(wasBad((await answered)[0])).toBe(true);
  });

  it('a good append after a bad one, on the same call, is answered as ever', async () => {
    const answered = answers(2);
    call.write(batchRequest(newStream(), { type: '' }));
    call.write(batchRequest(newStream(), {}));
    const [bad, good] = await answered;
    expect(wasBad(bad)).toBe(true);
    expect(good?.getSuccess()?.getCurrentRevision()).toBe('0');
  });

  it('an append call that says nothing of the revision it expects is refused', async () => {
    const error = await new Promise<{ code?: number } | null>((resolve) => {
      const sink = client.append((failure: { code?: number } | null) => resolve(failure));
      const options = new streams.AppendReq.Options();
      options.setStreamIdentifier(identifier(newStream()));
      const request = new streams.AppendReq();
      request.setOptions(options);
      sink.write(request);
      sink.end();
    });
    expect(error?.code).toBe(3);
  });

  it('gets its ids back as two numbers when it asks for that form', async () => {
    const stream = newStream();
    const answered = answers(1);
    const id = randomUUID();
    call.write(batchRequest(stream, { id }));
    await answered;
    const read = client.read(readRequest(stream));
    const [response] = await all(read as unknown as AsyncIterable<streams.ReadResp>);
    const found = response?.getEvent()?.getEvent()?.getId();
    expect(found?.hasStructured()).toBe(true);
    expect(hexOf(found)).toBe(id.replace(/-/g, ''));
  });
});

function batchRequest(stream: string, given: { id?: string; type?: string }): streams.BatchAppendReq {
  const options = new streams.BatchAppendReq.Options();
  options.setStreamIdentifier(identifier(stream));
  options.setAny(new shared.Empty());
  const proposed = new streams.BatchAppendReq.ProposedMessage();
  proposed.setId(uuid(given.id ?? randomUUID()));
  proposed.getMetadataMap().set('type', given.type ?? 'Noted');
  proposed.getMetadataMap().set('content-type', 'application/json');
  proposed.setData(Buffer.from('{}'));
  const request = new streams.BatchAppendReq();
  request.setCorrelationId(uuid(randomUUID()));
  request.setOptions(options);
  request.addProposedMessages(proposed);
  request.setIsFinal(true);
  return request;
}

function readRequest(stream: string): streams.ReadReq {
  const from = new streams.ReadReq.Options.StreamOptions();
  from.setStreamIdentifier(identifier(stream));
  from.setStart(new shared.Empty());
  const ids = new streams.ReadReq.Options.UUIDOption();
  ids.setStructured(new shared.Empty());
  const options = new streams.ReadReq.Options();
  options.setStream(from);
  options.setCount('1');
  options.setNoFilter(new shared.Empty());
  options.setUuidOption(ids);
  const request = new streams.ReadReq();
  request.setOptions(options);
  return request;
}

/** The 32 hex digits of an id in either of its two forms. */
function hexOf(id: shared.UUID | undefined): string {
  const structured = id?.getStructured();
  if (!structured) return id?.getString().replace(/-/g, '') ?? '';
  const half = (text: string) => BigInt.asUintN(64, BigInt(text)).toString(16).padStart(16, '0');
  return half(structured.getMostSignificantBits()) + half(structured.getLeastSignificantBits());
}

function uuid(text: string): shared.UUID {
  const id = new shared.UUID();
  id.setString(text);
  return id;
}

function identifier(stream: string): shared.StreamIdentifier {
  const id = new shared.StreamIdentifier();
  id.setStreamName(Buffer.from(stream).toString('base64'));
  return id;
}
