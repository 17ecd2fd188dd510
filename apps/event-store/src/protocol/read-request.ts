/** A Read request in the store's own words. */
import type { ReadReq } from '@eventstore/db-client/generated/streams_pb';
import type { FilterSpec } from '../streams/filter';
import { badRequest } from './status';

export interface AllPosition {
  readonly commit: number;
  readonly prepare: number;
}

export type ReadTarget =
  | { readonly kind: 'stream'; readonly name: string; readonly from: 'start' | 'end' | number }
  | { readonly kind: 'all'; readonly from: 'start' | 'end' | AllPosition };

export interface ReadRequest {
  readonly target: ReadTarget;
  readonly backwards: boolean;
  readonly count: number | 'subscription';
  readonly resolveLinks: boolean;
  readonly structuredIds: boolean;
  readonly filter: FilterSpec | undefined;
  /** Events a subscriber may pass over between two checkpoints. */
  readonly checkpointInterval: number;
}

const defaultWindow = 32;

/** Throws a GrpcStatus when a part the real server insists on is missing. */
export function parseReadRequest(request: ReadReq): ReadRequest {
  const options = request.getOptions();
  if (!options) throw badRequest('`options` is a required argument');
  const uuidOption = options.getUuidOption();
  if (!uuidOption) throw badRequest('`uuidOption` is a required argument');
  const filter = options.getFilter();
  const window = filter?.hasMax() ? filter.getMax() : defaultWindow;
  const isSubscription = options.hasSubscription();
  const backwards = options.getReadDirection() === 1;
  if (isSubscription && backwards)
    throw badRequest('The combination of subscription and backwards is invalid.');
  return {
    target: targetOf(options),
    backwards,
    count: isSubscription ? 'subscription' : Number(options.getCount()),
    resolveLinks: options.getResolveLinks(),
    structuredIds: uuidOption.hasStructured(),
    filter: filter && filterOf(filter),
    checkpointInterval: window * Math.max(1, filter?.getCheckpointintervalmultiplier() ?? 1),
  };
}

function targetOf(options: ReadReq.Options): ReadTarget {
  const stream = options.getStream();
  if (stream) {
    const name = Buffer.from(stream.getStreamIdentifier()?.getStreamName_asU8() ?? []).toString('utf8');
    if (name === '') throw badRequest('`streamName` is a required argument');
    const from = stream.hasStart() ? 'start' : stream.hasEnd() ? 'end' : Number(stream.getRevision());
    return { kind: 'stream', name, from };
  }
  const all = options.getAll();
  if (!all) throw badRequest("'None' is not a valid stream option");
  const position = all.getPosition();
  if (position) {
    const commit = Number(position.getCommitPosition());
    return { kind: 'all', from: { commit, prepare: Number(position.getPreparePosition()) } };
  }
  return { kind: 'all', from: all.hasStart() ? 'start' : 'end' };
}

function filterOf(filter: ReadReq.Options.FilterOptions): FilterSpec {
  const byStream = filter.getStreamIdentifier();
  const expression = byStream ?? filter.getEventType();
  if (!expression) throw badRequest('a filter needs a stream identifier or an event type');
  return {
    on: byStream ? 'stream' : 'type',
    regex: expression.getRegex(),
    prefixes: expression.getPrefixList(),
  };
}
