/** Reads of streams and of $all, in both directions; hands subscriptions on. */
import type { ServerWritableStream } from '@grpc/grpc-js';
import type { ReadReq } from '@eventstore/db-client/generated/streams_pb';
import type { Faults } from '../faults';
import { parseReadRequest, type AllPosition, type ReadRequest } from '../protocol/read-request';
import { streamNotFound } from '../protocol/read-responses';
import { statusOf, streamDeleted, unknownError } from '../protocol/status';
import { isMetaStream, originalStreamOf, type EventIndex } from '../streams/event-index';
import { ordinalFilter } from '../streams/filter';
import type { Store } from '../streams/store';
import { type AnswerOf, answersFor } from './event-answers';
import { Outbox } from './outbox';
import { AllFeed } from './all-feed';
import { StreamFeed } from './stream-feed';
import { runSubscription } from './subscription';
import type { SlowConsumers } from './live-limit';

export interface ReadServing {
  readonly store: Store;
  readonly faults: Faults;
  readonly slowConsumers: SlowConsumers;
  readonly now: () => number;
}

/** Serves one Read call to its end. */
export async function serveRead(
  serving: ReadServing,
  call: ServerWritableStream<ReadReq, Buffer>,
): Promise<void> {
  const { store } = serving;
  const outbox = new Outbox(call, serving.faults, serving.now);
  try {
    const request = parseReadRequest(call.request);
    if (request.count === 'subscription') await subscribe(serving, request, outbox);
    else if (request.target.kind === 'stream') await readStream(store, request, outbox);
    else await readAll(store, request, outbox);
  } catch (error) {
    outbox.fail(statusOf(error));
  }
}

function subscribe(
  { store, slowConsumers }: ReadServing,
  request: ReadRequest,
  outbox: Outbox,
): Promise<void> {
  const { target } = request;
  if (target.kind === 'stream' && isTombstoned(store.index, target.name)) throw streamDeleted(target.name);
  const subscription = { store, request, outbox, slowConsumers };
  const feed =
    target.kind === 'stream'
      ? new StreamFeed(subscription, target.name, target.from)
      : new AllFeed(subscription, target.from);
  return runSubscription(subscription, feed);
}

/** Whether the stream, or the stream this is the metadata of, was tombstoned. */
function isTombstoned(index: EventIndex, name: string): boolean {
  if (index.find(name)?.tombstone !== undefined) return true;
  return isMetaStream(name) && index.find(originalStreamOf(name))?.tombstone !== undefined;
}

async function readStream(store: Store, request: ReadRequest, outbox: Outbox): Promise<void> {
  const { target, backwards } = request;
  if (target.kind !== 'stream' || request.count === 'subscription') return;
  if (request.count === 0 || (target.from === 'end' && !backwards)) {
    throw unknownError('Unexpected ReadStreamResult: Error');
  }
  if (isTombstoned(store.index, target.name)) throw streamDeleted(target.name);
  const stream = store.index.find(target.name);
  const range = store.visibleRange(stream);
  if (!stream || !range) {
    outbox.send(streamNotFound(target.name));
    return outbox.end();
  }
  const asked = target.from === 'start' ? 0 : target.from === 'end' ? range.last : target.from;
  const from = backwards ? Math.min(asked, range.last) : Math.max(asked, range.first);
  const available = backwards ? from - range.first + 1 : range.last - from + 1;
  const answer = answersFor(store, request);
  const step = backwards ? -1 : 1;
  await sendAll(outbox, Math.min(request.count, available), (n) =>
    answer(stream.ordinals.get(from + n * step)),
  );
}

async function readAll(store: Store, request: ReadRequest, outbox: Outbox): Promise<void> {
  const { target, backwards, count } = request;
  if (target.kind !== 'all' || count === 'subscription') return;
  const { index } = store;
  const start = startInAll(index, target.from, backwards);
  const answer = answersFor(store, request);
  if (!request.filter) {
    const available = backwards ? start : index.count - start;
    const first = backwards ? start - 1 : start;
    const step = backwards ? -1 : 1;
    return sendAll(outbox, Math.min(count, available), (n) => answer(first + n * step));
  }
  const accepts = ordinalFilter(index, request.filter);
  await sendFiltered(outbox, { start, end: index.count, backwards, count, accepts, answer });
}

interface FilteredRead {
  readonly start: number;
  readonly end: number;
  readonly backwards: boolean;
  readonly count: number;
  readonly accepts: (ordinal: number) => boolean;
  readonly answer: AnswerOf;
}

async function sendFiltered(outbox: Outbox, read: FilteredRead): Promise<void> {
  const step = read.backwards ? -1 : 1;
  let ordinal = read.backwards ? read.start - 1 : read.start;
  let sent = 0;
  for (; sent < read.count && ordinal >= 0 && ordinal < read.end; ordinal += step) {
    if (!read.accepts(ordinal)) continue;
    outbox.send(read.answer(ordinal));
    sent += 1;
    if (!outbox.isReady) await outbox.ready();
    if (outbox.closed) return;
  }
  outbox.end();
}

async function sendAll(outbox: Outbox, count: number, message: (n: number) => Buffer): Promise<void> {
  for (let n = 0; n < count; n += 1) {
    outbox.send(message(n));
    if (!outbox.isReady) await outbox.ready();
    if (outbox.closed) return;
  }
  outbox.end();
}

/**
 * The ordinal a read of $all begins at: forwards with the event at the position, backwards with the one
 * before it. A position that is not the beginning of an event (or the end of the log) is an error.
 */
function startInAll(index: EventIndex, from: 'start' | 'end' | AllPosition, backwards: boolean): number {
  if (from === 'start') return 0;
  if (from === 'end') return index.count;
  if (from.commit === 0) return 0;
  const ordinal = index.positions.lowerBound(from.commit);
  const isBoundary = ordinal < index.count && index.positions.get(ordinal) === from.commit;
  if (isBoundary || (ordinal === index.count && !backwards)) return ordinal;
  throw unknownError('Unexpected ReadAllResult: Error');
}
