import { FileNotReadable } from './file-not-readable';

const mebibyte = 1 << 20;

/** Largest file, also when it is unpacked. */
export const bytesMax = 256 * mebibyte;
/** Most records of a file: lines, advices, breaks, statements and notes. */
export const recordsMax = 1_000_000;
/** Deepest element of XML: the time of the parser grows with the square of the depth. */
export const depthMax = 64;
/** Longest attribute, in characters, and most attributes of one element. */
export const attributeMax = 4_096;
export const attributesMax = 64;
/** Longest text without an event: the parser keeps it in memory. */
export const textMax = mebibyte;
/** Most elements that are kept at once, and most fields of one record. */
export const elementsMax = 100_000;
export const fieldsMax = 1_000;
/** Most details of one entry, which are kept until its end. */
export const detailsMax = 100_000;
/** Most files in a zip. */
export const zippedFilesMax = 1_000;

/** Passes chunks on. @throws FileNotReadable behind the largest size */
export async function* withinBytes(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > bytesMax) throw new FileNotReadable(`has more than ${bytesMax / mebibyte} MiB`);
    yield chunk;
  }
}

/** Passes records on. @throws FileNotReadable behind the most */
export async function* withinRecords<Record>(records: AsyncIterable<Record>): AsyncGenerator<Record> {
  let count = 0;
  for await (const record of records) {
    count += 1;
    if (count > recordsMax)
      throw new FileNotReadable(`has more than ${recordsMax.toLocaleString('en')} records`);
    yield record;
  }
}
