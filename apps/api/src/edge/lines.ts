import { withoutByteOrderMark } from './strict-json';

/** Longest line that is read, in bytes; a transaction of 256 postings is a quarter of it. */
export const lineBytesMax = 262_144;

/** A line that is longer than this, in bytes, has no end: reading stops there. */
const endlessBytes = 1_048_576;

/** A line without its end, one that was too long and is gone, or one at which reading stopped. */
export type Line = Buffer | 'too long' | 'endless';

const newline = 0x0a;
const carriageReturn = 0x0d;

/**
 * Cuts a stream of bytes into lines, as they arrive, in portions of at most `portionMax`. Empty lines are left out, and
 * a byte order mark before a line. Never holds more than one line beside the portion at hand. A line that is too long
 * is reported as soon as it is; one without end ends the lines, as `endless`.
 */
export async function* linesOf(chunks: AsyncIterable<Buffer>, portionMax: number): AsyncGenerator<Line[]> {
  let parts: Buffer[] = [];
  let length = 0;
  const portion: Line[] = [];
  const keep = (bytes: Buffer) => {
    const wasTooLong = length > lineBytesMax;
    length += bytes.length;
    if (length <= lineBytesMax) {
      parts.push(bytes);
    } else if (!wasTooLong) {
      parts = [];
      portion.push('too long');
    }
  };
  const endLine = () => {
    const line = trimmed(Buffer.concat(parts));
    if (line.length > 0) portion.push(line);
    parts = [];
    length = 0;
  };
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, start)) {
      keep(chunk.subarray(start, end));
      endLine();
      start = end + 1;
      if (portion.length === portionMax) yield portion.splice(0);
    }
    keep(chunk.subarray(start));
    if (length > endlessBytes) portion.push('endless');
    if (portion.length > 0) yield portion.splice(0);
    if (length > endlessBytes) return;
  }
  if (length > 0) endLine();
  if (portion.length > 0) yield portion;
}

function trimmed(line: Buffer): Buffer {
  const text = withoutByteOrderMark(line);
  return text.at(-1) === carriageReturn ? text.subarray(0, -1) : text;
}

/**
 * Runs a task for each input, at most `atOnceMax` under way, and gives the results in the order of the inputs, each
 * as soon as it is there; does not wait for further input to do so.
 */
export async function* inOrder<Input, Output>(
  inputs: AsyncIterator<Input>,
  atOnceMax: number,
  run: (input: Input) => Promise<Output>,
): AsyncGenerator<Output> {
  const underWay: Promise<Output>[] = [];
  // Whatever fails is reported when its turn comes; until then nobody else shall take it for unheard.
  const heard = <Result>(promise: Promise<Result>) => {
    promise.catch(() => undefined);
    return promise;
  };
  let reading: Promise<IteratorResult<Input>> | undefined = heard(inputs.next());
  try {
    while (reading || underWay.length > 0) {
      const read = underWay.length < atOnceMax ? reading?.then((result) => ({ result })) : undefined;
      const done = underWay[0]?.then((output) => ({ output }));
      const first: { result: IteratorResult<Input> } | { output: Output } = await Promise.race(
        [read, done].filter((each) => each !== undefined),
      );
      if ('output' in first) {
        void underWay.shift();
        yield first.output;
      } else if (first.result.done) {
        reading = undefined;
      } else {
        underWay.push(heard(run(first.result.value)));
        reading = heard(inputs.next());
      }
    }
  } finally {
    await Promise.allSettled(underWay);
    // A read that is still pending holds this back for as long as the sender is silent: nobody needs to wait for it.
    inputs.return?.().catch(() => undefined);
  }
}
