import type { Readable } from 'node:stream';
import { setImmediate as breath, setTimeout as pause } from 'node:timers/promises';
import { Malformed } from '@commands/input/malformed';
import { parseBulkItem, type KeyedTransaction } from '@commands/transactions/post-transactions';
import { lineBytesMax, linesOf, type Line } from '../edge/lines';
import { RequestProblem } from '../problems/problem';
import { parseStrictJson } from '../edge/strict-json';

/** Items handed to the journal together. */
export const portionMax = 500;

/** A line with more fields and values is no transaction; one of 256 postings has an eighth of it. */
const lineValuesMax = 20_000;

/** A stream is ended once it has more malformed lines, and more of them than others: nobody corrects a million of them. */
const malformedLinesMax = 1_000;

/** The item of a line, or why it has none. */
export type LineItem = KeyedTransaction | Malformed | RequestProblem;

/**
 * The items of a stream of lines, in portions; the last may be a `StreamStopped` that stands for no line. The process
 * answers others between two portions.
 * @param delayMs counts so many lines against the rate of the sender: 0, or how long to wait before asking again
 */
export async function* lineItemsOf(
  body: Readable,
  delayMs: (lines: number) => number,
): AsyncGenerator<readonly LineItem[]> {
  let lineCount = 0;
  let malformedCount = 0;
  for await (const lines of linesOf(chunksOf(body), portionMax)) {
    for (let ms = delayMs(lines.length); ms > 0; ms = delayMs(lines.length)) await pause(ms);
    await breath();
    const items: LineItem[] = [];
    for (const line of lines) {
      const item = itemOf(line);
      items.push(item);
      lineCount++;
      if (item instanceof Error) malformedCount++;
      if (malformedCount > malformedLinesMax && malformedCount * 2 > lineCount) {
        const detail = `${malformedCount} of ${lineCount} lines are malformed; no line after them is read.`;
        items.push(new RequestProblem('StreamStopped', detail, { lines: String(lineCount) }));
        yield items;
        return;
      }
    }
    yield items;
  }
}

/** The chunks of a body. That its sender broke off is no failure of a store, though its socket's error looks like one. */
async function* chunksOf(body: Readable): AsyncGenerator<Buffer> {
  try {
    // A handler that stops reading before the end must still be able to respond on the connection.
    yield* body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  } catch {
    throw new RequestProblem('RequestMalformed', 'The request broke off before its end.', { errors: [] });
  }
}

function itemOf(line: Line): LineItem {
  if (line === 'too long')
    return new RequestProblem('BodyTooLarge', `A line has at most ${lineBytesMax} bytes.`);
  if (line === 'endless')
    return new RequestProblem('StreamStopped', 'The line does not end; nothing after it is read.');
  try {
    return parseBulkItem(parseStrictJson(line, lineValuesMax));
  } catch (error) {
    if (error instanceof Malformed) return error;
    throw error;
  }
}
