import { FileRefused } from '@files/file-refused';
import { readRateFeed, type FeedFormat } from '@rate-feeds/read-rate-feed';
import { Failure } from '../failure';
import { showProgress } from '../progress';
import type { FeedReport } from './feed-report';
import { openSource } from './feed-source';
import type { RatePublisher } from './rate-publisher';

/** A file or an address, and how it is to be read. */
export interface Feed {
  readonly name: string;
  readonly format: FeedFormat;
}

/**
 * Publishes every set of a feed, in its order, until the end or until nobody wants the rest any more.
 * @throws Failure where the file is refused as a whole, or the source or the API does not answer
 */
export async function runFeed(
  { name, format }: Feed,
  publisher: RatePublisher,
  report: FeedReport,
  isStopped: () => boolean,
): Promise<void> {
  const { chunks, size } = await openSource(name);
  const bar = showProgress('rates', size);
  let bytes = 0;
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      bytes += chunk.length;
      yield chunk;
    }
  }
  try {
    for await (const record of readRateFeed(counted(), format)) {
      if (isStopped()) return;
      if (record.kind === 'set') await publisher.publish(record, report);
      else report.leftOut.push(record);
      bar.at(bytes, `${(report.sets + report.setsBefore).toLocaleString('en')} sets`);
    }
  } catch (error) {
    throw error instanceof FileRefused ? new Failure(`${name}: ${error.message}`) : error;
  } finally {
    bar.end();
  }
}
