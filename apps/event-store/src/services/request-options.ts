/** The options that append, delete and tombstone requests have in common. */
import type { StreamIdentifier } from '@eventstore/db-client/generated/shared_pb';
import type { ExpectedRevision } from '../streams/append-decision';

interface ExpectingOptions {
  getStreamIdentifier(): StreamIdentifier | undefined;
  hasRevision(): boolean;
  hasNoStream(): boolean;
  hasAny(): boolean;
  hasStreamExists(): boolean;
}

export function streamNameOf(options: ExpectingOptions): string {
  return Buffer.from(options.getStreamIdentifier()?.getStreamName_asU8() ?? []).toString('utf8');
}

/** Undefined when the request does not say what it expects. */
export function expectedOf(options: ExpectingOptions, revision: string): ExpectedRevision | undefined {
  if (options.hasRevision()) return Number(revision);
  if (options.hasNoStream()) return 'no_stream';
  if (options.hasAny()) return 'any';
  return options.hasStreamExists() ? 'stream_exists' : undefined;
}

/** The numbers the real server names in error texts: -1 no_stream, -2 any, -4 stream_exists. */
export function expectedNumber(expected: ExpectedRevision): number {
  return typeof expected === 'number' ? expected : { no_stream: -1, any: -2, stream_exists: -4 }[expected];
}
