/** The Delete (soft) and Tombstone (hard) calls. */
import type { sendUnaryData, ServerUnaryCall } from '@grpc/grpc-js';
import streams from '@eventstore/db-client/generated/streams_pb';
import { badRequest, streamDeleted, wrongExpectedVersion } from '../protocol/status';
import type { AppendOutcome, Store } from '../streams/store';
import { expectedNumber, expectedOf, streamNameOf } from './request-options';

type Options = streams.DeleteReq.Options | streams.TombstoneReq.Options;

export function serveDelete(
  store: Store,
  call: ServerUnaryCall<streams.DeleteReq, streams.DeleteResp>,
  answer: sendUnaryData<streams.DeleteResp>,
): void {
  remove(store, 'delete', call.request.getOptions(), (error, positionText) => {
    if (error) return answer(error);
    const response = new streams.DeleteResp();
    response.setPosition(withPosition(new streams.DeleteResp.Position(), positionText));
    answer(null, response);
  });
}

export function serveTombstone(
  store: Store,
  call: ServerUnaryCall<streams.TombstoneReq, streams.TombstoneResp>,
  answer: sendUnaryData<streams.TombstoneResp>,
): void {
  remove(store, 'tombstone', call.request.getOptions(), (error, positionText) => {
    if (error) return answer(error);
    const response = new streams.TombstoneResp();
    response.setPosition(withPosition(new streams.TombstoneResp.Position(), positionText));
    answer(null, response);
  });
}

type Removed = (error: ReturnType<typeof badRequest> | null, positionText: string) => void;

function remove(
  store: Store,
  how: 'delete' | 'tombstone',
  options: Options | undefined,
  done: Removed,
): void {
  const expected = options && expectedOf(options, options.getRevision());
  const name = options ? streamNameOf(options) : '';
  if (!options || expected === undefined || name === '') {
    return done(badRequest("'None' is not a valid expected revision"), '');
  }
  store[how](name, expected, (outcome: AppendOutcome) => {
    if (outcome.kind === 'done') return done(null, String(outcome.position));
    if (outcome.kind === 'stream-deleted') return done(streamDeleted(name), '');
    done(wrongExpectedVersion(name, expectedNumber(expected), outcome.current), '');
  });
}

function withPosition<P extends streams.DeleteResp.Position | streams.TombstoneResp.Position>(
  position: P,
  text: string,
): P {
  position.setCommitPosition(text);
  position.setPreparePosition(text);
  return position;
}
