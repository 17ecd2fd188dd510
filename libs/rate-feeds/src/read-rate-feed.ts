import { FileRefused } from '@files/file-refused';
import { readCsvRates } from './csv';
import { readEcbRates } from './ecb';
import type { FeedRecord } from './rate-feed';

export const feedFormats = ['ecb', 'csv'] as const;
export type FeedFormat = (typeof feedFormats)[number];

const mebibyte = 1 << 20;

/** Largest file: that of the ECB with all days since 1999 has 7 MiB. */
const bytesMax = 64 * mebibyte;

const readers = { csv: readCsvRates, ecb: readEcbRates };

/**
 * The sets of rates of a file, in its order and in constant memory, and whatever in it cannot be read, by its line.
 * @param chunks the bytes of the file, cut anywhere
 * @throws FileRefused where it is not of the format, is too large, or has no rates at all
 */
export async function* readRateFeed(
  chunks: AsyncIterable<Uint8Array>,
  format: FeedFormat,
): AsyncGenerator<FeedRecord> {
  let isEmpty = true;
  for await (const record of readers[format](withinBytes(chunks))) {
    isEmpty = false;
    yield record;
  }
  if (isEmpty) throw new FileRefused('It has no rates.');
}

/** Passes chunks on. @throws FileRefused behind the largest size */
export async function* withinBytes(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > bytesMax) throw new FileRefused(`It has more than ${bytesMax / mebibyte} MiB.`);
    yield chunk;
  }
}
