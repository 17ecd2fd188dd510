/** The Append call: one append per call, options first, then one message per event. */
import type { sendUnaryData, ServerReadableStream } from '@grpc/grpc-js';
import shared from '@eventstore/db-client/generated/shared_pb';
import streams from '@eventstore/db-client/generated/streams_pb';
import type { Faults } from '../faults';
import { eventIdFromHalves, eventIdFromText } from '../protocol/event-id';
import {
  accessDenied,
  badRequest,
  type GrpcStatus,
  maximumAppendSizeExceeded,
  missingMetadataProperty,
  notLeader,
  statusOf,
  streamDeleted,
  unavailable,
  unknownError,
  aborted,
} from '../protocol/status';
import type { ProposedEvent } from '../protocol/stored-event';
import type { ExpectedRevision } from '../streams/append-decision';
import type { AppendOutcome, Store } from '../streams/store';
import { appendWithFault, type Replies } from './append-with-fault';
import type { AppendOptions } from './batch-append';
import { dropConnection } from './http2-stream';
import { expectedOf, streamNameOf } from './request-options';

export interface AppendServing {
  readonly store: Store;
  readonly faults: Faults;
  readonly settings: AppendOptions;
}

type Call = ServerReadableStream<streams.AppendReq, streams.AppendResp>;
type End = (error: GrpcStatus | null, response?: streams.AppendResp) => void;

/** Serves one call. */
export function serveAppend(
  serving: AppendServing,
  call: Call,
  answer: sendUnaryData<streams.AppendResp>,
): void {
  const { maxAppendBytes } = serving.settings;
  let head: streams.AppendReq.Options | undefined;
  const events: ProposedEvent[] = [];
  let dataBytes = 0;
  let isOver = false;
  const end: End = (error, response) => {
    if (isOver) return;
    isOver = true;
    answer(error, response);
  };
  call.on('data', (message: streams.AppendReq) => {
    try {
      head ??= message.getOptions();
      const proposed = message.getProposedMessage();
      if (!proposed || isOver) return;
      const event = proposedEventOf(proposed);
      events.push(event);
      dataBytes += event.data.length;
      if (dataBytes > maxAppendBytes) end(maximumAppendSizeExceeded(maxAppendBytes));
    } catch (error) {
      end(statusOf(error));
    }
  });
  call.on('end', () => {
    if (!isOver) finish(serving, call, { head, events }, end);
  });
}

interface Received {
  readonly head: streams.AppendReq.Options | undefined;
  readonly events: readonly ProposedEvent[];
}

function finish({ store, faults }: AppendServing, call: Call, { head, events }: Received, end: End): void {
  const expected = head && expectedOf(head, head.getRevision());
  if (!head || expected === undefined) return end(badRequest("'None' is not a valid expected revision"));
  const append = { stream: streamNameOf(head), expected, events };
  if (append.stream === '') return end(unknownError('Exception was thrown by handler.'));
  appendWithFault(store, faults, append, repliesOf(append, end, call));
}

function repliesOf(append: { stream: string; expected: ExpectedRevision }, end: End, call: object): Replies {
  return {
    outcome: (outcome) => {
      if (outcome.kind === 'stream-deleted') end(streamDeleted(append.stream));
      else end(null, responseOf(outcome, append.expected));
    },
    notHandled: (message) => end(unavailable(message === 'Server Is Busy' ? 'Server Is Too Busy' : message)),
    accessDenied: () => end(accessDenied()),
    timeout: () => end(aborted('Prepare phase timeout.')),
    notLeader: (host, port) => end(notLeader(host, port)),
    closeCall: () => end(null, new streams.AppendResp()),
    dropConnection: () => dropConnection(call),
  };
}

function proposedEventOf(message: streams.AppendReq.ProposedMessage): ProposedEvent {
  const metadata = message.getMetadataMap();
  const type = metadata.get('type');
  const contentType = metadata.get('content-type');
  if (type === undefined) throw missingMetadataProperty('type');
  if (contentType === undefined) throw missingMetadataProperty('content-type');
  if (type === '') throw new Error('Empty eventType provided.');
  const id = message.getId();
  const structured = id?.getStructured();
  return {
    id: structured
      ? eventIdFromHalves(
          BigInt(structured.getMostSignificantBits()),
          BigInt(structured.getLeastSignificantBits()),
        )
      : eventIdFromText(Buffer.from(id?.getString() ?? '', 'latin1')),
    type: Buffer.from(type),
    isJson: contentType === 'application/json',
    data: Buffer.from(message.getData_asU8()),
    metadata: Buffer.from(message.getCustomMetadata_asU8()),
  };
}

function responseOf(
  outcome: Exclude<AppendOutcome, { kind: 'stream-deleted' }>,
  expected: ExpectedRevision,
): streams.AppendResp {
  const response = new streams.AppendResp();
  if (outcome.kind === 'done') {
    const success = new streams.AppendResp.Success();
    if (outcome.lastRevision < 0) success.setNoStream(new shared.Empty());
    else success.setCurrentRevision(String(outcome.lastRevision));
    const position = new streams.AppendResp.Position();
    position.setCommitPosition(String(outcome.position));
    position.setPreparePosition(String(outcome.position));
    success.setPosition(position);
    response.setSuccess(success);
    return response;
  }
  const wrong = new streams.AppendResp.WrongExpectedVersion();
  if (outcome.current < 0) wrong.setCurrentNoStream(new shared.Empty());
  else wrong.setCurrentRevision(String(outcome.current));
  if (expected === 'any') wrong.setExpectedAny(new shared.Empty());
  else if (expected === 'stream_exists') wrong.setExpectedStreamExists(new shared.Empty());
  else if (expected === 'no_stream') wrong.setExpectedNoStream(new shared.Empty());
  else wrong.setExpectedRevision(String(expected));
  response.setWrongExpectedVersion(wrong);
  return response;
}
